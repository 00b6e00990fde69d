"""Scores and classes that changed: before, after, by whom and why.

Outcomes are only superseded, so each pair of neighbours is a change; the reopening
between them, or the decision that corrected a signed one, says why.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from households.models import Outcome, RecognitionDecision, Reopening, Review
from households.papers.common import class_of, years_of
from households.rules.standards import STANDARDS
from reports.packs.subject import Entry, Subject
from reports.packs.tables import Column, table

PATH = "07-thay-doi-diem/ho-thay-doi-diem"


@dataclass
class _Household:
    """What is known of a household's results in the round.

    `chains`: its results by standard, as they followed each other; `corrections`: ids
    of its reviews that correct a signed one.
    """

    review: Review
    chains: dict[str, list[Outcome]] = field(default_factory=lambda: defaultdict(list))
    reopenings: list[Reopening] = field(default_factory=list)
    decisions: list[RecognitionDecision] = field(default_factory=list)
    corrections: set[int] = field(default_factory=set)


def files(subject: Subject) -> Iterator[Entry]:
    """One list: a line a change; what was opened again and not handed in since, too."""
    columns = [Column("Xã", 20), Column("Thôn, tổ dân phố", 22), Column("Số hộ", 12)]
    columns += [Column("Chủ hộ", 26), Column("Chuẩn", 12)]
    for when in ("trước", "sau"):
        columns += [Column(f"Kết quả {when}", 22), Column(f"B1 {when}", 8, "whole")]
        columns.append(Column(f"B2 {when}", 8, "whole"))
        columns.append(Column(f"Lúc ({when})", 17, "moment"))
    columns += [Column("Thay đổi", 16), Column("Thiếu hụt thêm", 30)]
    columns += [Column("Hết thiếu hụt", 30), Column("Nguyên nhân", 24)]
    columns += [Column("Lý do", 50), Column("Người mở lại, người ký", 24)]
    yield table(
        subject,
        PATH,
        "Hộ thay đổi điểm, kết quả: trước, sau và lý do",
        columns,
        _rows(subject),
    )


def _rows(subject: Subject) -> Iterator[list[object]]:
    for place in subject.places:
        for known in _known(subject, place.commune_id):
            home = known.review.household
            for told in _changes(known):
                yield [
                    place.commune.name,
                    known.review.village.name,
                    home.number,
                    home.head_name,
                    *told,
                ]


def _known(subject: Subject, commune: int) -> list[_Household]:
    """The households whose results changed, by village and name."""
    reviews = (
        Review.objects.filter(round=subject.round, commune=commune)
        .select_related("household", "village")
        .order_by("village__sort_key", "village_id", "household__head_sort_key", "id")
    )
    found: dict[int, _Household] = {}
    by_review: dict[int, _Household] = {}
    for review in reviews:
        known = found.setdefault(review.household_id, _Household(review))
        by_review[review.pk] = known
        if review.corrects_id is not None:
            known.corrections.add(review.pk)
    _add_results(subject, commune, by_review)
    return [
        known
        for known in found.values()
        if known.reopenings or any(len(chain) > 1 for chain in known.chains.values())
    ]


def _add_results(
    subject: Subject, commune: int, by_review: dict[int, _Household]
) -> None:
    inside = {"review__round": subject.round, "review__commune": commune}
    outcomes = Outcome.objects.filter(**inside).select_related("decided_by")
    for outcome in outcomes.order_by("decided_at", "id"):
        by_review[outcome.review_id].chains[outcome.standard].append(outcome)
    reopened = Reopening.objects.filter(**inside).select_related("opened_by")
    for opened in reopened.order_by("opened_at", "id"):
        by_review[opened.review_id].reopenings.append(opened)
    corrections = Review.objects.filter(
        round=subject.round, commune=commune, corrects__isnull=False
    )
    signed = RecognitionDecision.objects.filter(
        supersedes__isnull=False,
        state=RecognitionDecision.State.SIGNED,
        rows__review__in=corrections,
    )
    pairs = signed.order_by("signed_at", "id").values_list("rows__review", "pk")
    decisions = signed.select_related("signed_by").in_bulk()
    for review, decision in pairs:
        if review in by_review:
            by_review[review].decisions.append(decisions[decision])


def _changes(known: _Household) -> Iterator[list[object]]:
    """Pairs of neighbours by standard, then what is still open."""
    for standard, chain in sorted(known.chains.items()):
        for before, after in zip(chain, chain[1:], strict=False):
            yield [
                years_of(standard),
                *_told(before),
                *_told(after),
                _kind(before, after),
                _deprived(after, but_not=before),
                _deprived(before, but_not=after),
                *_why(known, before, after),
            ]
    for opened in known.reopenings:
        if opened.after_id is None:
            former = _find(known, opened.before_id)
            standard = years_of(former.standard) if former else ""
            cause = _cause(opened)
            told = _told(former) if former else [None] * 4
            open_ = [*[None] * 4, "Chưa có kết quả mới", None, None]
            yield [standard, *told, *open_, *cause]


def _find(known: _Household, pk: int | None) -> Outcome | None:
    every = (outcome for chain in known.chains.values() for outcome in chain)
    return next((outcome for outcome in every if outcome.pk == pk), None)


def _told(outcome: Outcome) -> list[object]:
    when = outcome.decided_at
    return [class_of(outcome.poverty_class), outcome.b1, outcome.b2, when]


def _kind(before: Outcome, after: Outcome) -> str:
    if before.poverty_class != after.poverty_class:
        return "Đổi kết quả"
    points = (before.b1, before.b2) != (after.b1, after.b2)
    return "Đổi điểm" if points else "Không đổi điểm"


def _deprived(outcome: Outcome, *, but_not: Outcome) -> str:
    """Indicators that one result knows to be deprived and the other does not."""
    mask = outcome.deprived_mask & ~but_not.deprived_mask
    indicators = STANDARDS[outcome.standard].indicators
    return "; ".join(each.name for each in indicators if mask & 1 << (each.number - 1))


def _why(known: _Household, before: Outcome, after: Outcome) -> list[object]:
    """Cause, reason and who: of the correction, else of the last reopening between."""
    if after.review_id in known.corrections:
        for decision in known.decisions:
            words = f"Quyết định {decision.number}: {decision.reason}"
            return ["Sửa sau khi ký", words, decision.signer_name]
        return ["Sửa sau khi ký", "Quyết định thay thế chưa ký", ""]
    between = [
        opened
        for opened in known.reopenings
        if opened.review_id == after.review_id
        and _since(before) <= opened.opened_at <= _since(after)
    ]
    if not between:
        who = str(after.decided_by) if after.decided_by else ""
        return ["Tính lại, nhập lại", "", who]
    return _cause(between[-1])


def _cause(opened: Reopening) -> list[object]:
    """Cause, reason and who; without a complaint's words, which few may read."""
    words = opened.reason
    if opened.cause == Reopening.Cause.COMPLAINT:
        words = "Nội dung khiếu nại xem trên cổng"
    return [opened.get_cause_display(), words, str(opened.opened_by)]


def _since(outcome: Outcome) -> dt.datetime:
    return outcome.decided_at
