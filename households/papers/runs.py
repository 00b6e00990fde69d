"""Print runs: many papers as one PDF, made in the background.

A run is a row; its file is written last, under the row's lock, so that a worker that
is killed or overtaken leaves neither half a file nor two.
"""

import hashlib
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import slugify

from households.models import CommuneRound, PaperRun, RecognitionDecision
from households.papers import certificates, reviews
from households.papers.common import Asked, Texts, count
from povertyportal.accounts.access import Act, can, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.audit import trail
from povertyportal.documents.papers import compile_paper, joined
from povertyportal.jobs.models import JobState

CERTIFICATES, REVIEW_FORMS = "certificates", "review-forms"
# Measured (decision 14): larger parts are a little quicker and take far more memory.
PART = 25


class OutOfScope(Exception):
    """The officer does not (or no longer) answer for what the run prints."""

    def __init__(self) -> None:
        super().__init__(
            "Địa bàn của lần in này không còn thuộc phạm vi bạn phụ trách, nên tệp "
            "không được giao."
        )


@dataclass(frozen=True)
class Printable:
    """A kind of run: its rows in their order, and the texts of a part of them.

    `acts`: all of them are needed; a file with whole personal ids is only for those
    who may see one.
    """

    name: str
    template: str
    acts: tuple[Act, ...]
    rows: "Callable[[PaperRun], QuerySet[Any]]"
    texts: Callable[[Sequence[Any], Asked], Texts]
    noun: str


def _certificates(run: PaperRun) -> "QuerySet[Any]":
    decision = RecognitionDecision(pk=run.parameters["decision"])
    return certificates.with_texts(certificates.of_decision(decision))


def _review_forms(run: PaperRun) -> "QuerySet[Any]":
    place = CommuneRound.objects.get(pk=run.place_id or 0)
    listed = reviews.of_village(place, run.parameters["village"])
    # A household that has moved away is its new commune's to see.
    owner = Officer.objects.get(pk=run.owner_id or 0)
    return listed.filter(scope_of(owner).rows("household__"))


RUNS = {
    CERTIFICATES: Printable(
        "Giấy chứng nhận",
        "certificate",
        (Act.EXPORT_FORMS, Act.UNMASK_ID),
        _certificates,
        certificates.certificates,
        "giấy chứng nhận",
    ),
    REVIEW_FORMS: Printable(
        "Phiếu rà soát",
        "review",
        (Act.REVIEW,),
        _review_forms,
        reviews.review_forms,
        "phiếu rà soát",
    ),
}


@transaction.atomic
def ask_for_certificates(
    *, by: Officer, decision: RecognitionDecision, key: uuid.UUID, site: str
) -> PaperRun:
    """Record a run over the valid certificates of a decision; the caller publishes.

    A repeated `key` gives the same run. Raises PermissionDenied, OutOfScope,
    ValidationError (nothing to print).
    """
    about = {"decision": decision.pk, "number": decision.number}
    return _ask(by, CERTIFICATES, decision.place, key, {**about, "site": site})


@transaction.atomic
def ask_for_review_forms(
    *, by: Officer, place: CommuneRound, village: Area, key: uuid.UUID, site: str
) -> PaperRun:
    """The same for all review forms of a village."""
    about = {"village": village.pk, "village_name": village.name}
    return _ask(by, REVIEW_FORMS, place, key, {**about, "site": site})


def _ask(
    by: Officer,
    kind: str,
    place: CommuneRound,
    key: uuid.UUID,
    parameters: dict[str, Any],
) -> PaperRun:
    for act in RUNS[kind].acts:
        require(by, act)
    run = PaperRun(
        owner=by,
        kind=kind,
        place=place,
        key=key,
        commune_ids=[place.commune_id],
        parameters=parameters,
    )
    if not _holds(by, run):
        raise OutOfScope
    known = PaperRun.objects.filter(key=key, owner=by, kind=kind, place=place).first()
    if known is not None:
        return known
    run.total = RUNS[kind].rows(run).count()
    if not run.total:
        raise _nothing(kind)
    run.save()
    _record(by, "requested", run)
    return run


def _nothing(kind: str) -> ValidationError:
    told = f"Không có {RUNS[kind].noun} nào để in."
    return ValidationError(told, code="nothing_to_print")


def ask_again(*, by: Officer, run: PaperRun) -> None:
    """Put a failed run back into the queue. Raises PermissionDenied."""
    for act in RUNS[run.kind].acts:
        require(by, act)
    if run.state == JobState.FAILED:
        run.requeue()
        _record(by, "requested", run)


