"""Saving a workbook together with the results of its formulas.

openpyxl writes formulas without results, so that a preview or a phone, which does not
compute, would show empty cells.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from decimal import Decimal

from openpyxl import Workbook

_SHEET = "xl/worksheets/sheet1.xml"
_FORMULA = re.compile(rb'(<c r="([A-Z]+[0-9]+)"[^>]*><f>[^<]*</f>)(?:<v\s*/>|<v></v>)')


def saved(book: Workbook, results: Mapping[str, Decimal]) -> bytes:
    """The file of a workbook; `results` by cell ("F12") of its first sheet.

    Programs that compute do so again on opening.
    """
    book.calculation.fullCalcOnLoad = True
    plain = io.BytesIO()
    book.save(plain)
    out = io.BytesIO()
    with (
        zipfile.ZipFile(plain) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == _SHEET:
                content = _with_results(content, results)
            target.writestr(entry, content)
    return out.getvalue()


def _with_results(xml: bytes, results: Mapping[str, Decimal]) -> bytes:
    def filled(found: re.Match[bytes]) -> bytes:
        value = results[found[2].decode()]
        return found[1] + f"<v>{value}</v>".encode()

    return _FORMULA.sub(filled, xml)
