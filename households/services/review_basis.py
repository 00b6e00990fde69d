"""What a review is judged on besides its answers, and the judgement itself."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.db import connection
from django.utils import timezone

from households.models import Review, Scorecard
from households.rules import form_2022, scorecard
from households.rules.classification import B1Source, Decision, classify
from households.rules.facts import AreaKind
from households.rules.form_2022 import Kind, Member, Option, Question
from households.rules.standards import STANDARDS, Standard
from povertyportal.areas.models import AreaVersion

REGION = "region"
URBAN = "urban"
RURAL_REGIONS = tuple(code for code in scorecard.REGIONS if code != URBAN)
REGION_QUESTION = Question(
    REGION,
    "Vùng của bảng điểm B1",
    Kind.CHOICE,
    options=tuple(Option(code, scorecard.REGIONS[code]) for code in RURAL_REGIONS),
)

JsonObject = dict[str, object]


# Read at every keystroke's save: written out, it costs a tenth of building it anew.
_STAYS = """
SELECT m.household_id, p.id, p.name, p.birth_year, p.birth_month, p.birth_day, p.sex,
    p.ethnicity, m.relation, m.starts, m.ends
FROM households_membership m JOIN households_person p ON p.id = m.person_id
WHERE m.household_id = ANY(%s) ORDER BY m.position, m.id
"""
_VERSIONS = """
SELECT id, area_id, kind, starts, ends FROM areas_areaversion
WHERE area_id = ANY(%s) ORDER BY id
"""
# A region's table of the standard that is first in force, else of the next.
_CARDS = """
SELECT DISTINCT ON (region) * FROM households_scorecard
WHERE standard = ANY(%(standards)s)
ORDER BY region, array_position(%(standards)s::text[], standard::text), revision DESC
"""


_KINDS = {True: AreaKind.URBAN, False: AreaKind.RURAL, None: AreaKind.UNKNOWN}


@dataclass(frozen=True)
class Stay:
    """Somebody's time in the household (half-open)."""

    member: Member
    starts: dt.date
    ends: dt.date | None

    def holds(self, day: dt.date) -> bool:
        """Whether he belonged to it on `day`."""
        return self.starts <= day and (self.ends is None or self.ends > day)


@dataclass(frozen=True)
class Basis:
    """Everything but the answers, as it stands on the review day.

    `surveyed_on` is that day as far as it is known. `stays` are those of everybody
    who ever belonged, `versions` the commune's of all times, `all_cards` the newest
    scorecards by region.
    """

    surveyed_on: dt.date | None
    opens_on: dt.date
    stays: tuple["Stay", ...]
    versions: tuple[AreaVersion, ...]
    standards: tuple[Standard, ...]
    all_cards: Mapping[str, Scorecard]

    def on(self, day: dt.date | None) -> "Basis":
        """The same for another review day (not known, if none). No query."""
        return replace(self, surveyed_on=day)

    @cached_property
    def day(self) -> dt.date:
        """The day of the review; today while it is not known."""
        return self.surveyed_on or timezone.localdate()

    @cached_property
    def area_kind(self) -> AreaKind:
        """Rural or urban: what the commune was on the day of the review.

        While that is not known, what it was when the round opened.
        """
        day = self.surveyed_on or self.opens_on
        for version in self.versions:
            begun = version.starts is None or version.starts <= day
            if begun and (version.ends is None or version.ends > day):
                return _KINDS[version.is_urban]
        return AreaKind.UNKNOWN

    @cached_property
    def cards(self) -> Mapping[str, Scorecard]:
        """The scorecards this kind of area may use, by region.

        Empty when B1 can only come from paper.
        """
        if self.area_kind is AreaKind.UNKNOWN:
            return {}
        urban = self.area_kind is AreaKind.URBAN
        return {
            region: card
            for region, card in self.all_cards.items()
            if (region == URBAN) is urban
        }

    @cached_property
    def members(self) -> tuple[Member, ...]:
        """Who lived in the household on `day`, head first."""
        return tuple(stay.member for stay in self.stays if stay.holds(self.day))

    @cached_property
    def everyone(self) -> frozenset[str]:
        """Keys of all who ever lived in it: their answers are kept."""
        return frozenset(stay.member.key for stay in self.stays)

    @property
    def standard_codes(self) -> tuple[str, ...]:
        """Codes of the standards, the one in force first."""
        return tuple(each.code for each in self.standards)

    def card(self, answers: Mapping[str, object]) -> Scorecard | None:
        """The scorecard to fill in: the urban one, or that of the chosen region."""
        if self.area_kind is AreaKind.URBAN:
            return self.cards.get(URBAN)
        return self.cards.get(str(answers.get(REGION)))

    def asks_region(self) -> bool:
        """Whether somebody has to say which region's table applies."""
        return bool(self.cards) and self.area_kind is not AreaKind.URBAN

    def b1_is_scored(self, answers: Mapping[str, object]) -> bool:
        """Whether B1 comes from a table, or will once the region is chosen.

        A region without a table of its own is never scored by another's: its
        total comes from paper.
        """
        if self.card(answers) is not None:
            return True
        return self.asks_region() and answers.get(REGION) not in RURAL_REGIONS

    def b1_questions(self, answers: Mapping[str, object]) -> tuple[Question, ...]:
        """One question for each item of the scorecard; its code is the item's name."""
        card = self.card(answers)
        items = scorecard.items_from_json(card.items) if card else ()
        return tuple(
            Question(
                item.name,
                item.name,
                Kind.CHOICE,
                options=tuple(Option(o.label, o.label) for o in item.options),
            )
            for item in items
        )