def visible_run(officer: Officer, pk: int) -> PaperRun:
    """A run of what the officer answers for.

    Raises PermissionDenied, PaperRun.DoesNotExist (out of scope).
    """
    run = PaperRun.objects.select_related("place__commune", "place__round").get(pk=pk)
    if not _holds(officer, run):
        raise PaperRun.DoesNotExist
    for act in RUNS[run.kind].acts:
        require(officer, act)
    found: PaperRun = run
    return found


def visible_runs(officer: Officer, place: CommuneRound) -> list[PaperRun]:
    """The newest runs of a commune's season that the officer may open."""
    newest = PaperRun.objects.filter(place=place).select_related("owner")[:20]
    return [
        run
        for run in newest
        if _holds(officer, run) and all(can(officer, a) for a in RUNS[run.kind].acts)
    ]


def make(run: PaperRun, report: Callable[[int, int], None]) -> None:
    """Print the run's papers, part by part, and finish it.

    Raises OutOfScope, ValidationError (nothing to print any more).

    The scope is checked before and after: what ended meanwhile is not delivered.
    """
    owner = _check_still_allowed(run)
    asked = Asked(owner, timezone.localdate(run.as_of), run.parameters.get("site", ""))
    ids = list(RUNS[run.kind].rows(run).values_list("pk", flat=True))
    if not ids:
        raise _nothing(run.kind)
    report(0, len(ids))
    content, pages = joined(_parts(run, ids, asked, report))
    _check_still_allowed(run)
    _keep(run, content, pages, len(ids))


def _parts(
    run: PaperRun, ids: list[int], asked: Asked, report: Callable[[int, int], None]
) -> Iterator[bytes]:
    kind = RUNS[run.kind]
    for begin in range(0, len(ids), PART):
        wanted = ids[begin : begin + PART]
        rows = list(kind.rows(run).filter(pk__in=wanted))
        yield compile_paper(kind.template, kind.texts(rows, asked), is_tagged=False)
        report(begin + len(wanted), len(ids))


def _keep(run: PaperRun, content: bytes, pages: int, printed: int) -> None:
    """Store the file; a worker that lost the run throws its own away.

    The name tells the attempt, so that what a killed one left can be removed.
    """
    storage = PaperRun._meta.get_field("file").storage
    folder = f"papers/{run.queued_at:%Y/%m}/{run.key.hex}"
    path = storage.save(f"{folder}-{run.attempt}.pdf", ContentFile(content))
    with transaction.atomic():
        kept = PaperRun.objects.filter(
            pk=run.pk, state=JobState.RUNNING, attempt=run.attempt
        ).update(
            file=path,
            filename=filename(run),
            sha256=hashlib.sha256(content).hexdigest(),
            pages=pages,
        )
        noun = RUNS[run.kind].noun
        told = f"Đã in {count(printed, noun)}, {count(pages, 'trang')}."
        is_mine = bool(kept) and run.finish(told)
    if not is_mine:
        storage.delete(path)
        return
    for former in range(1, run.attempt):
        storage.delete(f"{folder}-{former}.pdf")


def filename(run: PaperRun) -> str:
    """What is printed and of where, in plain letters for any disk."""
    about = run.parameters.get("village_name") or run.parameters.get("number") or ""
    text = f"{RUNS[run.kind].name} {about}".replace("đ", "d").replace("Đ", "D")
    return f"{slugify(text.replace('/', ' '))}.pdf"


@transaction.atomic
def hand_over(*, by: Officer, run: PaperRun) -> None:
    """Enter into the trail that an officer takes the file (visible_run has checked)."""
    _record(by, "downloaded", run)


def _check_still_allowed(run: PaperRun) -> Officer:
    """The owner, read afresh: a scope may end while the job waits. Or OutOfScope."""
    owner = Officer.objects.get(pk=run.owner_id or 0)
    allowed = all(can(owner, act) for act in RUNS[run.kind].acts)
    if not allowed or not _holds(owner, run):
        raise OutOfScope
    return owner


def _holds(officer: Officer, run: PaperRun) -> bool:
    """Whether the officer answers for the commune, or for the village printed."""
    scope = scope_of(officer)
    if scope.holds_communes(run.commune_ids):
        return True
    return run.parameters.get("village") in scope.village_ids


def _record(by: Officer, act: str, run: PaperRun) -> None:
    trail.record(
        by=by,
        act=f"households.paper_run.{act}",
        kind="paper_run",
        object_id=run.pk,
        areas=run.commune_ids,
        area_id=run.commune_ids[0] if run.commune_ids else None,
        paper=run.kind,
        count=run.total,
        sha256=run.sha256,
    )
