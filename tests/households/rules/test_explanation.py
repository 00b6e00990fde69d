"""Explanations: what was answered, what counts, what would change the class."""

import pytest

from households.rules.classification import (
    B1Source,
    Case,
    PovertyClass,
    classify,
    decide,
)
from households.rules.explanation import Change, changes, explain
from households.rules.facts import AreaKind
from households.rules.form_2022 import facts_from_answers
from households.rules.standards import standard
from tests.households.rules.answers import ON, PEOPLE, full
from tests.households.rules.cases import findings

ND07 = standard("ND07_2022")
WEAK = {"wall": "weak", "roof": "weak", "toilet": "none", "floor_area": "15.9"}


def texts(code="ND07_2022", kind=AreaKind.RURAL, deprived=0, unknown=0, **rest):
    law = standard(code)
    judged = findings(law, deprived, unknown)
    case = Case(law, kind, rest.pop("agri", False), judged, **rest)
    return [change.text for change in changes(decide(case))]


def explained(answers, code="ND07_2022", b1=120):
    facts = facts_from_answers(answers, PEOPLE, AreaKind.RURAL, ON)
    decision = classify(facts, standard(code), b1, B1Source.PAPER)
    return explain(decision, answers, PEOPLE, ON)


def test_an_explanation_says_what_was_answered_and_what_counts():
    told = explained(full(WEAK))
    assert told.standard_title == ND07.title
    assert told.decision.poverty_class is PovertyClass.POOR
    assert [each.number for each in told.deprived] == [7, 8, 10]
    assert told.unknown == ()
    assert told.unverified == ND07.notes
    lines = {(line.who, line.question): line.answer for line in told.answered}
    assert lines[("", "Tổng diện tích nhà ở")] == "15,9 m²"
    assert lines[("", "Tường nhà")] == "Vật liệu không bền chắc"
    assert lines[("", "Tổng điểm B1 trên phiếu giấy")] == "120 điểm"
    assert lines[("Hoàng Văn An", "Có bảo hiểm y tế")] == "Có"
    assert ("Hoàng Văn An", "Muốn làm việc") not in lines
    assert ("", "Nguyên nhân nghèo") not in lines


def test_answers_left_over_are_not_shown():
    told = explained(full({"agri": False, "aquaculture": True}))
    shown = {line.question for line in told.answered}
    assert "Hộ có nuôi trồng thủy sản" not in shown


def test_the_last_of_three_indicators():
    assert changes_of_weak()[0] == Change(
        "Nếu một trong các chỉ số 7 (Chất lượng nhà ở), 8 (Diện tích nhà ở bình quân "
        "đầu người), 10 (Nhà tiêu hợp vệ sinh) không còn thiếu hụt thì điểm B2 là 20, "
        "kết quả là hộ cận nghèo.",
        PovertyClass.NEAR_POOR,
    )


def changes_of_weak():
    return explained(full(WEAK)).changes


def test_several_indicators_must_go():
    first = texts(deprived=5, b1=140)[0]
    assert first.startswith("Nếu 3 trong các chỉ số 1 (Việc làm)")
    assert first.endswith(
        "không còn thiếu hụt thì điểm B2 là 20, kết quả là hộ cận nghèo."
    )


def test_one_more_indicator_makes_poor():
    told = texts(deprived=2, b1=140)
    assert told[0].startswith("Nếu một trong các chỉ số 3 (Dinh dưỡng)")
    assert told[0].endswith(
        "trở thành thiếu hụt thì điểm B2 là 30, kết quả là hộ nghèo."
    )


def test_the_only_indicator_is_named_alone():
    told = texts(deprived=11, unknown=0, b1=140)
    assert told[0].startswith("Nếu 9 trong các chỉ số")
    told = texts(deprived=2, unknown=9, b1=140)
    assert any(
        text.startswith("Nếu chỉ số 12 (Phương tiện phục vụ tiếp cận thông tin) trở")
        for text in told
    )


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (
            {"b1": 100, "deprived": 3},
            "Nếu điểm B1 trên 140 điểm thì kết quả là hộ không nghèo.",
        ),
        (
            {"b1": 150},
            "Nếu điểm B1 không quá 140 điểm thì kết quả là hộ cận nghèo.",
        ),
        (
            {"b1": 150, "agri": True},
            "Nếu điểm B1 trên 195 điểm thì kết quả là hộ không nghèo.",
        ),
        (
            {"b1": 300, "agri": True},
            "Nếu điểm B1 không quá 195 điểm thì kết quả là hộ có mức sống trung bình.",
        ),
        (
            {"b1": 150, "agri": False},
            "Nếu hộ có làm nông, lâm, ngư, diêm nghiệp thì kết quả là hộ có mức sống "
            "trung bình.",
        ),
        (
            {"income": 1_500_001},
            "Nếu thu nhập bình quân không quá 1.500.000 đồng/người/tháng thì kết quả "
            "là hộ cận nghèo.",
        ),
    ],
)
def test_changes_of_the_value(value, told):
    assert told in texts(**value)


def test_both_ends_of_what_is_not_known():
    told = texts(deprived=2, unknown=2, b1=140)
    assert (
        "Nếu các chỉ số chưa rõ đều không thiếu hụt thì điểm B2 là 20, kết quả là "
        "hộ cận nghèo."
    ) in told
    assert (
        "Nếu các chỉ số chưa rõ đều thiếu hụt thì điểm B2 là 40, kết quả là hộ nghèo."
    ) in told


def test_far_above_the_line_only_the_points_would_change_it():
    told = texts(deprived=12, b1=141)
    assert told == [
        "Nếu điểm B1 không quá 140 điểm thì kết quả là hộ nghèo.",
        "Nếu hộ có làm nông, lâm, ngư, diêm nghiệp thì kết quả là hộ có mức sống "
        "trung bình.",
    ]


def test_without_points_nothing_is_said_of_them():
    assert texts("ND351_2027", deprived=3, unknown=9, b1=120) == []


def test_points_that_are_not_known_are_not_named():
    told = texts("ND351_2027", deprived=3, income=2_000_000)
    assert told[0].endswith("không còn thiếu hụt thì kết quả là hộ cận nghèo.")


@pytest.mark.parametrize("b1", range(130, 200, 7))
@pytest.mark.parametrize("deprived", range(5))
def test_every_change_is_true(b1, deprived):
    """Deciding again after the change gives the class that was told."""
    case = Case(ND07, AreaKind.RURAL, False, findings(ND07, deprived), b1=b1)
    here = decide(case).poverty_class
    for change in changes(decide(case)):
        assert change.poverty_class is not here
        assert change.poverty_class.label in change.text
