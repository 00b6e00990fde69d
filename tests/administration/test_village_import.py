"""Villages from a file: added, renamed, told apart, taken back."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from povertyportal.administration.imports.villages import VillageKind
from povertyportal.administration.services.villages import NewVillage, add_village
from povertyportal.areas.models import Area
from tests.administration.importing import apply, check, told
from tests.factories import HouseholdFactory, VillageFactory

KIND = VillageKind()
HEADINGS = ("Mã xã", "Tên thôn", "Có từ ngày", "Mã thôn")


@pytest.fixture
def checked(tmp_path, commune_officer):
    def run(*rows):
        day = {"renamed_on": "2026-03-01"}
        return check(KIND, commune_officer, tmp_path, HEADINGS, rows, **day)

    return run


def test_each_village_has_its_verdict(checked, village, neighbour):
    _, found = checked(
        (90001, "THÔN BẾN", "", ""),  # as it is, whatever its case
        ("90001", "Thôn Sau", dt.date(2026, 1, 1), ""),
        ("90001", "Thôn Sau", dt.date(2026, 1, 1), ""),
        ("90001", "Bến", "", ""),  # Thôn Bến, or another?
        ("90002", "Thôn Ngoài", "", ""),
        ("90001", "Thôn Sớm", dt.date(2020, 1, 1), ""),
        ("90001", "Thôn Lạ", "", "90001-009"),
        ("90001", "", "", ""),
    )
    assert found.counts == {
        **{"unchanged": 1, "new": 1, "repeated": 1, "doubtful": 1, "wrong": 4}
    }
    cells = [problem.cell for problem in found.problems.in_order(found.sheets)]
    assert cells == ["A7", "C8", "D9", "B10"]


def test_villages_go_in_and_out_again(checked, commune_officer, village, commune):
    batch, _ = checked(
        ("90001", "Thôn Sau", dt.date(2026, 1, 1), ""),
        ("90001", "Thôn Bến Mới", "", "90001-001"),
    )
    assert (applied := apply(KIND, batch, commune_officer)).new == 1
    assert applied.changed == 1
    added = Area.objects.get(name="Thôn Sau")
    assert (added.code, added.began) == ("90001-002", dt.date(2026, 1, 1))
    village.refresh_from_db()
    assert village.version_on(dt.date(2026, 2, 28)).name == "Thôn Bến"
    assert village.version_on(dt.date(2026, 3, 1)).name == "Thôn Bến Mới"

    assert KIND.revert(batch, commune_officer, told).left == 0
    assert [area.name for area in Area.objects.villages()] == ["Thôn Bến"]
    assert Area.with_voided.get(pk=added.pk).voided_at is not None
    # Its name is free again, its code is not.
    again = add_village(by=commune_officer, village=NewVillage(commune, "Thôn Sau"))
    assert again.code == "90001-003"


def test_a_village_with_households_is_not_voided(checked, commune_officer, commune):
    batch, _ = checked(("90001", "Thôn Sau", "", ""))
    apply(KIND, batch, commune_officer)
    HouseholdFactory(village=Area.objects.get(name="Thôn Sau"))
    assert KIND.revert(batch, commune_officer, told).left == 1
    (left,) = KIND.left_over(batch, 0, 9)
    assert "đã có hộ" in left.note.lower()
    with pytest.raises(ValidationError, match="không hủy được"):
        KIND.settle(batch, commune_officer, left.key, "restore")
    KIND.settle(batch, commune_officer, left.key, "keep")
    assert Area.objects.filter(name="Thôn Sau").exists()


@pytest.mark.parametrize(
    ("choice", "counts"), [("new", (1, 0, 0)), ("", (0, 0, 1)), (None, (0, 1, 0))]
)
def test_a_doubtful_village_is_what_was_decided(
    choice, counts, checked, commune_officer, commune
):
    there = VillageFactory(code="90001-004", name="Thôn 01", parent=commune)
    batch, found = checked(("90001", "Thôn 1", "", ""))
    assert found.counts == {"doubtful": 1}
    (row,) = KIND.rows(batch, "doubtful", 0, 9)
    assert [candidate.title for candidate in row.candidates] == ["Thôn 01"]
    with pytest.raises(ValidationError):
        KIND.decide(batch, commune_officer, row.key, "-1")
    if choice != "":
        KIND.decide(batch, commune_officer, row.key, choice or str(there.pk))
    assert KIND.undecided(batch) == (choice == "")
    applied = apply(KIND, batch, commune_officer)
    assert (applied.new, applied.unchanged, applied.skipped) == counts
    assert Area.objects.villages().count() == 1 + counts[0]
