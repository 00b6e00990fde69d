"""Numbers of communes from a file: checked, entered or corrected, taken back."""

import datetime as dt

import pytest

from povertyportal.administration.imports.populations import PopulationKind
from povertyportal.administration.services.populations import correct_population
from povertyportal.areas.models import AreaPopulation
from tests.administration.importing import apply, check, told
from tests.factories import PopulationFactory

KIND = PopulationKind()
HEADINGS = ("Mã xã", "Tên xã", "Tính đến ngày", "Số hộ", "Số khẩu", "Hộ DTTS")
DAY = dt.date(2025, 12, 31)


@pytest.fixture
def checked(tmp_path, commune_officer):
    def run(*rows, **options):
        options = {"counted_on": "", "source_note": "", **options}
        return check(KIND, commune_officer, tmp_path, HEADINGS, rows, **options)

    return run


def test_each_row_has_its_verdict(checked, commune, neighbour):
    PopulationFactory(area=commune, counted_on=DAY)
    same, other = ("90001", "Đồi Chè", DAY), ("90001", "", dt.date(2025, 9, 1))
    _, found = checked(
        (*same, 1_000, 3_600, ""),
        (*other, "1.200", 4_000, 7),
        (*other, 1_200, 4_000, 7),
        ("90001", "Xã Sông Trong", dt.date(2025, 8, 1), 5, 9, ""),
        ("90002", "", DAY, 5, 9, ""),
        ("90001", "", dt.date(2025, 6, 30), 5, 9, ""),
        ("90001", "", dt.date(2099, 1, 1), 5, 9, ""),
        ("90001", "", "", 5, 9, ""),
        ("90001", "", dt.date(2025, 8, 2), 10, 9, ""),
        ("90001", "", dt.date(2025, 8, 3), "1,500", 9, ""),
        ("90001", "", "03/08/25", 5, 9, ""),
    )
    assert found.counts == {"unchanged": 1, "new": 1, "repeated": 1, "wrong": 8}
    assert found.area_ids == {commune.pk}
    problems = found.problems.in_order(found.sheets)
    assert [problem.cell for problem in problems] == [
        *("B6", "A7", "A8", "C9", "C10", "D11", "D12", "C13")
    ]
    assert "Xã Đồi Chè" in problems[0].message
    assert "không có ở ngày 30/06/2025" in problems[2].message


def test_rows_that_contradict_each_other_are_both_wrong(checked, commune):
    _, found = checked(
        ("90001", "", DAY, 1_200, 4_000, ""), ("90001", "", DAY, 1_300, 4_000, "")
    )
    assert found.counts == {"wrong": 2}
    assert "Dòng 3 cũng ghi" in found.problems.listed[0].message


def test_what_is_applied_can_be_taken_back(checked, commune_officer, commune):
    there = PopulationFactory(
        area=commune, counted_on=DAY, provenance="published", minority_households=4
    )
    batch, found = checked(
        ("90001", "", "", 1_100, 3_600, ""),
        ("90001", "", dt.date(2025, 9, 1), 900, 3_000, 2),
        counted_on="2025-12-31",
        source_note="Công an xã",
    )
    (changed,) = KIND.rows(batch, "changed", 0, 9)
    assert [(d.label, d.before, d.after) for d in changed.differences] == [
        ("Tổng số hộ dân cư", "1.000", "1.100")
    ]
    applied = apply(KIND, batch, commune_officer)
    assert (applied.new, applied.changed, applied.rows) == (1, 1, 2)
    assert KIND.fingerprint(batch) != batch.fingerprint
    there.refresh_from_db()
    assert (there.households, there.minority_households) == (1_100, 4)
    assert (there.provenance, there.source_note) == ("entered", "Công an xã")

    assert KIND.revert(batch, commune_officer, told).left == 0
    there.refresh_from_db()
    assert (there.households, there.provenance) == (1_000, "published")
    assert list(AreaPopulation.objects.all()) == [there]
    assert AreaPopulation.with_voided.count() == 2
    # The day is free again.
    assert checked(("90001", "", dt.date(2025, 9, 1), 5, 9, ""))[1].counts == {"new": 1}


@pytest.mark.parametrize(("choice", "households"), [("keep", 950), ("restore", 1_000)])
def test_a_number_touched_since_waits_for_a_decision(
    checked, commune_officer, commune, choice, households
):
    there = PopulationFactory(area=commune, counted_on=DAY)
    batch, _ = checked(("90001", "", DAY, 1_100, 3_600, ""))
    apply(KIND, batch, commune_officer)
    there.refresh_from_db()
    there.households = 950
    correct_population(by=commune_officer, population=there)
    assert KIND.revert(batch, commune_officer, told).left == 1
    (left,) = KIND.left_over(batch, 0, 9)
    assert "950" in left.note
    KIND.settle(batch, commune_officer, left.key, choice)
    there.refresh_from_db()
    assert there.households == households
    assert not KIND.left_over(batch, 0, 9)
