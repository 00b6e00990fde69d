"""What is not known, what is not verified, and the reasons of a class."""

import pytest

from households.rules.classification import (
    B1Source,
    PovertyClass,
    State,
    class_of,
    classify,
    findings_of,
)
from households.rules.facts import AreaKind, Job
from households.rules.standards import standard
from tests.households.rules.cases import child, decided, grown, household

RURAL, URBAN, EITHER = AreaKind.RURAL, AreaKind.URBAN, AreaKind.UNKNOWN
POOR, NEAR = PovertyClass.POOR, PovertyClass.NEAR_POOR
NOT = PovertyClass.NOT_POOR
OPEN = PovertyClass.UNDETERMINED


@pytest.mark.parametrize(
    ("deprived", "unknown", "b1", "kind", "agri", "found"),
    [
        pytest.param(3, 9, 140, RURAL, False, POOR, id="ND07-three-are-enough"),
        pytest.param(2, 1, 140, RURAL, False, OPEN, id="ND07-one-unknown-decides"),
        pytest.param(0, 2, 140, RURAL, False, NEAR, id="ND07-two-unknown-cannot"),
        pytest.param(0, 3, 140, RURAL, False, OPEN, id="ND07-three-unknown-can"),
        pytest.param(0, 12, 141, RURAL, False, NOT, id="ND07-above-the-cut"),
        pytest.param(0, 12, 141, RURAL, None, OPEN, id="ND07-farming-unknown"),
        pytest.param(0, 12, 196, RURAL, None, NOT, id="ND07-farming-cannot"),
        pytest.param(3, 0, 140, EITHER, False, POOR, id="ND07-area-agrees"),
        pytest.param(3, 0, 141, EITHER, False, OPEN, id="ND07-area-decides"),
        pytest.param(3, 0, 175, EITHER, False, OPEN, id="ND07-area-decides-at-175"),
        pytest.param(3, 0, 176, EITHER, False, NOT, id="ND07-area-agrees-above"),
        pytest.param(3, 0, None, RURAL, False, OPEN, id="ND07-no-points"),
        pytest.param(0, 0, None, EITHER, None, OPEN, id="ND07-nothing-known"),
    ],
)
def test_unknowns_nd07(deprived, unknown, b1, kind, agri, found):
    decision = decided("ND07_2022", kind, deprived, unknown=unknown, agri=agri, b1=b1)
    assert decision.poverty_class is found
    assert bool(decision.missing) is (found is OPEN)


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"b1": None}, ["Điểm B1 của hộ."]),
        ({"kind": EITHER, "b1": 150}, ["Khu vực nông thôn hay thành thị"]),
        ({"agri": None, "b1": 150}, ["Hộ có làm nông, lâm, ngư"]),
        (
            {"deprived": 2, "unknown": 2},
            ["Chỉ số 3 (Dinh dưỡng)", "Chỉ số 4 (Bảo hiểm y tế)"],
        ),
        ({"kind": EITHER, "b1": 120, "deprived": 2, "unknown": 1}, ["Chỉ số 3"]),
        (
            {"kind": EITHER, "b1": 180, "agri": None},
            ["Hộ có làm nông"],
        ),
    ],
)
def test_only_what_would_decide_is_missing(change, missing):
    plain = {"kind": RURAL, "deprived": 3, "unknown": 0, "agri": False, "b1": 140}
    found = {**plain, **change}
    decision = decided("ND07_2022", found.pop("kind"), found.pop("deprived"), **found)
    assert decision.poverty_class is OPEN
    assert len(decision.missing) == len(missing)
    for text, start in zip(decision.missing, missing, strict=True):
        assert text.startswith(start)


def test_the_standard_of_2027_waits_for_its_points():
    """A B1 total says nothing there, an income above the line does."""
    waiting = decided("ND351_2027", RURAL, 3, b1=120, b1_source=B1Source.PAPER)
    assert waiting.poverty_class is OPEN
    assert waiting.b1 == 120
    assert waiting.missing == (
        "Chưa có văn bản quy định điểm B1 tương ứng chuẩn thu nhập của "
        "Nghị định 351/2025/NĐ-CP.",
    )
    assert (waiting.b2, waiting.b2_min, waiting.b2_max) == (None, None, None)
    assert (waiting.deprived_min, waiting.deprived_max) == (3, 3)


@pytest.mark.parametrize(
    ("code", "bits"), [("QD59_2016", 10), ("ND07_2022", 12), ("ND351_2027", 12)]
)
def test_masks(code, bits):
    decision = decided(code, RURAL, 2, unknown=1, b1=100)
    assert decision.deprived_mask == 0b011
    assert decision.known_mask == (1 << bits) - 1 - 0b100


def test_unknown_indicators_bound_b2():
    decision = decided("ND07_2022", RURAL, 2, unknown=3, b1=100)
    assert (decision.b2, decision.b2_min, decision.b2_max) == (None, 20, 50)


def test_classify_judges_the_facts_and_keeps_the_source_of_b1():
    facts = household(grown(insured=False), child(5, stunted=True))
    decision = classify(facts, standard("ND07_2022"), 140, B1Source.SCORECARD)
    deprived = [f.code for f in decision.findings if f.state is State.DEPRIVED]
    assert deprived == ["nutrition", "health_insurance", "child_schooling"]
    assert decision.poverty_class is POOR
    assert decision.b2 == 30
    assert decision.b1_source is B1Source.SCORECARD
    assert decision.b1_source.label == "tính theo bảng điểm đã nạp"
    assert decision.findings[2].article == (
        "Nghị định 07/2021/NĐ-CP, Phụ lục, chỉ số Dinh dưỡng"
    )


