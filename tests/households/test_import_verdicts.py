"""Each row of a list has one verdict, and only what differs is written."""

import datetime as dt

import pytest
from openpyxl import load_workbook

from households.imports.lists import standard_of
from households.models import (
    Household,
    ListedHousehold,
    ListedMember,
    Membership,
    Outcome,
    Person,
    Review,
    Standing,
)
from households.services.register import PersonFields, edit_person
from povertyportal.sheets.kinds import kind_of
from povertyportal.sheets.services.applying import confirm
from povertyportal.sheets.tasks import check_now, run_import
from tests.factories import OutcomeFactory, ReviewFactory, RoundFactory
from tests.households.lists import YEAR, brought, family, left, row, saved

CHILD = "037310000001"


@pytest.fixture
def load(tmp_path, commune_officer, village):
    """Loads rows in the commune officer's name; gives the batch."""

    def _load(listed, *sheets, year=YEAR, **more):
        path = saved(tmp_path / "list.xlsx", listed, *sheets)
        return brought(commune_officer, path, year, **more)

    return _load


@pytest.fixture
def checked(tmp_path, commune_officer, village):
    """A list checked only."""

    def _check(listed):
        path = saved(tmp_path / "checked.xlsx", listed)
        options = {"year": YEAR, "area": None}
        return check_now(
            by=commune_officer, kind="household_list", path=path, options=options
        )

    return _check


def shown(batch, verdict):
    """{row: {label: (before, after)}} as the preview shows them."""
    views = kind_of(batch.kind).rows(batch, verdict, 0, 50)
    return {
        view.row: {d.label: (d.before, d.after) for d in view.differences}
        for view in views
    }


def test_the_same_list_again_changes_nothing(load):
    sheets = (
        [*family(causes="2,7", merit="x"), *family(head="Vũ An", number=2)],
        [left("Trần Văn Bình", "037070000011")],
        [left("Đỗ Thị Cúc", "037170000013", sex="Nữ")],
    )
    load(*sheets)
    batch = load(*sheets)
    assert (batch.counts, batch.is_waiting) == ({"unchanged": 6}, True)
    assert (Review.objects.count(), Outcome.objects.count()) == (4, 4)


def test_another_result_of_the_same_year_supersedes_the_former(load):
    load(family())
    batch = load(family(poverty_class=2, b1=130))
    assert batch.counts == {"changed": 1, "unchanged": 1}
    assert shown(batch, "changed")[5] == {
        f"Kết quả năm {YEAR}": ("Hộ nghèo", "Hộ cận nghèo"),
        "Điểm B1": ("120", "130"),
    }
    former, now = Outcome.objects.order_by("id")
    assert (former.is_current, former.poverty_class, former.b1) == (False, "poor", 120)
    assert (now.is_current, now.poverty_class, now.b1) == (True, "near_poor", 130)
    assert former.review_id == now.review_id
    closed, held = Standing.objects.order_by("id")
    assert (closed.recorded_to is None, held.recorded_to) == (False, None)
    assert (held.poverty_class, held.outcome_id) == ("near_poor", now.pk)
    kept = ListedHousehold.objects.get(batch=batch)
    assert (kept.before["outcome"], kept.before["standing"]) == (former.pk, closed.pk)
    assert kept.before["result"]["b1"] == 120
    household = Household.objects.get()
    assert (kept.version_after, household.version) == (household.version, 1)


def test_what_a_list_does_not_tell_stays(load):
    load(family(causes="2,7"))
    rows = family(b1=None, causes=None)
    rows[1] |= {"born": "2010", "sex": None, "ethnicity": None}
    assert load(rows).counts == {"unchanged": 2}


def test_what_a_list_tells_of_known_persons_is_corrected(load):
    load(family())
    rows = family()
    rows[1] |= {"name": "Lê Thị Mây", "born": "05/03/2010", "ethnicity": "Mường"}
    batch = load(rows)
    assert batch.counts == {"changed": 1, "unchanged": 1}
    assert shown(batch, "changed")[6] == {
        "Họ và tên": ("Lê Thị Mai", "Lê Thị Mây"),
        "Ngày sinh": ("05/02/2010", "05/03/2010"),
        "Dân tộc": ("Kinh", "Mường"),
    }
    child = Person.objects.get(personal_id=CHILD)
    assert (child.name, child.birth_text, child.ethnicity) == (
        "Lê Thị Mây",
        "05/03/2010",
        "Mường",
    )
    household = Household.objects.get()
    assert (household.version, household.names_key) == (2, "le van cuong|le thi may")
    assert Outcome.objects.count() == 1
    kept = ListedMember.objects.get(batch=batch, line=2)
    assert kept.changes == ["name", "birth", "ethnicity"]
    assert (kept.before["name"], kept.before["birth_month"]) == ("Lê Thị Mai", 2)


def test_capitals_are_no_change(load):
    load(family())
    rows = family(head="LÊ VĂN CƯỜNG")
    assert load(rows).counts == {"unchanged": 2}


