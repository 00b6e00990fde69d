"""The opinion asked for before recognition, where the procedure demands it."""

import pytest
import time_machine
from django.utils import timezone

from households.models import Outcome, Procedure, Submission
from households.services.season import recognition
from households.services.season.readiness import opinion_given, readiness
from tests.factories import OutcomeFactory
from tests.households.season import deciding as made
from tests.households.season.deciding import OLD


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(made.TODAY, tick=True):
        yield


@pytest.fixture
def ready(commune):
    """A commune in a round of the procedure with the district's opinion."""
    procedure = Procedure.objects.get(code="QD24_2021")
    return made.place_of(made.round_of(commune, procedure=procedure), commune)


@pytest.fixture(autouse=True)
def poor(today, ready, village, commune_officer):
    review = made.reviewed(ready, village, commune_officer)
    made.finished(ready, village, commune_officer, [review])
    return review


def test_a_required_opinion_blocks_and_an_accepted_one_frees(
    ready, commune_officer, province_officer
):
    with pytest.raises(recognition.NotReady) as error:
        made.prepare(ready, commune_officer)
    assert {each.code for each in error.value.problems} == {"opinion"}

    first = opinion(ready, commune_officer, province_officer)
    assert made.prepare(ready, commune_officer).state == "draft"
    assert opinion_given(ready) == first

    opinion(ready, commune_officer, province_officer, turn=2, state="sent_back")
    assert opinion_given(ready) is None


def test_an_opinion_is_about_the_results_that_are_signed(
    ready, commune_officer, province_officer, poor
):
    told = {str(poor.household_id): "poor"}
    opinion(ready, commune_officer, province_officer, figures={"results": {OLD: told}})
    assert readiness(ready, OLD, made.SIGNED) == []

    poor.outcomes.update(is_current=False)
    again = OutcomeFactory(review=poor, standard=OLD, poverty_class="poor")
    assert missing_opinion(ready) == []
    Outcome.objects.filter(pk=again.pk).update(is_current=False)
    OutcomeFactory(review=poor, standard=OLD, poverty_class="near_poor")
    assert "1 hộ đã khác" in missing_opinion(ready)[0]


def missing_opinion(place):
    found = readiness(place, OLD, made.SIGNED)
    return [each.text for each in found if each.code == "opinion"]


def opinion(place, asked_by, given_by, **changed):
    now = timezone.now()
    usual = {
        "state": "accepted",
        "comment": "Xem lại.",
        "submitted_by": asked_by,
        "submitted_at": now,
        "answered_by": given_by,
        "answered_at": now,
    }
    return Submission.objects.create(place=place, kind="opinion", **usual | changed)
