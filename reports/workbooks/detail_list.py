"""Official forms 14 and 15: the near-poor and the poor households, member by member.

Personal ids are no column of theirs.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

from households.models.household import Relation
from households.services.as_of import large_statement
from povertyportal.sheets import writing
from povertyportal.ui.numbers import vietnamese
from reports import stock
from reports.detail_sql import detail_sql
from reports.services.stock_lines import StockContent
from reports.stock import local_ethnicities
from reports.workbooks import parts
from reports.workbooks.columns import NAMES, POOR
from reports.workbooks.rows import row_xml, style_of
from reports.workbooks.table import Head

WIDTH = 19
NUMBERS = ("A", "B", "C", *(str(number) for number in range(1, 17)))
FLAGS_FROM = 8  # the sheet's column of the first 'x'
WANTS = ("health", "education", "production", "credit", "housing", "other")
WANTED = ("Y tế", "Giáo dục", "Sản xuất", "Tín dụng", "Nhà ở", "Khác")
HISTORY = ("new", "relapsed", "old")
RELATIONS = {code.value: str(code.label) for code in Relation}
WIDTHS = (6, 6, 26, 8, 8, 12, 14, *(7.5 for _ in range(12)))
NOTE_LETTERS = 175


@dataclass(frozen=True)
class Written:
    """A list's rows as XML, its households, and the results of its formulas."""

    rows: bytes
    households: int
    results: dict[str, Decimal]


def write(
    sheet: Worksheet,
    heading: parts.Heading,
    code: str,
    kind: str,
    content: StockContent,
) -> Written:
    """Write a class's list into an empty sheet."""
    listing = content.listing
    row = parts.header(sheet, WIDTH, heading)
    title = f"Danh sách chi tiết {NAMES[kind]}"
    as_of = parts.subtitles(code, listing, content.as_of)
    head = writing.title(sheet, row, WIDTH, title, *as_of)
    total = _head(sheet, head, kind)
    rows = _Rows(sheet, total + 1, content, kind)
    communes = [area.pk for area in content.communes]
    listed = stock.listed_sql(communes, listing)
    with large_statement() as cursor:
        sql = detail_sql(listed, listing.moment, kind, listing.starts)
        cursor.execute(sql, {"communes": communes})
        xml = "".join(rows.write(cursor)).encode()
    results = _total(sheet, total, rows)
    notes = (*content.notes, *_notes(kind, rows), parts.UNCONFIRMED)
    after = parts.notes(sheet, rows.row + 1, WIDTH, notes, NOTE_LETTERS)
    parts.signatures(sheet, after + 1, WIDTH)
    writing.set_widths(sheet, WIDTHS)
    writing.set_print(sheet, header_rows=(head, total - 1))
    sheet.freeze_panes = f"D{total}"
    return Written(xml, rows.households, results)


def _heads(kind: str) -> tuple[Head, ...]:
    back = "Tái nghèo" if kind == POOR else "Tái cận nghèo"
    below = (
        *((words, at) for at, words in ((4, "Nam"), (5, "Nữ"))),
        *((words, at) for at, words in enumerate(("Phát sinh mới", back, "Hộ cũ"), 8)),
        *((words, at) for at, words in enumerate(WANTED, 14)),
    )
    return (
        *(
            Head(words, (1, at), (2, at))
            for at, words in (
                (1, "TT hộ"),
                (2, "TT nhân khẩu"),
                (3, "Họ và tên"),
                (6, "Dân tộc"),
                (7, "Quan hệ với chủ hộ"),
                (11, "Hộ có người có công"),
                (12, "Dân tộc tại chỗ"),
                (13, "Không có khả năng lao động"),
            )
        ),
        Head("Năm sinh", (1, 4), (1, 5)),
        Head(f"Phân loại {NAMES[kind]}", (1, 8), (1, 10)),
        Head("Nhu cầu hỗ trợ của hộ", (1, 14), (1, 19)),
        *(Head(words, (2, at), (2, at)) for words, at in below),
    )


def _head(sheet: Worksheet, row: int, kind: str) -> int:
    """The rows of headings and the row of numbers; returns the next row."""
    for head in _heads(kind):
        (top, left), (bottom, right) = head.first, head.last
        first, last = (row + top - 1, left), (row + bottom - 1, right)
        writing.header_cell(sheet, head.words, first, last)
    sheet.row_dimensions[row].height = 34
    sheet.row_dimensions[row + 1].height = 48
    return writing.numbered_columns(sheet, row + 2, NUMBERS)


