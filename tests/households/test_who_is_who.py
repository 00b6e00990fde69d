"""People without numbers are found by what else a list says of them, or asked about."""

import datetime as dt
import json

import pytest
from django.db import connection

from households.imports.who import find_by_name, strangers
from households.models import Likeness, Residence
from tests.factories import (
    HouseholdFactory,
    OfficerFactory,
    PersonFactory,
    VillageFactory,
    add_member,
)

STAGING = """
CREATE TEMP TABLE import_household (
    hh integer, village_id bigint, commune_id bigint, names_all boolean, code text,
    household_id bigint, is_new boolean DEFAULT true
) ON COMMIT DROP;
CREATE TEMP TABLE import_member (
    line integer, hh integer, name text, relation text, sex text, birth_year smallint,
    personal_id text, person_id bigint, name_key text, is_new boolean DEFAULT true,
    verdict text DEFAULT '', candidates jsonb
) ON COMMIT DROP
"""


@pytest.fixture
def match(village):
    """Stages rows (name, sex, birth year, personal id); gives who they are.

    For each row the person's id, a list of candidates' ids, or None.
    """

    def _match(*rows, names_all=True, at=village, area=None, **household):
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS import_household, import_member")
            cursor.execute(STAGING)
            for line, (name, sex, year, number) in enumerate(rows, start=1):
                cursor.execute(
                    "INSERT INTO import_household VALUES (%s, %s, %s, %s, %s)",
                    [
                        line,
                        at and at.pk,
                        at and at.parent_id,
                        names_all,
                        household.get("code", ""),
                    ],
                )
                cursor.execute(
                    "INSERT INTO import_member VALUES (%s, %s, %s, 'head', %s, %s, %s)",
                    [line, line, name, sex, year, number],
                )
            find_by_name(
                area and area.pk, frozenset([area.pk] if area else [village.parent_id])
            )
            cursor.execute(
                "SELECT person_id, candidates FROM import_member ORDER BY line"
            )
            return [
                person or (found and [each["id"] for each in found])
                for person, found in map(_read, cursor.fetchall())
            ]

    return _match


def _read(row):
    person, found = row
    return person, json.loads(found) if isinstance(found, str) else found


@pytest.fixture
def hoa(village):
    """Nguyễn Thị Hoà, born 1975, without a number, head of her household."""
    head = PersonFactory(name="Nguyễn Thị Hoà", sex="female", birth_year=1975)
    HouseholdFactory(village=village, head=head)
    return head


def test_name_year_sex_and_village_find_somebody_whatever_the_accents(match, hoa):
    assert match(("NGUYỄN THI HÒA", "female", 1975, "")) == [hoa.pk]
    assert match(("Nguyễn Thị Hoà", "female", 1975, "037175000001")) == [hoa.pk]


@pytest.mark.parametrize(
    ("name", "sex", "year"),
    [
        ("Nguyễn Thị Hoà", "male", 1975),
        ("Nguyễn Thị Hoà", "female", 1985),
        ("Nguyễn Thị Hoà", "", None),
        ("Nguyễn Văn Hùng", "female", 1975),
        ("Trần Bích Hoà", "female", 1975),
    ],
)
def test_anything_else_finds_nobody_by_itself(match, hoa, name, sex, year):
    (found,) = match((name, sex, year, ""))
    assert found != hoa.pk


def test_a_missing_number_is_no_number_in_common(match, village):
    HouseholdFactory(village=village, head=PersonFactory(name="Lê Văn Tám"))
    assert match(("Bùi Thị Chín", "female", 1990, "")) == [None]


def test_names_alike_are_candidates_only(match, hoa, village):
    assert match(("Nguyễn Thị Hoa", "female", 1976, "")) == [[hoa.pk]]
    assert match(("Nguyễn Thị Hoàn", "", 1975, "")) == [[hoa.pk]]
    # Given names that differ: half a village shares the rest.
    assert match(("Nguyễn Thị Lụa", "female", 1975, "")) == [None]


def test_another_number_makes_a_namesake_doubtful(match, village):
    head = PersonFactory(
        name="Lê Văn Tám", personal_id="037080000001", id_missing_reason=""
    )
    HouseholdFactory(village=village, head=head)
    assert match(("Lê Văn Tám", "male", 1980, "037080000002")) == [[head.pk]]
    assert match(("Lê Văn Tán", "male", 1980, "037080000002")) == [None]


