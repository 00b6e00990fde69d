"""The page that says what a review found, why, and what would change it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from households.models import Outcome, OutcomeGrounds, ReviewState
from households.rules.outcome import STATE_LABELS, B1Source, State
from households.rules.standards import STANDARDS
from households.services.review_basis import JsonObject
from households.views.review import is_open, record_view, review_or_404
from households.views.review_notes import notes_of
from povertyportal.accounts.access import Act, can
from povertyportal.accounts.http import OfficerRequest
from povertyportal.ui.numbers import vietnamese

# Characters of reasons from which a sheet of paper needs smaller letters.
LONG = 1_500
TONES = {State.DEPRIVED: "bad", State.NOT_DEPRIVED: "ok", State.UNKNOWN: "neutral"}


@dataclass(frozen=True)
class IndicatorLine:
    """One indicator of an outcome in words, or a run of them that say the same."""

    first: int
    last: int
    name: str
    state: str
    tone: str
    reason: str
    article: str
    is_verified: bool

    @property
    def numbers(self) -> str:
        """ "4", or "4–12"."""
        if self.first == self.last:
            return str(self.first)
        return f"{self.first}–{self.last}"


@dataclass(frozen=True)
class OutcomeView:
    """One outcome as it was fixed; nothing is decided again here."""

    outcome: Outcome
    title: str
    count: int
    indicators: tuple[IndicatorLine, ...]
    b1: str
    b2: str
    deprived: str
    reasons: list[JsonObject]
    missing: list[str]
    changes: list[str]
    notes: list[str]

    @property
    def common_article(self) -> str:
        """The annex that every indicator stands in, each under its own name."""
        bases = {line.article.partition(", chỉ số ")[0] for line in self.indicators}
        return bases.pop() if len(bases) == 1 else ""

    @property
    def is_imported(self) -> bool:
        """Whether it came from a list instead of a form."""
        return self.outcome.origin == Outcome.Origin.IMPORTED

    @property
    def has_unverified(self) -> bool:
        """Whether a point of law behind it is only recalled."""
        return any(not each.is_verified for each in self.indicators) or any(
            not each.get("verified", True) for each in self.reasons
        )


@require_GET
def review_explanation(request: OfficerRequest, pk: int) -> HttpResponse:
    """The fixed outcomes of a review with their grounds, for one sheet of paper."""
    review = review_or_404(request, pk, Act.VIEW_HOUSEHOLDS)
    record_view(request.user, review)
    found = review.outcomes.current().select_related(
        "grounds", "scorecard", "decided_by"
    )
    outcomes = sorted(found, key=lambda each: STANDARDS[each.standard].starts)
    views = [_view(each) for each in outcomes]
    may_review = can(request.user, Act.REVIEW)
    context = {
        "review": review,
        "views": views,
        "can_complain": bool(views) and can(request.user, Act.HEAR_COMPLAINTS),
        "answered": _answered(outcomes),
        "has_unverified": any(each.has_unverified for each in views),
        "is_long": sum(len(each.reason) for view in views for each in view.indicators)
        > LONG,
        "can_fill": may_review and is_open(review),
        "can_reopen": may_review
        and review.state == ReviewState.SUBMITTED
        and review.closed_at is None,
        **notes_of(review, request.user),
    }
    return render(request, "households/review_explanation.html", context)


def _grounds(outcome: Outcome) -> OutcomeGrounds:
    """The grounds, empty ones for an outcome that came without."""
    try:
        return outcome.grounds
    except OutcomeGrounds.DoesNotExist:
        return OutcomeGrounds(outcome=outcome)


def _view(outcome: Outcome) -> OutcomeView:
    grounds = _grounds(outcome)
    facts = grounds.facts
    standard = STANDARDS[outcome.standard]
    lines = _indicators(outcome, facts)
    return OutcomeView(
        outcome=outcome,
        title=str(facts.get("standard_title") or standard.title),
        count=len(lines),
        indicators=_grouped(lines),
        b1=_b1(outcome),
        b2=_span(facts.get("b2"), outcome.b2),
        deprived=_span(facts.get("deprived"), None),
        reasons=grounds.reasons,
        missing=_missing(grounds.missing, lines),
        changes=facts.get("changes", []),
        notes=facts.get("notes", []),
    )


def _b1(outcome: Outcome) -> str:
    if outcome.b1 is None:
        return ""
    points = f"{vietnamese(outcome.b1)} điểm"
    if outcome.scorecard is not None:
        card = outcome.scorecard
        return f"{points} (theo {card.title}, bản {card.revision})"
    source = B1Source(outcome.b1_source)
    return f"{points} ({source.label})" if source else points


def _span(bounds: object, exact: int | None) -> str:
    """ "30", "từ 10 đến 50", or nothing."""
    if exact is not None:
        return vietnamese(exact)
    if not isinstance(bounds, list) or None in bounds:
        return ""
    low, high = bounds
    return vietnamese(low) if low == high else f"từ {low} đến {high}"


def _indicators(outcome: Outcome, facts: Mapping[str, object]) -> list[IndicatorLine]:
    found = facts.get("findings")
    if isinstance(found, list):
        return [_line(each) for each in found]
    return _from_masks(outcome)


def _line(finding: Mapping[str, object]) -> IndicatorLine:
    state = State(str(finding["state"]))
    return IndicatorLine(
        first=int(str(finding["number"])),
        last=int(str(finding["number"])),
        name=str(finding["name"]),
        state=STATE_LABELS[state],
        tone=TONES[state],
        reason=str(finding["reason"]),
        article=str(finding["article"]),
        is_verified=bool(finding["verified"]),
    )


def _grouped(lines: list[IndicatorLine]) -> tuple[IndicatorLine, ...]:
    """Neighbours that are unknown for the same reason become one line."""
    grouped: list[IndicatorLine] = []
    unknown = STATE_LABELS[State.UNKNOWN]
    for line in lines:
        before = grouped[-1] if grouped else None
        same = before is not None and (before.state, before.reason) == (
            line.state,
            line.reason,
        )
        if before is None or not same or line.state != unknown:
            grouped.append(line)
            continue
        names, article = f"{before.name}; {line.name}", before.article
        grouped[-1] = replace(
            before,
            last=line.last,
            name=names,
            article=article.partition(", chỉ số ")[0],
            is_verified=before.is_verified and line.is_verified,
        )
    return tuple(grouped)


def _missing(texts: list[str], lines: list[IndicatorLine]) -> list[str]:
    """What is missing; indicators that the table below names are only counted."""
    told = {
        f"Chỉ số {line.first} ({line.name}): {line.reason}": line.first
        for line in lines
    }
    rest = [text for text in texts if text not in told]
    numbers = [told[text] for text in texts if text in told]
    if numbers:
        listed = ", ".join(str(number) for number in numbers)
        rest.append(f"Các chỉ số chưa rõ: {listed}; lý do ở bảng dưới.")
    return rest


def _from_masks(outcome: Outcome) -> list[IndicatorLine]:
    """Indicators of an outcome without findings (an import): states alone."""
    lines = []
    for each in STANDARDS[outcome.standard].indicators:
        bit = 1 << (each.number - 1)
        state = State.UNKNOWN
        if outcome.known_mask & bit:
            state = (
                State.DEPRIVED if outcome.deprived_mask & bit else State.NOT_DEPRIVED
            )
        lines.append(
            IndicatorLine(
                first=each.number,
                last=each.number,
                name=each.name,
                state=STATE_LABELS[state],
                tone=TONES[state],
                reason="",
                article=each.article,
                is_verified=each.verified,
            )
        )
    return lines


def _answered(outcomes: list[Outcome]) -> list[JsonObject]:
    """The answers as they were given; the same under every standard."""
    for outcome in outcomes:
        lines = _grounds(outcome).facts.get("answered")
        if isinstance(lines, list):
            return lines
    return []
