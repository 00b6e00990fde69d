"""The family's own words: what it lacks, why, and what would change it."""

import pytest

from households.rules.classification import B1Source, Case, classify
from households.rules.facts import AreaKind
from households.rules.family_words import LACKS, lacks, what_changes, why
from households.rules.form_2022 import facts_from_answers
from households.rules.standards import STANDARDS, standard
from tests.households.rules.answers import ON, PEOPLE, full
from tests.households.rules.cases import findings


def case(code="ND07_2022", deprived=0, unknown=0, kind=AreaKind.RURAL, **rest):
    law = standard(code)
    rest.setdefault("agri", False)
    return Case(law, kind, findings=findings(law, deprived, unknown), **rest)


def test_every_indicator_of_every_standard_has_plain_words():
    codes = {each.code for law in STANDARDS.values() for each in law.indicators}
    assert codes <= set(LACKS)
    jargon = ("chỉ số", "thiếu hụt", "B1", "B2", "Điều ", "Nghị định")
    assert not [text for text in LACKS.values() for word in jargon if word in text]


def test_what_a_family_lacks_is_what_it_answered():
    weak = full({"wall": "weak", "roof": "weak", "toilet": "none", "floor_area": "15"})
    facts = facts_from_answers(weak, PEOPLE, AreaKind.RURAL, ON)
    found = classify(facts, standard("ND07_2022"), 120, B1Source.PAPER)
    assert lacks(found.findings) == (
        LACKS["housing_quality"],
        LACKS["housing_area"],
        LACKS["toilet"],
    )


@pytest.mark.parametrize(
    ("b1", "deprived", "first", "last"),
    [
        (140, 3, "được chấm 140 điểm, không quá mức 140", "từ 3 điều trở lên là hộ"),
        (140, 2, "không quá mức 140 điểm", "ít hơn 3 điều là hộ cận nghèo"),
        (141, 3, "cao hơn mức 140 điểm", "thì không phải hộ nghèo"),
    ],
)
def test_why_at_the_line_and_above(b1, deprived, first, last):
    told = why(case(deprived=deprived, b1=b1, b1_source=B1Source.PAPER))
    assert first in told[0]
    assert f"còn thiếu {deprived} điều" in told[1]
    assert last in told[-1]


def test_a_farmer_above_the_line_lives_averagely():
    told = why(case(deprived=0, b1=141, b1_source=B1Source.PAPER, agri=True))
    assert told[-1].endswith("là hộ có mức sống trung bình.")
    assert "nhà không thiếu điều nào" in told[1]


@pytest.mark.parametrize(
    ("deprived", "unknown", "words"),
    [
        (0, 2, "2 điều chưa rõ; các điều khác nhà không thiếu"),
        (1, 2, "nhà còn thiếu 1 điều; 2 điều chưa rõ"),
    ],
)
def test_what_is_not_known_is_said(deprived, unknown, words):
    told = why(case(deprived=deprived, unknown=unknown, b1=120))
    assert words in told[1]
    assert "Xã sẽ hỏi thêm" not in told[-1] or unknown


def test_a_law_that_is_not_whole_is_not_the_familys_fault():
    told = why(case("ND351_2027", deprived=0, unknown=9, b1=120))
    assert "Nhà nước chưa ban hành đủ cách tính" in told[-1]
    assert what_changes(case("ND351_2027", deprived=0, unknown=9, b1=120)) == ()


def test_a_form_that_is_not_whole_will_be_asked_again():
    told = why(case(deprived=2, unknown=1, b1=120))
    assert "Xã sẽ hỏi thêm" in told[-1]


def test_what_would_change_it_names_how_much():
    told = what_changes(case(deprived=4, b1=120, b1_source=B1Source.PAPER))
    assert told == (
        "Nếu nhà bớt được 2 điều trong những điều còn thiếu thì sẽ là hộ cận nghèo.",
        "Nếu thu nhập và đồ dùng được chấm cao hơn 140 điểm thì sẽ là hộ không nghèo.",
    )


def test_the_other_direction_too():
    told = what_changes(case(deprived=2, b1=140, b1_source=B1Source.PAPER))
    assert told[0] == "Nếu nhà thiếu thêm 1 điều thì sẽ là hộ nghèo."


def test_income_is_told_as_money():
    told = why(case("ND351_2027", deprived=3, income=2_200_000))
    assert "không quá mức 2.200.000 đồng/người/tháng" in told[0]
    assert told[-1] == "Hộ ở mức này mà thiếu từ 3 điều trở lên là hộ nghèo."


def test_an_area_of_unknown_kind_is_told_for_both():
    told = why(case(deprived=3, b1=150, kind=AreaKind.UNKNOWN))
    assert "ở nông thôn" in told[0]
    assert "ở thành thị" in told[1]
