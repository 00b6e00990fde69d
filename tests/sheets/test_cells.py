"""What a cell may hold, and what is said when it does not."""

import datetime as dt

import pytest

from povertyportal.sheets import cells
from povertyportal.sheets.problems import CellProblem


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("037085000123", "037085000123"),
        ("037 085 000 123", "037085000123"),
        ("037\u00a0085\u00a0000\u00a0123", "037085000123"),
        ("'037085000123", "037085000123"),
        ("164123456", "164123456"),
        (164123456.0, "164123456"),
        (164123456, "164123456"),
    ],
)
def test_personal_ids_are_text(raw, number):
    assert cells.personal_id(raw) == number


@pytest.mark.parametrize(
    "raw",
    ["3,7085E+10", "3.70E+10", 37085000123.0, "37085000123", 1.23e10, 1.23457e11],
)
def test_lost_digits_are_told_never_guessed(raw):
    with pytest.raises(CellProblem, match="mất chữ số"):
        cells.personal_id(raw)


@pytest.mark.parametrize("raw", ["không có", "0370850001234", True, 12.5, "1234"])
def test_other_texts_are_no_personal_id(raw):
    with pytest.raises(CellProblem, match="12 chữ số"):
        cells.personal_id(raw)


@pytest.mark.parametrize(
    ("raw", "born"),
    [
        (dt.date(1980, 2, 5), (1980, 2, 5)),
        (dt.datetime(1980, 2, 5, tzinfo=dt.UTC), (1980, 2, 5)),
        ("05/02/1980", (1980, 2, 5)),
        ("5-2-1980", (1980, 2, 5)),
        ("05 / 02 / 1980", (1980, 2, 5)),
        ("1980-02-05 00:00:00", (1980, 2, 5)),
        ("02/1980", (1980, 2, None)),
        ("1980", (1980, None, None)),
        (1980.0, (1980, None, None)),
    ],
)
def test_birth_dates_may_be_partial(raw, born):
    assert cells.partial_date(raw) == born


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("31/02/1980", "Không có ngày"),
        ("02/25/1980", "Không có ngày"),
        ("13/1980", "tháng 13"),
        (29252.0, "là số.*Nếu là ngày 01/02/1980"),
        (198002.0, "là số.*Hãy định dạng"),
        ("05/02/80", "hai chữ số"),
        ("2/80", "hai chữ số"),
        ("1980-02-30", "Không có ngày"),
        ("1780", "không hợp lý"),
        ("hôm qua", "Không đọc được"),
    ],
)
def test_dates_that_are_none_are_told(raw, said):
    with pytest.raises(CellProblem, match=said):
        cells.partial_date(raw)


def test_a_whole_date_needs_its_day():
    assert cells.full_date("15/12/2024") == dt.date(2024, 12, 15)
    with pytest.raises(CellProblem):
        cells.full_date("2024")


def test_text_is_composed_and_tidy():
    decomposed = "  Nguye\u0302\u0303n\u00a0 Va\u0306n  A\u200bn "
    assert cells.person_name(decomposed) == "Nguyễn Văn An"


@pytest.mark.parametrize("raw", ["123", "Lê Văn 2", "=HYPERLINK(1)", "-"])
def test_what_is_no_name_is_told(raw):
    with pytest.raises(CellProblem, match="họ tên"):
        cells.person_name(raw)


def test_codes_get_back_their_zeros():
    assert cells.code(5, "mã xã")(97.0) == "00097"
    with pytest.raises(CellProblem):
        cells.code(5, "mã xã")("123456")


@pytest.mark.parametrize(("raw", "value"), [(12.0, 12), ("12", 12), ("0", 0)])
def test_whole_numbers(raw, value):
    assert cells.whole(0, 12)(raw) == value


@pytest.mark.parametrize("raw", ["1.500", "1 500", "1\u00a0500", 1500.0, " 1500 "])
def test_thousands_may_be_set_apart(raw):
    assert cells.whole(0, 10_000)(raw) == 1_500


@pytest.mark.parametrize(
    ("raw", "said"),
    [(1.5, "Ô này là 1,5"), ("1,500", "chưa rõ"), ("0.500", "nguyên"), ("1.5", "số")],
)
def test_a_number_that_can_be_read_in_two_ways_is_told(raw, said):
    with pytest.raises(CellProblem, match=said):
        cells.whole(0, 10_000)(raw)


@pytest.mark.parametrize("raw", [13.0, "-1", "1,5", "hai", 1.5])
def test_numbers_outside_their_bounds_are_told(raw):
    with pytest.raises(CellProblem):
        cells.whole(0, 12)(raw)


def test_yes_and_no_in_their_spellings():
    assert [cells.yes_no(raw) for raw in ("x", "X", "Có", 1.0, "0", "không")] == [
        *[True] * 4,
        *[False] * 2,
    ]