@dataclass(frozen=True)
class Evaluation:
    """What the answers give now: a decision a standard, and all that is wrong."""

    basis: Basis
    decisions: tuple[Decision, ...]
    problems: tuple[form_2022.Problem, ...]
    card: Scorecard | None

    @cached_property
    def main(self) -> Decision:
        """The decision under the standard in force."""
        return self.decisions[0]


def basis_of(review: Review, day: dt.date | None = None) -> Basis:
    """Read it for `day`, else for the day surveyed. Three queries."""
    found = bases_of([review])[review.pk]
    return found if day is None else found.on(day)


def bases_of(reviews: Sequence[Review]) -> dict[int, Basis]:
    """By the review's id, each for the day surveyed: of one round in three queries."""
    stays = _stays({each.household_id for each in reviews})
    versions = _versions({each.commune_id for each in reviews})
    laws = {each.round_id: _standards(each) for each in reviews}
    cards = {found: _cards(found) for found in set(laws.values())}
    return {
        each.pk: Basis(
            surveyed_on=each.surveyed_on,
            opens_on=each.round.opens_on,
            stays=tuple(stays[each.household_id]),
            versions=tuple(versions[each.commune_id]),
            standards=laws[each.round_id],
            all_cards=cards[laws[each.round_id]],
        )
        for each in reviews
    }


def _standards(review: Review) -> tuple[Standard, ...]:
    """Those of its round, the one in force first."""
    found = (STANDARDS[code] for code in review.round.standards)
    return tuple(sorted(found, key=lambda each: each.starts))


def _stays(household_ids: Collection[int]) -> Mapping[int, list[Stay]]:
    found: dict[int, list[Stay]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_STAYS, [list(household_ids)])
        for row in cursor:
            household, key, name, year, month, day, sex, ethnicity, relation, *span = (
                row
            )
            member = Member(
                key=str(key),
                label=name,
                birth_year=year,
                birth_month=month,
                birth_day=day,
                sex=sex or None,
                ethnicity=ethnicity,
                relation=relation,
            )
            found[household].append(Stay(member, *span))
    return found


def _versions(commune_ids: Collection[int]) -> Mapping[int, list[AreaVersion]]:
    found: dict[int, list[AreaVersion]] = defaultdict(list)
    for version in AreaVersion.objects.raw(_VERSIONS, [list(commune_ids)]):
        found[version.area_id].append(version)
    return found


def _cards(standards: Sequence[Standard]) -> dict[str, Scorecard]:
    """The newest card of each region."""
    scored = [each.code for each in standards if each.points is not None]
    if not scored:
        return {}
    newest = Scorecard.objects.raw(_CARDS, {"standards": scored})
    return {card.region: card for card in newest}


def evaluate(answers: JsonObject, basis: Basis) -> Evaluation:
    """Ask the rules what `answers` give. Reads no database."""
    card = basis.card(answers)
    facts = form_2022.facts_from_answers(
        answers, basis.members, basis.area_kind, basis.day
    )
    return Evaluation(
        basis=basis,
        decisions=tuple(
            classify(facts, each, *_b1(answers, card, each)) for each in basis.standards
        ),
        problems=_problems(answers, basis, card),
        card=card,
    )


def _chosen(answers: JsonObject) -> dict[str, str]:
    chosen = answers.get("b1")
    return dict(chosen) if isinstance(chosen, Mapping) else {}


def _b1(
    answers: JsonObject, card: Scorecard | None, law: Standard
) -> tuple[int | None, B1Source]:
    """B1 under a standard: points of another standard's table say nothing there."""
    if card is not None and card.standard != law.code:
        return None, B1Source.NONE
    if card is not None:
        total = scorecard.score(rules_card(card), _chosen(answers)).total
        return total, B1Source.NONE if total is None else B1Source.SCORECARD
    total = form_2022.b1_on_paper(answers)
    return total, B1Source.NONE if total is None else B1Source.PAPER


def rules_card(card: Scorecard) -> scorecard.Scorecard:
    """The stored scorecard as the rules read it."""
    return scorecard.Scorecard(
        standard=card.standard,
        region=card.region,
        title=card.title,
        version=card.revision,
        sha256=card.sha256,
        items=scorecard.items_from_json(card.items),
    )


def _problems(
    answers: JsonObject, basis: Basis, card: Scorecard | None
) -> tuple[form_2022.Problem, ...]:
    """Everything missing or contradictory: the household's first, as on the page."""
    found = form_2022.problems(
        answers,
        basis.members,
        basis.day,
        standards=basis.standard_codes,
        b1_scored=basis.b1_is_scored(answers),
    )
    household = [each for each in found if not each.path.startswith("members.")]
    members = [each for each in found if each.path.startswith("members.")]
    return (*household, *_b1_missing(answers, basis, card), *members)


def _b1_missing(
    answers: JsonObject, basis: Basis, card: Scorecard | None
) -> list[form_2022.Problem]:
    missing = form_2022.ProblemKind.MISSING
    if card is None:
        if not basis.b1_is_scored(answers):
            return []
        text = f"Chưa trả lời “{REGION_QUESTION.label}”."
        return [form_2022.Problem(REGION, text, missing)]
    known = {
        item.name: {option.label for option in item.options}
        for item in rules_card(card).items
    }
    chosen = _chosen(answers)
    return [
        form_2022.Problem(f"b1.{name}", f"Chưa chọn mức của mục “{name}”.", missing)
        for name, options in known.items()
        if chosen.get(name) not in options
    ]