def test_namesakes_of_one_year_are_asked_about(match, hoa, village):
    twin = PersonFactory(name="Nguyễn Thị Hoá", sex="female", birth_year=1975)
    HouseholdFactory(village=village, head=twin)
    row = ("Nguyễn Thị Hoà", "female", 1975, "")
    assert match(row) == [[hoa.pk, twin.pk]]


def test_two_rows_do_not_share_a_person(match, hoa):
    row = ("Nguyễn Thị Hoà", "female", 1975, "")
    assert match(row, row) == [[hoa.pk], [hoa.pk]]


def test_another_village_is_another_place(match, hoa, commune):
    other = VillageFactory(code="90001-002", name="Thôn Đồi", parent=commune)
    assert match(("Nguyễn Thị Hoà", "female", 1975, ""), at=other) == [None]


def test_a_list_of_a_former_year_names_the_village_of_its_time(
    match, hoa, village, commune
):
    since = dt.date(2025, 7, 1)
    merged = VillageFactory(code="90001-003", name="Thôn Hợp Nhất", parent=commune)
    home = Residence.objects.get()
    home.ends = since
    home.save()
    Residence.objects.create(household=home.household, village=merged, starts=since)
    row = ("Nguyễn Thị Hoà", "female", 1975, "")
    assert match(row) == [hoa.pk]
    assert match(row, at=merged) == [hoa.pk]
    head = ("Nguyễn Thị Hoà", "female", None, "")
    assert match(head, names_all=False, at=None, area=commune) == [hoa.pk]


def test_a_decision_is_remembered(match, hoa, village):
    row = ("Nguyễn Thị Hoàn", "female", 1975, "")
    assert match(row) == [[hoa.pk]]
    decided = Likeness.objects.create(
        place=village,
        name_key="nguyen thi hoan",
        sex="female",
        birth_year=1975,
        person=hoa,
        is_same=True,
        decided_by=OfficerFactory(),
    )
    assert match(row) == [hoa.pk]
    decided.is_same = False
    decided.save()
    assert match(row) == [None]


def test_heads_alone_are_found_by_name_and_sex_within_the_area(match, hoa, commune):
    add_member(hoa.memberships.get().household, name="Lê Thị Mơ", sex="female")
    rows = [
        ("Nguyễn Thị Hoà", "female", None, ""),
        ("Lê Thị Mơ", "female", None, ""),
    ]
    found = match(*rows, names_all=False, at=None, area=commune)
    assert found == [hoa.pk, None]
    # Without a sex the name must do; in the village a slip makes it doubtful.
    assert match(("Nguyễn Thị Hoà", "", None, ""), names_all=False) == [hoa.pk]
    assert match(("Nguyễn Thị Hoàn", "", None, ""), names_all=False) == [[hoa.pk]]


def test_heads_of_one_name_are_asked_about(match, hoa, commune):
    other = VillageFactory(code="90001-002", name="Thôn Đồi", parent=commune)
    twin = PersonFactory(name="Nguyễn Thị Hoà", sex="female", birth_year=1990)
    HouseholdFactory(village=other, head=twin)
    row = ("Nguyễn Thị Hoà", "female", None, "")
    assert match(row, names_all=False, at=None, area=commune) == [[hoa.pk, twin.pk]]
    assert match(row, names_all=False) == [hoa.pk]


def test_numbers_of_others_stop_a_list(match, village, commune):
    numbers = [f"03708000000{place}" for place in range(5)]
    for place, number in enumerate(numbers):
        head = PersonFactory(
            name=f"Lê Văn {['Ba', 'Bốn', 'Năm', 'Sáu', 'Bảy'][place]}",
            personal_id=number,
            id_missing_reason="",
        )
        HouseholdFactory(village=village, head=head)
    match(*(("Hà Thị Mười", "female", 1990, number) for number in numbers))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE import_member m SET person_id = p.id, is_new = false "
            "FROM households_person p WHERE p.personal_id = m.personal_id"
        )
    assert "lệch dòng" in strangers(frozenset([commune.pk]), is_expected=True)


def test_a_list_that_knows_nobody_stops_unless_that_is_expected(
    match, village, commune
):
    for letter in "abcde":
        head = PersonFactory(name=f"Lê Văn {letter * 3}")
        HouseholdFactory(village=village, head=head)
    rows = [
        (f"Hà Thị {'abcdefghijklmnopqrstu'[n] * 4}", "", 1990, "") for n in range(20)
    ]
    match(*rows)
    inside = frozenset([commune.pk])
    assert "20 hộ nhưng chỉ 0 hộ khớp" in strangers(inside, is_expected=False)
    assert strangers(inside, is_expected=True) == ""
