"""What the preview of a household list shows of a row: before and after, in words."""

import pytest

from povertyportal.sheets.kinds import kinds
from povertyportal.sheets.models import Verdict
from povertyportal.sheets.services.applying import confirm, outlook
from povertyportal.sheets.tasks import check_now, run_import
from tests.households.lists import YEAR, brought, family, saved


def checked(by, path, rows):
    return check_now(
        by=by,
        kind="household_list",
        path=saved(path, rows),
        options={"year": YEAR, "area": None},
    )


@pytest.fixture
def changed(commune_officer, village, tmp_path):
    """changed(rows): of a list that comes after family(), {row: its differences}."""
    path = tmp_path / "danh-sach.xlsx"
    assert brought(commune_officer, saved(path, family()), YEAR).is_applied

    def _changed(rows):
        batch = checked(commune_officer, path, rows)
        found = kinds()["household_list"].rows(batch, Verdict.CHANGED, 0, 9)
        return {
            row.row: {d.label: (d.before, d.after) for d in row.differences}
            for row in found
        }

    return _changed


def test_a_member_s_new_name_changes_the_member_s_row_only(changed):
    rows = family()
    rows[1]["name"] = "Lê Thị Mai Anh"
    assert changed(rows) == {6: {"Họ và tên": ("Lê Thị Mai", "Lê Thị Mai Anh")}}


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ({"b1": 125}, {"Điểm B1": ("120", "125")}),
        ({"causes": "2, 7"}, {"Nguyên nhân": ("", "2, 7")}),
        ({"merit": "x"}, {"Có người có công": ("không", "có")}),
        ({"decision": "13/QĐ-UBND"}, {"Quyết định": ("12/QĐ-UBND", "13/QĐ-UBND")}),
    ],
)
def test_what_a_household_shares_is_shown_at_its_first_row(changed, told, shown):
    assert changed(family(**told)) == {5: shown}


def test_what_falls_with_a_wrong_row_is_told_before(commune_officer, village, tmp_path):
    rows = [*family(), *family(head="Vũ An", number=2)]
    rows[1]["personal_id"] = "37310000001"
    batch = checked(commune_officer, tmp_path / "danh-sach.xlsx", rows)
    ahead = outlook(batch)
    assert (ahead.writes, ahead.wrong, ahead.held) == (2, 1, 1)
    confirm(by=commune_officer, batch=batch, only_good=True)
    run_import(batch.pk)
    batch.refresh_from_db()
    assert (batch.results["rows_new"], batch.results["rows_skipped"]) == (2, 2)
