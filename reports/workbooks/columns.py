"""Heads and columns that the stock forms share."""

from reports.workbooks.table import Head, Value

POOR, NEAR = "poor", "near_poor"
CLASSES = (POOR, NEAR)
NAMES = {POOR: "hộ nghèo", NEAR: "hộ cận nghèo"}


def number(code: str) -> Value:
    """A column that counts by a code of Stock."""
    return lambda line: line.stock[code]


def across(words: str, row: int, first: int, last: int) -> Head:
    """Words over columns of one row of the heads."""
    return Head(words, (row, first), (row, last))


def down(words: str, column: int, first: int, last: int) -> Head:
    """Words over rows of one column."""
    return Head(words, (first, column), (last, column))
