"""What is asked before a household gets something: entitled, living here, not twice."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from households.models import Household, Outcome, Person
from povertyportal.areas.models import Area
from povertyportal.ui.numbers import vietnamese
from programs.models import Activity, BudgetLine, Support, SupportKind
from programs.rules.support import (
    CLASS_CHOICES,
    UNKNOWN,
    Received,
    Situation,
    is_entitled,
    is_repeat,
)
from programs.services.line_use import beyond
from programs.services.questions import Question


@dataclass(frozen=True)
class Offer:
    """What a household is to get: how much of what, worth how many đồng, from where.

    `exception` is the officer's answer to what a rule asks.
    """

    household: Household
    kind: SupportKind
    year: int
    quantity: Decimal
    value: int = 0
    person: Person | None = None
    activity: Activity | None = None
    line: BudgetLine | None = None
    note: str = ""
    exception: str = ""

    def received(self, day: dt.date | None) -> Received:
        """The offer as repeats are judged."""
        return Received(
            self.year,
            day,
            self.person.pk if self.person else None,
            self.activity.pk if self.activity else None,
        )


@dataclass(frozen=True)
class Facts:
    """What is known of the household on the day, and what it has of the kind already.

    `commune` is where it lived that day, None where it lived nowhere known; `left` is
    what the line may still give (đồng), None without a line.
    """

    situation: Situation
    commune: Area | None
    is_inside: bool
    others: Sequence[Support] = ()
    left: int | None = None


def received(support: Support) -> Received:
    """A kept support as repeats are judged."""
    return Received(
        support.year,
        support.given_on or support.planned_for,
        support.person_id,
        support.activity_id,
    )


def repeats(
    offer: Offer, day: dt.date | None, others: Sequence[Support]
) -> list[Support]:
    """Supports of the same kind and household that look like the same one."""
    one, once = offer.received(day), offer.kind.once_in_years
    return [each for each in others if is_repeat(once, one, received(each))]


def class_words(situation: Situation) -> str:
    """A household's class in words of the forms."""
    if situation.poverty_class in UNKNOWN:
        return "chưa xác định"
    return Outcome.Class(situation.poverty_class).label.lower()


def entitled_words(classes: Sequence[str]) -> str:
    """Whom something is for, in words."""
    labels = dict(CLASS_CHOICES)
    return ", ".join(labels.get(each, each).lower() for each in classes)


def ask(
    offer: Offer, day: dt.date, planned_or_given: dt.date | None, facts: Facts
) -> list[Question]:
    """What the rules ask of an offer on a day; empty where nothing is in the way."""
    return [
        *_about_the_place(offer, day, facts),
        *about_the_class(offer.kind.classes, offer.kind.name, day, facts.situation),
        *_about_repeats(offer, planned_or_given, facts),
        *_about_the_money(offer, facts),
    ]


def about_the_class(
    classes: Sequence[str], name: str, day: dt.date, situation: Situation
) -> Iterator[Question]:
    """Whether the household is one of those that something is for."""
    entitled = is_entitled(classes, situation, day)
    if entitled is None:
        yield Question(
            "class_unknown",
            f"Chưa biết diện của hộ ngày {day:%d/%m/%Y}; “{name}” dành cho: "
            f"{entitled_words(classes)}.",
        )
    elif not entitled:
        yield Question(
            "not_entitled",
            f"Ngày {day:%d/%m/%Y} hộ thuộc diện: {class_words(situation)}; “{name}” "
            f"dành cho: {entitled_words(classes)}.",
        )


def about_the_home(
    household: Household, day: dt.date, commune: Area | None, *, is_inside: bool
) -> Iterator[Question]:
    """Whether the household lived where the officer answers for on the day."""
    if household.state == Household.State.GONE:
        yield Question("gone", "Hộ đã thôi cư trú trên địa bàn.", household)
    elif commune is None:
        yield Question(
            "no_home", f"Ngày {day:%d/%m/%Y} hộ chưa cư trú trên địa bàn.", household
        )
    elif not is_inside:
        yield Question(
            "elsewhere", f"Ngày {day:%d/%m/%Y} hộ cư trú ở {commune.name}.", household
        )


def _about_the_place(offer: Offer, day: dt.date, facts: Facts) -> Iterator[Question]:
    yield from about_the_home(
        offer.household, day, facts.commune, is_inside=facts.is_inside
    )
    if facts.commune is None:
        return
    for what, row in (("Nguồn vốn", offer.line), ("Hoạt động", offer.activity)):
        if row is not None and not row.area.contains(facts.commune):
            yield Question(
                "other_area",
                f"{what} là của {row.area.name}, hộ ở {facts.commune.name}.",
            )


def _about_repeats(
    offer: Offer, day: dt.date | None, facts: Facts
) -> Iterator[Question]:
    for other in repeats(offer, day, facts.others):
        when = other.given_on or other.planned_for
        on = (
            f", {other.get_state_display().lower()} ngày {when:%d/%m/%Y}"
            if when
            else ""
        )
        yield Question(
            "repeat",
            f"Hộ đã có “{offer.kind.name}” năm {other.year}{on} (số lượng "
            f"{vietnamese(other.quantity)} {offer.kind.unit}).",
            other,
        )


def _about_the_money(offer: Offer, facts: Facts) -> Iterator[Question]:
    if facts.left is not None:
        yield from beyond(offer.value, facts.left, "khoản này")
