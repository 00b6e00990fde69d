"""Acts on several communes are in the trail of each of them."""

import datetime as dt

from households.services import rounds
from households.services.reform import move_over
from povertyportal.accounts.access import scope_of
from povertyportal.areas.models import AreaChange
from povertyportal.audit.models import AuditEntry
from tests.factories import REFORM, AreaFactory, HouseholdFactory, VillageFactory


def acts_seen_by(officer):
    scope = scope_of(officer)
    seen = AuditEntry.objects.within(scope.areas, scope.commune_ids)
    return set(seen.values_list("act", flat=True))


def test_a_round_is_opened_and_closed_before_everybodys_eyes(
    province_officer, commune, neighbour, leader, neighbour_officer
):
    found = rounds.open_round(
        by=province_officer,
        name="Rà soát định kỳ năm 2026",
        year=2026,
        communes=[commune, neighbour],
        opens_on=dt.date(2026, 9, 1),
        closes_on=dt.date(2026, 12, 14),
        list_valid_from=dt.date(2027, 1, 1),
    )
    rounds.close_round(by=province_officer, round=found)
    both = {"households.round.opened", "households.round.closed"}
    for officer in (province_officer, leader, neighbour_officer):
        assert acts_seen_by(officer) == both


def test_families_taken_over_are_seen_in_the_commune_they_came_to(
    province, province_officer, village, commune_officer, neighbour_officer
):
    old = AreaFactory(name="Xã Cũ", parent=province, began=None, ended=REFORM)
    old_village = VillageFactory(parent=old, began=None, ended=REFORM)
    HouseholdFactory(village=old_village)
    AreaChange.objects.create(
        old=old_village, new=village, effective_on=REFORM, extent="whole"
    )
    AreaChange.objects.create(
        old=old, new=village.parent, effective_on=REFORM, extent="whole"
    )
    move_over(by=province_officer, day=REFORM)
    entry = AuditEntry.objects.get()
    assert entry.area_ids == sorted([old.pk, village.parent_id])
    assert acts_seen_by(commune_officer) == {"households.household.taken_over"}
    assert acts_seen_by(neighbour_officer) == set()
