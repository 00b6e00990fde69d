"""Files made to hurt: refused with a message, or read, in bounded memory."""

import json
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from povertyportal.sheets.locking import locked as under_password
from povertyportal.sheets.problems import FileProblem
from povertyportal.sheets.reading import Limits, open_sheets

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ROOT = Path(__file__).resolve().parents[2]
OLD = Path(__file__).parent / "files" / "list.xls"


def relation(kind, target):
    inside = f'<Relationship Id="r1" Type="{OFFICE}/{kind}" Target="{target}"/>'
    return f"<Relationships>{inside}</Relationships>".encode()


def package(path, sheet, *, part="xl/worksheets/sheet1.xml", texts=b"", **parts):
    """An .xlsx of one sheet whose XML is given as bytes."""
    contents = {
        "[Content_Types].xml": b"<Types/>",
        "_rels/.rels": relation("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f"""<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>
            <sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>""".encode(),
        "xl/_rels/workbook.xml.rels": relation("worksheet", f"/{part}"),
        part: sheet,
        **({"xl/sharedStrings.xml": texts} if texts else {}),
        **parts,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return path


def sheet_of(*rows, before=b""):
    """A sheet's XML around rows."""
    inside = b"".join(rows)
    return (
        before
        + f'<worksheet xmlns="{MAIN}" xmlns:x="{MAIN}"><sheetData>'.encode()
        + inside
        + b"</sheetData></worksheet>"
    )


FAR = b"<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"
NEAR = b'<row r="1"><c r="A1"><v>5</v></c></row>'
BOMB = b'<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'


def lying(path):
    """A part that inflates to far more than it claims to be."""
    package(path, b"0" * (40 << 20))
    raw = bytearray(path.read_bytes())
    at = raw.index(b"PK\x01\x02", raw.index(b"PK\x01\x02") + 1)
    name = b"xl/worksheets/sheet1.xml"
    while raw[at + 46 : at + 46 + len(name)] != name:
        at = raw.index(b"PK\x01\x02", at + 1)
    struct.pack_into("<I", raw, at + 24, 1_000)
    path.write_bytes(raw)


def shared(path):
    """One long text in a hundred thousand cells: three gigabytes of it."""
    texts = b"<sst><si><t>" + b"x" * 32_000 + b"</t></si></sst>"
    cells = "".join(f'<c r="{c}%d" t="s"><v>0</v></c>' for c in "ABCDEFGHIJKLMNOPQRST")
    rows = (
        f'<row r="{n}">{cells.replace("%d", str(n))}</row>' for n in range(1, 5_001)
    )
    package(path, sheet_of("".join(rows).encode()), texts=texts)


def utf16(path):
    text = sheet_of(FAR.replace(b"'", b'"')).decode()
    package(path, ('<?xml version="1.0" encoding="UTF-16"?>' + text).encode("utf-16"))


def wide(path):
    book = Workbook()
    book.active.append(range(300))
    book.save(path)


def large(path):
    with path.open("wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(51 << 20)


def locked(path):
    Workbook().save(path)
    with path.open("rb") as file, under_password(file, "mat-khau") as kept:
        content = kept.read()
    path.write_bytes(content)


def spoilt(path):
    """The bytes of a packed part are not what they were."""
    package(path, sheet_of(NEAR * 50))
    raw = bytearray(path.read_bytes())
    at = raw.index(b"xl/worksheets/sheet1.xml") + 60
    raw[at : at + 20] = b"\xff" * 20
    path.write_bytes(raw)


def merged(path):
    ranges = b"".join(
        b'<mergeCell ref="A%d:A%d"/>' % (n, n + 1) for n in range(200_001)
    )
    sheet = sheet_of(NEAR).replace(b"</worksheet>", b"<mergeCells>" + ranges)
    package(path, sheet + b"</mergeCells></worksheet>")


HOSTILE = {
    "merged": (merged, "ô trộn"),
    "spoilt": (spoilt, "hỏng"),
    "lying": (lying, "giải nén"),
    "shared": (shared, "giải nén"),
    "entities": (lambda p: package(p, sheet_of(NEAR, before=BOMB)), "phần mềm khác"),
    "quotes": (lambda p: package(p, sheet_of(FAR)), "dòng 1048576"),
    "prefix": (
        lambda p: package(
            p, sheet_of(FAR.replace(b"<c", b"<x:c").replace(b"</c", b"</x:c"))
        ),
        "dòng 1048576",
    ),
    "elsewhere": (lambda p: package(p, sheet_of(FAR), part="xl/a/b.xml"), "dòng 10"),
    "utf-16": (utf16, "phần mềm khác"),
    "wide": (wide, "cột thứ 300"),
    "large": (large, "quá 50 MB"),
    "locked": (locked, "mật khẩu"),
    "web": (lambda p: p.write_bytes(b"\xef\xbb\xbf <table><tr>"), "trang web"),
    "picture": (lambda p: p.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 99), "Excel"),
    "cut old": (lambda p: p.write_bytes(OLD.read_bytes()[:2_500]), "hỏng"),
    "old noise": (lambda p: p.write_bytes(OLD.read_bytes()[:8] * 700), "hỏng"),
    "latin": (lambda p: p.write_bytes("Họ;Tên".encode("utf-16")), "UTF-8"),
}

OPEN_ALL = """
import json, pathlib, resource, sys
from povertyportal.sheets.problems import FileProblem
from povertyportal.sheets.reading import open_sheets
resource.setrlimit(resource.RLIMIT_AS, (900 << 20, 900 << 20))
for path in map(pathlib.Path, sys.argv[1:]):
    try:
        told = f"read: {list(open_sheets(path))}"
    except FileProblem as problem:
        told = str(problem)
    print(json.dumps(told))
"""


def test_hostile_files_are_refused_within_bounded_memory(tmp_path):
    paths = []
    for number, (make, _) in enumerate(HOSTILE.values()):
        paths.append(tmp_path / f"{number}.xlsx")
        make(paths[-1])
    done = subprocess.run(
        [sys.executable, "-c", OPEN_ALL, *map(str, paths)],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    told = [json.loads(line) for line in done.stdout.splitlines()]
    wrong = [
        (name, message)
        for (name, (_, said)), message in zip(HOSTILE.items(), told, strict=True)
        if said not in message
    ]
    assert not wrong


def values(path, **limits):
    (sheet,) = open_sheets(path, Limits(**limits)).values()
    return list(sheet.rows())


@pytest.mark.parametrize(
    "row",
    [
        b'<row r="2"><c r="B2"><v>5</v></c></row>',
        b"<row r='2'><c r='B2'><v>5</v></c></row>",
        b'<x:row r="2"><x:c s="0" r="B2"><x:v>5</x:v></x:c></x:row>',
        b"<row/><row><c/><c><v>5</v></c></row>",
    ],
)
def test_other_ways_to_write_a_sheet_are_read(tmp_path, row):
    assert values(package(tmp_path / "list.xlsx", sheet_of(row))) == [(2, ["", 5.0])]


def test_formats_of_a_million_blank_rows_do_not_matter(tmp_path):
    blank = b"".join(
        b'<row r="%d"><c r="A%d" s="0"/><c r="CV%d" s="0"/></row>' % (n, n, n)
        for n in (*range(2, 2_000), 1_048_576)
    )
    path = package(tmp_path / "list.xlsx", sheet_of(NEAR, blank))
    assert values(path) == [(1, [5.0])]


def test_a_macro_workbook_gives_its_values(tmp_path):
    path = package(
        tmp_path / "list.xlsm", sheet_of(NEAR), **{"xl/vbaProject.bin": b"\0" * 99}
    )
    assert values(path) == [(1, [5.0])]


def test_an_old_workbook_is_read():
    assert values(OLD) == [
        (1, ["DÂN SỐ CÁC XÃ", "", ""]),
        (2, ["Mã xã", "Tên xã", "Số hộ"]),
        (3, ["14464", "Gia Viễn", 1200]),
        (4, ["14465", "Đại Hoàng", "1,500"]),
    ]
    with pytest.raises(FileProblem, match="quá nhiều dòng"):
        values(OLD, rows=3)


@pytest.mark.parametrize(
    "text",
    [
        '\ufeffDân số;\r\n;\r\nMã;Tên, xã\r\n"00;1";Gia Viễn\r\n',
        'Dân số,\n,\nMã,"Tên, xã"\n00;1,Gia Viễn\n',
        "sep=\t\nDân số\t\nMã\tTên, xã\n00;1\tGia Viễn\n",
    ],
)
def test_csv_is_read_by_its_own_signs(tmp_path, text):
    path = tmp_path / "list.csv"
    path.write_bytes(text.encode())
    found = [cells for _, cells in values(path)]
    assert found[-2:] == [["Mã", "Tên, xã"], ["00;1", "Gia Viễn"]]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a;b\n" * 300, "hơn 200 dòng"),
        (b"a;b\n" + b";" * 70 + b"x", "71 cột"),
        (b'a;b\n"' + b"x" * 200_000, "bị hỏng"),
        (b"a" * 70_000 + "ệ".encode("cp1258", "replace") + b"\xff;b", "UTF-8"),
    ],
)
def test_a_csv_beyond_its_bounds_is_refused(tmp_path, content, said):
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(FileProblem, match=said):
        values(path, rows=200, columns=60)
