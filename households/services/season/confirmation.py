"""Confirmation letter: what a household officially was on a day, as known now."""

import datetime as dt
from dataclasses import dataclass

from households.models import Certificate, Household, Standing
from households.rules.standards import standard as standard_of
from povertyportal.accounts.models import Officer
from povertyportal.audit import trail


@dataclass(frozen=True)
class Confirmation:
    """What the letter says. `standing` is None when the household had none that day:
    it was on no list. `certificate` is the one that counted then, if any."""

    household: Household
    day: dt.date
    standing: Standing | None
    certificate: Certificate | None

    @property
    def standard_title(self) -> str:
        """The standard of the standing in words; empty without one."""
        return standard_of(self.standing.standard).title if self.standing else ""


def confirmation(household: Household, day: dt.date) -> Confirmation:
    """The household's class on `day`; whoever asks has checked the scope."""
    standing = (
        household.standings.in_force(day).select_related("commune", "outcome").first()
    )
    certificate = (
        household.certificates.filter(
            issued_on__lte=day,
            decision__valid_from__lte=day,
            decision__valid_to__gt=day,
        )
        .exclude(ended_on__lte=day)
        .select_related("decision")
        .order_by("-issued_on", "-pk")
        .first()
    )
    return Confirmation(household, day, standing, certificate if standing else None)


def record_given(by: Officer, told: Confirmation) -> None:
    """A letter was asked for: who, about whom, as of which day."""
    trail.record(
        by=by,
        act="households.confirmation.given",
        kind="household",
        object_id=told.household.pk,
        area_id=told.household.commune_id,
        day=told.day.isoformat(),
    )