class _Rows:
    """Turns the statement's rows into the sheet's, communes and villages between."""

    def __init__(
        self, sheet: Worksheet, first: int, content: StockContent, kind: str
    ) -> None:
        self.first = self.row = first
        self.households = self.members = 0
        self.flags = [0] * (WIDTH - FLAGS_FROM + 1)
        self.untold = False
        self._names = {area.pk: area.name for area in content.communes}
        self._locals = local_ethnicities(self._names)
        self._kind = kind
        plain, bold = writing.font(), writing.font(bold=True)
        left = style_of(sheet, plain, writing.LEFT, writing.TEXT)
        centre = style_of(sheet, plain, writing.CENTRE)
        of_member = (centre, centre, left, centre, centre, left, left)
        self._styles = of_member + (centre,) * (WIDTH - len(of_member))
        self._strong = (style_of(sheet, bold, writing.LEFT, writing.TEXT),) * WIDTH
        quiet = style_of(sheet, writing.font(italic=True), writing.LEFT, writing.TEXT)
        self._quiet = (quiet,) * WIDTH

    def write(self, rows: Iterator[tuple[Any, ...]]) -> Iterator[str]:
        """XML of all rows."""
        for commune, of_commune in groupby(rows, key=lambda row: row[0]):
            yield self._put(("", "", self._names[commune]), self._strong)
            number = 0
            for village, of_village in groupby(of_commune, key=lambda row: row[1]):
                if village:
                    yield self._put(("", "", village), self._quiet)
                for _, members in groupby(of_village, key=lambda row: row[2]):
                    number += 1
                    yield from self._household(number, commune, list(members))

    def _household(
        self, number: int, commune: int, members: list[tuple[Any, ...]]
    ) -> Iterator[str]:
        self.households += 1
        flags = self._flags_of(commune, members[0])
        self.flags = [
            total + bool(flag) for total, flag in zip(self.flags, flags, strict=True)
        ]
        for place, row in enumerate(members, start=1):
            *_, name, year, sex, ethnicity, relation = row
            self.members += bool(name)
            values = (
                number if place == 1 else None,
                place,
                name or "(chưa rõ thành viên)",
                year if sex != "female" else None,
                year if sex == "female" else None,
                ethnicity,
                RELATIONS.get(relation, ""),
                *(flags if place == 1 else ("",) * len(flags)),
            )
            yield self._put(values, self._styles)

    def _flags_of(self, commune: int, row: tuple[Any, ...]) -> list[str]:
        """The household's own crosses, in the order of the columns."""
        _, _, _, minority, merit, no_labour, said, wanted, history = row[:9]
        self.untold |= not history
        local = row[12] in self._locals[commune] if said is None else said
        wants = json.loads(wanted) if isinstance(wanted, str) else wanted
        wants = wants or ()
        crosses = (
            *(history == each for each in HISTORY),
            merit,
            minority and local,
            no_labour,
            *(each in wants for each in WANTS),
        )
        return ["x" if cross else "" for cross in crosses]

    def _put(self, values: tuple[Any, ...], styles: tuple[int, ...]) -> str:
        values += ("",) * (WIDTH - len(values))
        xml = row_xml(self.row, values, styles)
        self.row += 1
        return xml


def _total(sheet: Worksheet, row: int, rows: _Rows) -> dict[str, Decimal]:
    """The line above the list: households, persons, and each cross counted."""
    writing.frame_row(sheet, row, WIDTH, bold=True)
    words = (
        f"Tổng số: {vietnamese(rows.households)} hộ, {vietnamese(rows.members)} khẩu"
    )
    writing.write_text(sheet.cell(row, 3), words)
    sheet.cell(row, 3).alignment = writing.LEFT
    sheet.row_dimensions[row].height = 32
    results: dict[str, Decimal] = {}
    if not rows.households:
        return results
    for at, count in enumerate(rows.flags, start=FLAGS_FROM):
        cell = sheet.cell(row, at)
        span = f"{cell.column_letter}{rows.first}:{cell.column_letter}{rows.row - 1}"
        writing.write_number(cell, f'=COUNTIF({span},"x")')
        results[cell.coordinate] = Decimal(count)
    return results


def _notes(kind: str, rows: _Rows) -> Iterator[str]:
    yield (
        "Hộ cũ: đã là hộ nghèo hoặc hộ cận nghèo trong danh sách ngay trước; tái "
        f"{'nghèo' if kind == POOR else 'cận nghèo'}: từng là {NAMES[kind]}, không có "
        "trong danh sách ngay trước. Nhu cầu hỗ trợ theo phiếu rà soát."
    )
    if rows.untold:
        yield (
            "Nơi cổng không có danh sách ngay trước thì không ghi hộ mới, tái hay cũ."
        )