def test_a_new_name_in_capitals_is_written_as_names_are(load):
    load(family(head="ĐỖ VĂN CƯỜNG"))
    assert Household.objects.get().head_name == "Đỗ Văn Cường"


def test_a_household_moved_since_is_not_moved_back(load, commune):
    load(family())
    household = Household.objects.get()
    assert load(family()).counts == {"unchanged": 2}
    assert household.residences.count() == 1


@pytest.mark.parametrize(("b1", "verdict"), [(120, "unchanged"), (90, "wrong")])
def test_what_was_reviewed_on_the_portal_is_not_changed_by_a_list(load, b1, verdict):
    mine = row("Lê Văn Cường", "Chủ hộ", "037080000001", head="Lê Văn Cường")
    load([mine])
    household = Household.objects.get()
    review = ReviewFactory(household=household, round=RoundFactory(year=YEAR + 1))
    result = {"poverty_class": "poor", "b1": b1, "b2": 40, "persons": 1}
    OutcomeFactory(review=review, standard=standard_of(YEAR + 1), **result)
    again = mine | {"decided_on": dt.date(YEAR + 1, 11, 20)}
    batch = load([again], year=YEAR + 1)
    assert batch.counts == {verdict: 1}
    assert review.outcomes.count() == 1


def test_a_review_that_goes_on_is_no_later_list(load, commune):
    RoundFactory(year=YEAR + 1, areas=[commune])
    assert load(family()).is_applied


def test_a_copy_of_a_household_counts_once(load):
    batch = load([*family(), *family(head="Vũ An", number=2), *family()])
    assert batch.counts == {"new": 4, "repeated": 2}
    assert batch.results["rows_skipped"] == 2
    assert Household.objects.count() == 2


def test_only_the_good_rows_leave_out_whole_households(load):
    rows = [*family(), *family(head="Vũ An", number=2)]
    rows[3]["born"] = "31/02/2010"
    assert load(rows).is_waiting
    assert not Household.objects.exists()
    batch = load(rows, only_good=True)
    assert batch.counts == {"new": 3, "wrong": 1}
    assert (batch.results["rows_new"], batch.results["rows_skipped"]) == (2, 2)
    assert Household.objects.get().head_name == "Lê Văn Cường"
    states = ListedMember.objects.filter(batch=batch).values_list("state", flat=True)
    assert sorted(states) == ["batch", "batch", "skipped", "skipped"]


def test_a_sheet_that_cannot_be_read_stops_the_list(tmp_path, commune_officer, village):
    path = saved(tmp_path / "list.xlsx", family())
    book = load_workbook(path)
    book.create_sheet("Trang lạ").append(["Ghi chép", 1])
    book.save(path)
    batch = brought(commune_officer, path, YEAR, only_good=True)
    assert (batch.counts, batch.is_applied) == ({"new": 2}, False)
    assert "chưa đọc được" in batch.stop
    assert not Household.objects.exists()


def test_a_change_meanwhile_is_checked_and_shown_again(load, checked, commune_officer):
    load(family())
    batch = checked(family(poverty_class=2))
    assert shown(batch, "changed")[5][f"Kết quả năm {YEAR}"][0] == "Hộ nghèo"
    household = Household.objects.get()
    child = Person.objects.get(personal_id=CHILD)
    edit_person(
        by=commune_officer,
        household=household,
        version=household.version,
        person=child,
        fields=PersonFields(
            name="Lê Thị Mơ",
            sex="female",
            birth_year=2010,
            birth_month=2,
            birth_day=5,
            personal_id=CHILD,
            ethnicity="Kinh",
        ),
        relation="child",
    )
    confirm(by=commune_officer, batch=batch, only_good=False)
    run_import(batch.pk)
    batch.refresh_from_db()
    assert (batch.stage, Outcome.objects.count()) == ("check", 1)
    run_import(batch.pk)
    batch.refresh_from_db()
    assert (batch.is_waiting, batch.is_shown_again) == (True, True)
    assert batch.counts == {"changed": 2}


def test_members_who_came_and_went_are_shown_before_and_after(load):
    load(family())
    wife = row("Hà Thị Tư", "Vợ", "037182000009", "1982", "Nữ", head="Lê Văn Cường")
    head = family()[0]
    rows = [head, wife]
    for each in rows:
        each["decided_on"] = dt.date(2026, 11, 20)
    batch = load(rows, year=2026)
    assert batch.counts == {"changed": 1, "new": 1}
    assert shown(batch, "changed")[5]["Nhân khẩu"] == (
        "Lê Văn Cường, Lê Thị Mai",
        "2 nhân khẩu",
    )
    assert Membership.objects.filter(ends__isnull=True).count() == 2
    kept = ListedHousehold.objects.get(batch=batch)
    assert [member[2] for member in kept.before["members"]] == [
        "Lê Văn Cường",
        "Lê Thị Mai",
    ]
    assert (kept.changes, kept.version_after) == (["members", "result"], 2)
