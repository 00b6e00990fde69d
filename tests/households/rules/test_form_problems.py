"""What is missing and what contradicts itself, by path."""

import pytest

from households.rules.form_2022 import Member, ProblemKind, problems
from tests.households.rules.answers import DAUGHTER, FATHER, ON, PEOPLE, full

YOUTH = Member("1", "Hoàng Văn An", 2006, 1, 1, "male")
BABY = Member("2", "Hoàng Thị Bình", 2024, 1, 1, "female")
THREE = Member("2", "Hoàng Thị Bình", 2023, 10, 1, "female")
TEEN = Member("2", "Hoàng Thị Bình", 2013, 1, 1, "female")


def paths(answers, people=PEOPLE, **options):
    return [p.path for p in problems(answers, people, ON, **options)]


def contradictions(answers, people=PEOPLE):
    found = problems(answers, people, ON)
    return {p.path: p.message for p in found if p.kind is ProblemKind.CONTRADICTION}


def test_a_full_form_has_no_problem():
    assert problems(full(), PEOPLE, ON) == ()


def test_an_empty_form_lists_every_question_in_the_order_of_the_form():
    assert paths({}) == [
        "members.1.able_to_work",
        "members.1.job",
        "members.1.insured",
        "members.1.allowance",
        "members.2.schooling",
        "members.2.insured",
        "members.2.stunted",
        "members.2.underweight",
        "household.no_labour",
        "household.merit",
        "household.agri",
        "household.electricity",
        "household.floor_area",
        "household.wall",
        "household.column",
        "household.roof",
        "household.water",
        "household.toilet",
        "household.internet",
        "household.devices",
        "household.b1_total",
    ]


@pytest.mark.parametrize("blank", [..., None, "", []])
def test_a_blank_answer_is_missing(blank):
    found = problems(full({"devices": blank}), PEOPLE, ON)
    assert [(p.path, p.kind) for p in found] == [
        ("household.devices", ProblemKind.MISSING)
    ]
    assert found[0].message == (
        "Chưa trả lời “Phương tiện phục vụ tiếp cận thông tin”."
    )


@pytest.mark.parametrize("answer", [False, 0])
def test_no_and_zero_are_answers(answer):
    assert paths(full({"internet": False, "b1_total": 0})) == []


def test_a_message_names_the_person():
    found = problems(full(father={"insured": ...}), PEOPLE, ON)
    assert [p.message for p in found] == [
        "Hoàng Văn An: chưa trả lời “Có bảo hiểm y tế”."
    ]


def test_follow_up_questions_come_with_their_answer():
    assert paths(full(father={"job": "none"})) == ["members.1.wants_work"]
    assert paths(full(father={"job": "wage"})) == ["members.1.contract"]
    assert paths(full({"agri": False, "aquaculture": ...})) == []


def test_a_scorecard_replaces_the_total_on_paper():
    answers = full({"b1_total": ...})
    assert paths(answers) == ["household.b1_total"]
    assert paths(answers, b1_scored=True) == []


def test_the_supplement_is_asked_under_its_standard():
    assert paths(full(), standards=("ND07_2022",)) == []
    assert paths(full(), standards=("ND351_2027", "ND07_2022")) == ["household.waste"]
    done = full({"waste": "collected"})
    assert paths(done, standards=("ND351_2027",)) == []


def test_a_household_without_members():
    assert "members" in paths(full(), ())


LEARNED = {"general_level": "lower_secondary", "training": "none", "schooling": "none"}


@pytest.mark.parametrize(
    ("people", "answers", "path", "words"),
    [
        (
            (FATHER, BABY),
            full(daughter={"schooling": "primary"}),
            "members.2.schooling",
            "2 tuổi mà đang học tiểu học",
        ),
        (
            (FATHER, TEEN),
            full(daughter={"schooling": "preschool", "general_level": "none"}),
            "members.2.schooling",
            "mà đang học mầm non",
        ),
        (
            (YOUTH,),
            full(father={**LEARNED, "schooling": "primary"}),
            "members.1.general_level",
            "đã ghi tốt nghiệp cấp này",
        ),
        (
            (YOUTH,),
            full(father={**LEARNED, "schooling": "lower_secondary"}),
            "members.1.general_level",
            "đang học trung học cơ sở",
        ),
        (
            (YOUTH,),
            full(
                father={
                    **LEARNED,
                    "schooling": "upper_secondary",
                    "general_level": "primary",
                }
            ),
            "members.1.general_level",
            "chưa ghi tốt nghiệp trung học cơ sở",
        ),
        (
            (FATHER, TEEN),
            full(daughter={"schooling": "preschool", "general_level": "primary"}),
            "members.2.general_level",
            "đã ghi tốt nghiệp phổ thông",
        ),
        (
            PEOPLE,
            full(father={"job": "none", "wants_work": True, "contract": "indefinite"}),
            "members.1.contract",
            "nhưng ghi không có việc làm",
        ),
        (
            PEOPLE,
            full(father={"job": "none", "wants_work": True, "trained_on_job": True}),
            "members.1.trained_on_job",
            "được doanh nghiệp tuyển dụng",
        ),
        (
            PEOPLE,
            full({"no_labour": True}),
            "household.no_labour",
            "Hoàng Văn An có khả năng lao động",
        ),
        (
            (FATHER, Member("2", "Hoàng Thị Bình", 2026, 10, 2)),
            full(),
            "members.2.birth",
            "sau ngày rà soát",
        ),
        (
            (FATHER, Member("2", "Hoàng Thị Bình", 2018, 2, 30)),
            full(),
            "members.2.birth",
            "không có trong lịch",
        ),
    ],
)
def test_contradictions(people, answers, path, words):
    assert words in contradictions(answers, people)[path]


@pytest.mark.parametrize(
    ("people", "answers"),
    [
        ((YOUTH,), full(father={**LEARNED, "schooling": "upper_secondary"})),
        ((YOUTH,), full(father={**LEARNED, "schooling": "vocational"})),
        ((YOUTH,), full(father={**LEARNED, "schooling": "none"})),
        ((FATHER, DAUGHTER), full(daughter={"schooling": "preschool"})),
        ((FATHER, TEEN), full(daughter={"schooling": "primary"})),
        (PEOPLE, full(daughter={"schooling": "primary", "general_level": "broken"})),
        ((FATHER, THREE), full(daughter={"schooling": "primary"})),
        (PEOPLE, full({"electricity": "none", "devices": ["laptop"]})),
        (PEOPLE, full({"no_labour": True}, father={"able_to_work": False})),
        ((FATHER, Member("2", "Bình", 2018, None, 31)), full()),
        ((FATHER, Member("2", "Bình", None, 2, 30)), full()),
    ],
)
def test_what_only_looks_odd_is_no_contradiction(people, answers):
    assert contradictions(answers, people) == {}
