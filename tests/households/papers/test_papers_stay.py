"""Papers printed again say what was voted on and signed, not what is today."""

import time_machine

from households.models import Membership, Person
from tests.households.season import deciding as made
from tests.households.season.hearing import meet

FIRST, SECOND, LATER = "Bùi Văn An", "Hà Thị Bích", "Vũ Thị Ý"


def another_name_for(household):
    head = Membership.objects.get(household=household, relation="head").person_id
    Person.objects.filter(pk=head).update(name=LATER, sort_key="zzz")
    household.refresh_from_db()
    assert household.head_name == LATER


def test_minutes_keep_the_heads_and_their_order(
    commune, village, commune_officer, printed
):
    place = made.place_of(made.round_of(commune), commune)
    with time_machine.travel(made.TODAY, tick=False):
        first, _ = (
            made.reviewed(place, village, commune_officer, name=name)
            for name in (FIRST, SECOND)
        )
        meeting = meet(commune_officer, place, village)
    another_name_for(first.household)
    text = printed(commune_officer, "minutes", meeting.pk).text
    assert f"1 {FIRST} Hộ nghèo 40" in text
    assert f"2 {SECOND} Hộ nghèo 40" in text
    assert LATER not in text


def test_a_decision_keeps_its_numbers(
    commune, village, commune_officer, leader, printed
):
    place = made.place_of(made.round_of(commune), commune)
    with time_machine.travel(made.TODAY, tick=True):
        reviews = [
            made.reviewed(place, village, commune_officer, name=name)
            for name in (FIRST, SECOND)
        ]
        made.finished(place, village, commune_officer, reviews)
        decision = made.sign(made.prepare(place, commune_officer), leader)
    another_name_for(reviews[0].household)
    text = printed(commune_officer, "decision", decision.pk).text
    assert f"1 {FIRST} Thôn Bến 3" in text
    assert f"2 {SECOND} Thôn Bến 3" in text
    assert LATER not in text
