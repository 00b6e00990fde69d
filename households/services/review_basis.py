"""What a review is judged on besides its answers, and the judgement itself."""

import datetime as dt
from collections.abc import Iterator, Mapping
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
SELECT p.id, p.name, p.birth_year, p.birth_month, p.birth_day, p.sex, p.ethnicity,
    m.relation, m.starts, m.ends
FROM households_membership m JOIN households_person p ON p.id = m.person_id
WHERE m.household_id = %s ORDER BY m.position, m.id
"""
_VERSION = """
SELECT id, kind FROM areas_areaversion
WHERE area_id = %s AND (starts IS NULL OR starts <= %s) AND (ends IS NULL OR ends > %s)
"""
_CARDS = """
SELECT DISTINCT ON (region) * FROM households_scorecard
WHERE standard = %s AND region = ANY(%s) ORDER BY region, revision DESC
"""


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

    `stays` are those of everybody who ever belonged. `cards` are the newest
    scorecards for this kind of area by region; empty when B1 can only come from
    paper.
    """

    day: dt.date
    stays: tuple["Stay", ...]
    area_kind: AreaKind
    standards: tuple[Standard, ...]
    cards: Mapping[str, Scorecard]

    def on(self, day: dt.date | None) -> "Basis":
        """The same for another review day (today, if none). No query."""
        return replace(self, day=day or timezone.localdate())

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
    """Read it for `day`, else the day surveyed, else today. Three queries."""
    standards = sorted(
        (STANDARDS[code] for code in review.round.standards), key=lambda s: s.starts
    )
    kind = area_kind_of(review)
    return Basis(
        day=day or review.surveyed_on or timezone.localdate(),
        stays=tuple(_stays(review.household_id)),
        area_kind=kind,
        standards=tuple(standards),
        cards=_cards(standards, kind),
    )


def _stays(household_id: int) -> Iterator[Stay]:
    with connection.cursor() as cursor:
        cursor.execute(_STAYS, [household_id])
        for key, name, year, month, day, sex, ethnicity, relation, *span in cursor:
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
            yield Stay(member, *span)


def area_kind_of(review: Review) -> AreaKind:
    """Rural or urban: what the commune was on the day the round opened."""
    day = review.round.opens_on
    found = list(AreaVersion.objects.raw(_VERSION, [review.commune_id, day, day]))
    if not found or found[0].is_urban is None:
        return AreaKind.UNKNOWN
    return AreaKind.URBAN if found[0].is_urban else AreaKind.RURAL


def _cards(standards: list[Standard], kind: AreaKind) -> dict[str, Scorecard]:
    """The newest card of each region that this kind of area may use."""
    scored = [each.code for each in standards if each.points is not None]
    if kind is AreaKind.UNKNOWN or not scored:
        return {}
    regions = [URBAN] if kind is AreaKind.URBAN else list(RURAL_REGIONS)
    newest = Scorecard.objects.raw(_CARDS, [scored[0], regions])
    return {card.region: card for card in newest}


def evaluate(answers: JsonObject, basis: Basis) -> Evaluation:
    """Ask the rules what `answers` give. Reads no database."""
    card = basis.card(answers)
    b1, source = _b1(answers, card)
    facts = form_2022.facts_from_answers(
        answers, basis.members, basis.area_kind, basis.day
    )
    return Evaluation(
        basis=basis,
        decisions=tuple(classify(facts, each, b1, source) for each in basis.standards),
        problems=_problems(answers, basis, card),
        card=card,
    )


def _chosen(answers: JsonObject) -> dict[str, str]:
    chosen = answers.get("b1")
    return dict(chosen) if isinstance(chosen, Mapping) else {}


def _b1(answers: JsonObject, card: Scorecard | None) -> tuple[int | None, B1Source]:
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
