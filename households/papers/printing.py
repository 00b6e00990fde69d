"""Printing one paper: who may, what it is called, and what the trail keeps."""

import datetime as dt
from dataclasses import dataclass

from django.db import models, transaction
from django.utils.text import slugify

from households.papers.common import Asked
from households.papers.kinds import KINDS, Paper, commune_of
from povertyportal.accounts.access import require
from povertyportal.audit import trail
from povertyportal.documents.papers import PDF, compile_paper

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class NoSuchPaper(LookupError):
    """There is no such kind of paper, no such row in scope, or not in that format."""


class NotPrintable(ValueError):
    """The row is there but has no such paper; the message is Vietnamese."""


@dataclass(frozen=True)
class Printed:
    """A file to hand over."""

    filename: str
    content_type: str
    content: bytes


@transaction.atomic
def print_paper(
    *, asked: Asked, kind: str, pk: int, as_workbook: bool = False
) -> Printed:
    """A paper of a row in the officer's scope, entered into the trail.

    Raises PermissionDenied, NoSuchPaper, NotPrintable.
    """
    paper = KINDS.get(kind)
    if paper is None or (as_workbook and paper.workbook is None):
        raise NoSuchPaper(kind)
    require(asked.by, paper.act)
    found = paper.rows(asked.by).filter(pk=pk).first()
    if found is None:
        raise NoSuchPaper(f"{kind} {pk}")
    refused = paper.refuses(found)
    if refused:
        raise NotPrintable(refused)
    if as_workbook and paper.workbook is not None:
        printed = Printed(_filename(kind, pk, "xlsx"), XLSX, paper.workbook(found))
    else:
        content = compile_paper(paper.template, paper.content(found, asked))
        printed = Printed(_filename(kind, pk, "pdf"), PDF, content)
    _record(asked, paper, kind, found, as_workbook)
    return printed


def _record(
    asked: Asked, paper: Paper, kind: str, found: models.Model, as_workbook: bool
) -> None:
    trail.record(
        by=asked.by,
        act="households.paper.printed",
        kind=paper.about,
        object_id=found.pk,
        area_id=commune_of(found),
        paper=kind,
        form="xlsx" if as_workbook else "pdf",
        with_ids=paper.has_ids and asked.shows_ids,
        day=asked.day.isoformat(),
    )


def _filename(kind: str, pk: int, ending: str) -> str:
    """In plain letters for any disk: bien-ban-hop-dan-12.pdf."""
    name = KINDS[kind].name.partition(" (")[0]
    plain = slugify(name.replace("đ", "d").replace("Đ", "D"))
    return f"{plain}-{pk}.{ending}"


def day_asked(text: str) -> dt.date | None:
    """The day in the address (2026-12-31), None when there is none.

    Raises NotPrintable for anything else.
    """
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise NotPrintable(
            f"“{text}” không phải là ngày: hãy ghi 2026-12-31."
        ) from error
