"""What a family is told about its review: result, why, what next, whom to ask.

One content for the page and for the printed paper.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from households.models import Outcome, OutcomeGrounds, PublicPosting, Review
from households.rules import family_words
from households.rules.classification import Case
from households.rules.facts import AreaKind
from households.rules.outcome import B1Source, Finding, State
from households.rules.standards import STANDARDS

# Characters of results that fill the sheet in big letters.
LONG = 900


@dataclass(frozen=True)
class FamilyResult:
    """The result under one standard; `changes` may be empty."""

    standard: str
    poverty_class: str
    why: tuple[str, ...]
    lacks: tuple[str, ...]
    changes: tuple[str, ...]

    @property
    def label(self) -> str:
        """The class in the official words."""
        return Outcome.Class(self.poverty_class).label


@dataclass(frozen=True)
class FamilySheet:
    """One page for a family.

    `results`: the governing standard's first, none while nothing is decided.
    `until` is the last day of its posting, None if it has not been posted.
    """

    head_name: str
    number: str
    place: str
    round_name: str
    surveyed_on: dt.date | None
    results: tuple[FamilyResult, ...]
    complain: tuple[str, ...]
    until: dt.date | None
    ask: tuple[str, ...]

    @property
    def is_long(self) -> bool:
        """Whether one sheet of paper needs smaller letters."""
        texts = [
            t for each in self.results for t in each.why + each.lacks + each.changes
        ]
        return sum(len(each) for each in texts) > LONG


def told_to_family(review: Review) -> FamilySheet:
    """The whole content of the page, from what was fixed and posted.

    Reads the outcomes with their grounds and the newest posting: two queries, if the
    review came with its household, round, village, commune and surveyor.
    """
    found = review.outcomes.current().select_related("grounds")
    order = {code: place for place, code in enumerate(review.round.standards)}
    outcomes = sorted(found, key=lambda each: order.get(each.standard, len(order)))
    posting = _posting(review)
    return FamilySheet(
        head_name=review.household.head_name,
        number=review.household.number,
        place=f"{review.village.name}, {review.commune.name}",
        round_name=review.round.name,
        surveyed_on=review.surveyed_on,
        results=tuple(_result(each) for each in outcomes),
        complain=_complain(review, posting),
        until=posting.last_day if posting else None,
        ask=_ask(review),
    )


def _posting(review: Review) -> PublicPosting | None:
    """The newest posting of the result that stands."""
    return (
        PublicPosting.objects.filter(
            rows__review=review, rows__outcome__is_current=True
        )
        .order_by("-last_day", "-id")
        .first()
    )


def _result(outcome: Outcome) -> FamilyResult:
    law = STANDARDS[outcome.standard]
    years = f"{law.starts.year}–{law.ends.year}"
    case = _case(outcome)
    return FamilyResult(
        standard=f"Theo chuẩn nghèo của danh sách năm {years}",
        poverty_class=outcome.poverty_class,
        why=family_words.why(case) if case else _imported(),
        lacks=family_words.lacks(case.findings) if case else (),
        changes=family_words.what_changes(case) if case else (),
    )


def _imported() -> tuple[str, ...]:
    return (
        "Kết quả này lấy từ danh sách xã đã lập trước đây, không kèm phiếu hỏi. Muốn "
        "biết rõ vì sao, gia đình hỏi cán bộ xã.",
    )


def _case(outcome: Outcome) -> Case | None:
    """What was decided, as the rules take it; None without the findings."""
    try:
        facts: Mapping[str, object] = outcome.grounds.facts
    except OutcomeGrounds.DoesNotExist:
        return None
    findings = facts.get("findings")
    if not isinstance(findings, list):
        return None
    return Case(
        standard=STANDARDS[outcome.standard],
        area_kind=AreaKind(str(facts.get("area_kind", AreaKind.UNKNOWN))),
        agri=_agri(facts),
        findings=tuple(_finding(each) for each in findings),
        b1=outcome.b1,
        b1_source=B1Source(outcome.b1_source),
    )


def _agri(facts: Mapping[str, object]) -> bool | None:
    answers = facts.get("answers")
    household = answers.get("household") if isinstance(answers, Mapping) else None
    agri = household.get("agri") if isinstance(household, Mapping) else None
    return agri if isinstance(agri, bool) else None


def _finding(told: Mapping[str, object]) -> Finding:
    return Finding(
        number=int(str(told["number"])),
        code=str(told["code"]),
        name=str(told["name"]),
        state=State(str(told["state"])),
        reason=str(told["reason"]),
        article=str(told["article"]),
        verified=bool(told["verified"]),
    )


def _complain(review: Review, posting: PublicPosting | None) -> tuple[str, ...]:
    """How and until when to say no, by how far the posting is."""
    office = f"Ủy ban nhân dân {_inside(review.commune.name)}"
    how = (
        f"nói với trưởng thôn, hoặc nộp đơn ở {office}. "
        "Trong đơn ghi tên, nơi ở và điều gia đình thấy chưa đúng. Xã sẽ xem xét lại "
        "và trả lời."
    )
    again = (
        "Lúc nào trong năm gia đình cũng có thể nộp giấy đề nghị rà soát ở xã, khi "
        "hoàn cảnh thay đổi."
    )
    if posting is None:
        return (
            "Kết quả sẽ được dán công khai ở thôn và ở xã. Trong những ngày đó, nếu "
            f"thấy chưa đúng, gia đình {how}",
            again,
        )
    last = f"{posting.last_day:%d/%m/%Y}"
    if posting.last_day < timezone.localdate():
        return (
            f"Thời gian dán công khai đã hết ngày {last}. Nếu vẫn thấy chưa đúng, gia "
            f"đình hỏi {office} cách khiếu nại.",
            again,
        )
    return (f"Nếu thấy chưa đúng, chậm nhất ngày {last} gia đình {how}", again)


def _ask(review: Review) -> tuple[str, ...]:
    """Whom to ask: in the village, the surveyor by name, at the commune."""
    commune = _inside(review.commune.name)
    people = ["Trưởng thôn, tổ trưởng tổ dân phố nơi gia đình ở"]
    if review.surveyor is not None:
        people.append(f"Người đến hỏi gia đình: {review.surveyor.full_name}")
    people.append(f"Cán bộ giảm nghèo của Ủy ban nhân dân {commune}")
    return tuple(people)


def _inside(name: str) -> str:
    """A place's name inside a sentence: "xã Gia Viễn"."""
    return name[:1].lower() + name[1:]
