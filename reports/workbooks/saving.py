"""Saving a workbook together with the results of its formulas.

openpyxl writes formulas without results, so that a preview or a phone, which does not
compute, would show empty cells. A file made again at the same `made_at` from the same
numbers is the same to the last byte.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Mapping
from decimal import Decimal

from django.utils import timezone
from openpyxl import Workbook

# Results by the title of a sheet, then by cell ("F12").
Results = Mapping[str, Mapping[str, Decimal]]
_FORMULA = re.compile(rb'(<c r="([A-Z]+[0-9]+)"[^>]*><f>[^<]*</f>)(?:<v\s*/>|<v></v>)')


def saved(
    book: Workbook,
    results: Results,
    made_at: dt.datetime,
    rows: Mapping[str, bytes] | None = None,
    report: Callable[[], None] = lambda: None,
) -> bytes:
    """The file of a workbook made at a moment; programs that compute do so on opening.

    `rows` is the XML of finished rows by the title of their sheet (see rows.py), put
    before the first row of a higher number. `report` is called after each sheet.
    """
    book.calculation.fullCalcOnLoad = True
    local = timezone.localtime(made_at).replace(tzinfo=None, microsecond=0)
    book.properties.creator = ""
    book.properties.created = local
    plain = io.BytesIO()
    book.save(plain)
    sheets = {
        f"xl/worksheets/sheet{place}.xml": title
        for place, title in enumerate(book.sheetnames, start=1)
    }
    out = io.BytesIO()
    with (
        zipfile.ZipFile(plain) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as target,
    ):
        for entry in source.infolist():
            content = source.read(entry)
            title = sheets.get(entry.filename)
            if title is not None:
                content = _with_results(content, results.get(title, {}))
                content = _with_rows(content, (rows or {}).get(title))
                report()
            if entry.filename == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>%s\g<2>" % _w3c(local), content)
            same = zipfile.ZipInfo(entry.filename, local.timetuple()[:6])
            same.external_attr, same.compress_type = 0o644 << 16, zipfile.ZIP_DEFLATED
            target.writestr(same, content)
    return out.getvalue()


# openpyxl writes the clock's time over what one sets.
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def _w3c(at: dt.datetime) -> bytes:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}".encode()


def _with_results(xml: bytes, results: Mapping[str, Decimal]) -> bytes:
    def filled(found: re.Match[bytes]) -> bytes:
        value = results[found[2].decode()]
        return found[1] + f"<v>{value}</v>".encode()

    return _FORMULA.sub(filled, xml)


def _with_rows(xml: bytes, rows: bytes | None) -> bytes:
    if not rows:
        return xml
    number = _first_row(rows)
    for found in _ROW.finditer(xml):
        if int(found[1]) >= number:
            return xml[: found.start()] + rows + xml[found.start() :]
    end = xml.index(b"</sheetData>")
    return xml[:end] + rows + xml[end:]


_ROW = re.compile(rb'<row r="([0-9]+)"')


def _first_row(rows: bytes) -> int:
    found = _ROW.match(rows)
    if found is None:
        raise ValueError("Rows begin with a row.")
    return int(found[1])
