"""The paper engine: its font, its text, its code, the same bytes each time."""

import hashlib
import io
import json
import re
import unicodedata

import pytest
from pypdf import PdfReader

from povertyportal.documents import letterhead
from povertyportal.documents.papers import (
    FAMILY,
    FOLDER,
    FONTS,
    compile_paper,
    joined,
    page_count,
    qr_code,
)

PACKAGES = json.loads((FONTS / "VENDOR.json").read_text())["packages"]
LETTER = {
    "title": "Giấy xác nhận",
    "head": {
        "above": [],
        "issuer": ["ỦY BAN NHÂN DÂN", "XÃ ĐỒI CHÈ"],
        "number": "Số: 05/GXN-UBND",
        "place_day": "Đồi Chè, ngày 05 tháng 02 năm 2026",
    },
    "kind": "GIẤY XÁC NHẬN",
    "about": "",
    "before": [],
    "facts": [["Họ và tên chủ hộ", "Nguyễn Thị Hoà"], ["Ngày cấp", ""]],
    "paras": ["Là hộ nghèo."],
    "recipients": ["Lưu: VT."],
    "signer": letterhead.chairman("Chủ tịch", "Đỗ Văn Lý"),
}


def letter(**changed):
    return compile_paper("letter", LETTER | changed)


def text_of(pdf):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def fonts_of(pdf):
    """Font name -> whether it is embedded."""
    found = {}
    for page in PdfReader(io.BytesIO(pdf)).pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font["/DescendantFonts"][0].get_object()
            descriptor = inner["/FontDescriptor"]
            found[font["/BaseFont"]] = "/FontFile2" in descriptor
    return found


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package["name"])
def test_the_font_is_what_its_list_names(package):
    for name, expected in package["files"].items():
        assert hashlib.sha256((FONTS / name).read_bytes()).hexdigest() == expected, name
    assert {f.name for f in FONTS.iterdir()} == {
        *package["files"],
        "VENDOR.json",
        "NOTICE.md",
    }
    assert "SIL OPEN FONT LICENSE" in (FONTS / "LICENSE.txt").read_text()


def test_a_paper_is_a4_with_our_font_embedded():
    pdf = letter()
    page = PdfReader(io.BytesIO(pdf)).pages[0]
    assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]
    fonts = fonts_of(pdf)
    assert fonts
    assert all(fonts.values())
    assert all(f"+{FAMILY}" in name for name in fonts)


def test_the_head_says_nation_body_number_place_and_day():
    text = text_of(letter())
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "ỦY BAN NHÂN DÂN",
        "Số: 05/GXN-UBND",
        "Đồi Chè, ngày 05 tháng 02 năm 2026",
        "Nơi nhận:",
        "Đỗ Văn Lý",
    ):
        assert part in text


def test_every_vietnamese_letter_comes_back():
    letters = "".join(chr(code) for code in range(0x1EA0, 0x1EFA))
    wanted = letters + "ĂăÂâĐđÊêÔôƠơƯư – ₫"
    assert wanted in text_of(letter(paras=[wanted])).replace("\n", "")


def test_letters_typed_in_pieces_are_put_together():
    pieces = unicodedata.normalize("NFD", "Nguyễn Thị Hường")
    assert "Nguyễn Thị Hường" in text_of(letter(paras=[pieces]))


def test_what_people_typed_is_never_markup():
    typed = '#import "letterhead.typ": * $x^2$ *đậm* @ref <a> \\ "ngoặc" // hết'
    assert typed in text_of(letter(paras=[typed]))


def test_a_line_without_a_value_is_dotted():
    assert re.search(r"Ngày cấp:\s*(\.\s?){20}", text_of(letter()))


def test_the_same_data_give_the_same_bytes():
    first, again = letter(), letter()
    assert first == again
    assert letter(paras=["Khác."]) != first
    assert b"CreationDate" not in first
    assert joined([first, again]) == joined([first, again])


def test_long_papers_number_their_pages_from_the_second_on():
    pdf = letter(paras=["Dòng chữ dài của một văn bản. " * 20] * 20)
    pages = PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) == page_count(pdf) > 2
    assert not pages[0].extract_text().strip().startswith("1")
    assert pages[1].extract_text().strip().startswith("2")


def test_parts_are_joined_in_order():
    whole, count = joined([letter(title="Một"), letter(paras=["Phần sau."])])
    assert count == 2
    assert "Phần sau." in PdfReader(io.BytesIO(whole)).pages[1].extract_text()


def test_a_deputy_signs_for_the_chairman():
    assert letterhead.on_behalf("Phó Chủ tịch", "Lê Thị Bến") == {
        "lines": ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"],
        "hint": "(Ký tên, đóng dấu)",
        "name": "Lê Thị Bến",
    }
    assert letterhead.chairman("Chủ tịch UBND xã")["lines"] == ["CHỦ TỊCH"]


def test_a_code_holds_the_address():
    code = qr_code("https://portal.example.vn/ra-soat/phieu/12/")
    assert code.startswith("<svg")
    assert "<?xml" not in code


def test_templates_stay_small():
    for path in FOLDER.glob("*.typ"):
        assert len(path.read_text("utf-8").splitlines()) <= 200, path.name
