"""Rows as CSV: for sheets and for systems that take no JSON."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from rest_framework.renderers import BaseRenderer

# Excel takes a file without this mark for one in the machine's old code page.
MARK = "\ufeff"
#: A cell that begins so would be run as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class CsvRenderer(BaseRenderer):
    """The answer's `rows`, each with what the answer says of all of them."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(
        self,
        data: Mapping[str, Any],
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> str:
        """UTF-8 with a mark, commas, decimal points; a head of names."""
        about = {
            "place": data["place"]["name"],
            **(data["period"] or {}),
            "as_of": data["as_of"],
        }
        return written(about, data["rows"])


def written(about: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as the text of a CSV file, each after what is said of all of them.

    The first row's names are the columns.
    """
    output = io.StringIO()
    output.write(MARK)
    names = {**about, **(rows[0] if rows else {})}
    writer = csv.DictWriter(output, names.keys())
    writer.writeheader()
    for row in rows:
        told = {**about, **row}
        writer.writerow({name: _cell(value) for name, value in told.items()})
    return output.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return " ".join(str(each) for each in value)
    if isinstance(value, str) and value.startswith(_FORMULA) and not _is_number(value):
        return f"'{value}"
    return value


def _is_number(text: str) -> bool:
    whole, _, rest = text.removeprefix("-").partition(".")
    return whole.isdecimal() and (rest.isdecimal() or not rest)
