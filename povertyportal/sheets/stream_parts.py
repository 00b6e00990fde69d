"""The parts of a workbook around its rows: styles, sheets, relations."""

import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from povertyportal.sheets.exports import ExportColumn

# Numbers of the cell formats in STYLES.
PLAIN, BOLD, TITLE, HEADING, TEXT, QUOTED, WHOLE, SHARE, DATE, MOMENT = range(10)
KEPT = 2  # columns in view and on each page: the number, and what the row is about
LINE = 15  # points
PAGE_WIDTH = 170  # characters of a readable A4 page
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_PARTS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_WRAP = '<alignment vertical="top" wrapText="1"/>'

STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}"><numFmts count="2">'
    '<numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>'
    '<numFmt numFmtId="165" formatCode="hh:mm\\ dd/mm/yyyy"/></numFmts>'
    '<fonts count="3"><font><sz val="11"/><name val="Times New Roman"/></font>'
    '<font><b/><sz val="11"/><name val="Times New Roman"/></font>'
    '<font><b/><sz val="14"/><name val="Times New Roman"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="2"><border/><border>'
    + "".join(
        f'<{side} style="thin"><color auto="1"/></{side}>'
        for side in ("left", "right", "top", "bottom")
    )
    + '</border></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="10">'
    '<xf numFmtId="0" fontId="0"/>'
    '<xf numFmtId="0" fontId="1" applyFont="1"/>'
    '<xf numFmtId="0" fontId="2" applyFont="1"/>'
    '<xf numFmtId="0" fontId="1" borderId="1" applyFont="1" applyBorder="1" '
    'applyAlignment="1"><alignment horizontal="center" vertical="center" '
    'wrapText="1"/></xf>'
    + "".join(
        f'<xf numFmtId="{number}" fontId="0" borderId="1" {more}'
        'applyNumberFormat="1" applyBorder="1" applyAlignment="1">'
        f"{align}</xf>"
        for number, more, align in (
            (49, "", _WRAP),
            (49, 'quotePrefix="1" ', _WRAP),
            (3, "", '<alignment vertical="top"/>'),
            (4, "", '<alignment vertical="top"/>'),
            (164, "", '<alignment horizontal="center" vertical="top"/>'),
            (165, "", '<alignment horizontal="center" vertical="top"/>'),
        )
    )
    + '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" '
    'builtinId="0"/></cellStyles></styleSheet>'
)


def letters(place: int) -> str:
    """The letters of a column counted from 0: A, …, Z, AA."""
    found = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        found = chr(65 + rest) + found
    return found


def sheet_start(columns: Sequence[ExportColumn], head: int) -> str:
    """A sheet up to its rows: widths; head and first columns kept in view."""
    widths = "".join(
        f'<col min="{number}" max="{number}" width="{each.width}" customWidth="1"/>'
        for number, each in enumerate(columns, start=1)
    )
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/>'
        '</sheetPr><sheetViews><sheetView workbookViewId="0">'
        f'<pane xSplit="{KEPT}" ySplit="{head}" topLeftCell="C{head + 1}" '
        'activePane="bottomRight" state="frozen"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="{LINE}"/><cols>{widths}</cols><sheetData>'
    )


def sheet_end(columns: Sequence[ExportColumn], head: int, last: int) -> str:
    """A sheet after its rows: the filter; A4 landscape, as many pages wide as it takes
    to read it."""
    pages = max(1, round(sum(each.width for each in columns) / PAGE_WIDTH))
    return (
        f'</sheetData><autoFilter ref="A{head}:{letters(len(columns) - 1)}{last}"/>'
        '<pageMargins left="0.5" right="0.4" top="0.6" bottom="0.6" header="0.3" '
        'footer="0.3"/><pageSetup paperSize="9" orientation="landscape" '
        f'fitToWidth="{pages}" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;C&amp;P / &amp;N</oddFooter></headerFooter>"
        "</worksheet>"
    )


def finish(archive: zipfile.ZipFile, names: Sequence[str], head: int) -> None:
    """Write the parts that tell what sheets there are.

    Uncompressed, so that no workbook is shorter than the 4,096 bytes under which a
    copy with a password would be laid out otherwise ([MS-CFB], mini stream).
    """
    archive.writestr("xl/styles.xml", STYLES, zipfile.ZIP_STORED)
    archive.writestr("xl/workbook.xml", _workbook(names, head), zipfile.ZIP_STORED)
    sheets = "".join(
        f'<Relationship Id="rId{number}" Type="{_LINKS}/worksheet" '
        f'Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(names) + 1)
    )
    styles = f'<Relationship Id="rId0" Type="{_LINKS}/styles" Target="styles.xml"/>'
    archive.writestr(
        "xl/_rels/workbook.xml.rels", _relations(sheets + styles), zipfile.ZIP_STORED
    )
    book = (
        f'<Relationship Id="rId1" Type="{_LINKS}/officeDocument" '
        'Target="xl/workbook.xml"/>'
    )
    archive.writestr("_rels/.rels", _relations(book), zipfile.ZIP_STORED)
    archive.writestr("[Content_Types].xml", _types(len(names)), zipfile.ZIP_STORED)


def _workbook(names: Sequence[str], head: int) -> str:
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(names, start=1)
    )
    titles = "".join(
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{place}">'
        f"{escape(_quoted(name))}!$A:$B,{escape(_quoted(name))}!${head}:${head}"
        "</definedName>"
        for place, name in enumerate(names)
    )
    return (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}">'
        f"<sheets>{sheets}</sheets><definedNames>{titles}</definedNames></workbook>"
    )


def _quoted(name: str) -> str:
    doubled = name.replace("'", "''")
    return f"'{doubled}'"


def _relations(inside: str) -> str:
    start = f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    return f"{start}{inside}</Relationships>"


def _types(sheets: int) -> str:
    each = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" '
        f'ContentType="{_PARTS}.worksheet+xml"/>'
        for number in range(1, sheets + 1)
    )
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_PARTS}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_PARTS}.styles+xml"/>'
        f"{each}</Types>"
    )
