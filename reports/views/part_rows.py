"""Rows of a kept table as pages show them."""

from reports.services.periods.parts import TEXT, Part


def shown_rows(part: Part) -> list[tuple[bool, list[tuple[str, bool]]]]:
    """Rows with whether each is a total; cells with whether they are numbers."""
    numeric = [column.form != TEXT for column in part.columns]
    return [
        (part.has_total and at == 0, list(zip(cells, numeric, strict=True)))
        for at, cells in enumerate(part.shown())
    ]