def test_a_class_that_hangs_on_a_recalled_threshold_is_not_verified():
    """Schooling (6) is recalled: with it three, without it perhaps two."""
    law = standard("ND07_2022")
    three = household(grown(insured=False), child(5, stunted=True))
    four = household(grown(insured=False), child(5, stunted=True), wall_durable=False)
    hangs = classify(three, law, 140)
    assert not hangs.verified
    assert [r.verified for r in hangs.reasons] == [True, False, True]
    stands = classify(
        household(
            grown(insured=False, job=Job.NONE, wants_work=True),
            child(5, stunted=True),
        ),
        law,
        140,
    )
    assert stands.poverty_class is POOR
    assert stands.verified
    assert not classify(four, law, 140).verified


@pytest.mark.parametrize(
    ("code", "kind", "deprived", "agri", "value", "texts"),
    [
        (
            "ND07_2022",
            RURAL,
            3,
            False,
            {"b1": 140},
            [
                "Điểm B1 của hộ là 140 điểm: không quá 140 điểm (khu vực nông thôn).",
                "Hộ thiếu hụt 3 trong 12 chỉ số, điểm B2 là 30.",
                "Hộ nghèo: không quá chuẩn thu nhập và thiếu hụt từ 3 chỉ số.",
            ],
        ),
        (
            "ND07_2022",
            URBAN,
            1,
            True,
            {"b1": 200},
            [
                "Điểm B1 của hộ là 200 điểm: trên 175 điểm và không quá 255 điểm "
                "(khu vực thành thị).",
                "Hộ thiếu hụt 1 trong 12 chỉ số, điểm B2 là 10.",
                "Hộ có mức sống trung bình: trên chuẩn thu nhập, điểm B2 không làm "
                "thay đổi; hộ làm nông, lâm, ngư, diêm nghiệp.",
            ],
        ),
        (
            "ND07_2022",
            RURAL,
            1,
            False,
            {"income": 2_500_000},
            [
                "Thu nhập bình quân của hộ là 2.500.000 đồng/người/tháng: trên "
                "2.250.000 đồng/người/tháng (khu vực nông thôn).",
                "Hộ thiếu hụt 1 trong 12 chỉ số, điểm B2 là 10.",
                "Hộ không nghèo: trên chuẩn thu nhập, điểm B2 không làm thay đổi.",
            ],
        ),
        (
            "QD59_2016",
            RURAL,
            1,
            False,
            {"income": 700_000},
            [
                "Thu nhập bình quân của hộ là 700.000 đồng/người/tháng: không quá "
                "700.000 đồng/người/tháng (khu vực nông thôn).",
                "Hộ thiếu hụt 1 trong 10 chỉ số.",
                "Hộ nghèo: thu nhập không quá chuẩn nghèo, không xét số chỉ số "
                "thiếu hụt.",
            ],
        ),
        (
            "ND351_2027",
            RURAL,
            1,
            False,
            {"income": 2_200_000},
            [
                "Thu nhập bình quân của hộ là 2.200.000 đồng/người/tháng: không quá "
                "2.200.000 đồng/người/tháng (khu vực nông thôn).",
                "Hộ thiếu hụt 1 trong 12 chỉ số.",
                "Hộ cận nghèo: không quá chuẩn thu nhập và thiếu hụt dưới 3 chỉ số.",
            ],
        ),
    ],
)
def test_reasons_read_as_sentences(code, kind, deprived, agri, value, texts):
    decision = decided(code, kind, deprived, agri=agri, **value)
    assert [reason.text for reason in decision.reasons] == texts


def test_an_undetermined_class_says_what_it_may_be():
    decision = decided("ND07_2022", EITHER, 2, unknown=2, b1=150)
    texts = [reason.text for reason in decision.reasons]
    assert "khu vực nông thôn" in texts[0]
    assert "khu vực thành thị" in texts[1]
    assert (
        texts[2] == "Hộ thiếu hụt từ 2 đến 4 trong 12 chỉ số, điểm B2 là từ 20 đến 40."
    )
    assert texts[3] == (
        "Chưa xác định: có thể là hộ nghèo hoặc hộ cận nghèo hoặc hộ không nghèo."
    )


@pytest.mark.parametrize(
    ("value", "verified"), [(700_000, True), (1_000_000, False), (1_200_000, False)]
)
def test_the_recalled_classes_of_2016_are_not_verified(value, verified):
    assert decided("QD59_2016", RURAL, 0, income=value).verified is verified


@pytest.mark.parametrize(
    ("b1", "agri", "verified"),
    [(140, True, True), (150, False, False), (150, True, False), (300, True, False)],
)
def test_the_recalled_bound_of_the_average_is_not_verified(b1, agri, verified):
    assert decided("ND07_2022", RURAL, 0, b1=b1, agri=agri).verified is verified


def test_labels():
    assert [each.label for each in PovertyClass] == [
        "hộ nghèo",
        "hộ cận nghèo",
        "hộ có mức sống trung bình",
        "hộ không nghèo",
        "chưa xác định",
    ]
    assert State.DEPRIVED.label == "thiếu hụt"


def test_class_of_takes_what_is_known():
    law = standard("ND07_2022")
    steps = law.income.of(RURAL)
    assert class_of(law, steps, 1_500_000, deprived=3, agri=True) is POOR


def test_findings_follow_the_order_of_the_decree():
    found = findings_of(household(), standard("ND07_2022"))
    assert [each.number for each in found] == list(range(1, 13))
