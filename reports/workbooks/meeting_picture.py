"""A meeting's kept picture as files: drawings as shown, tables as numbers."""

import re
from collections.abc import Sequence

from django.db import transaction
from django.http import Http404
from django.utils.text import slugify
from openpyxl import Workbook

from povertyportal.accounts.access import Act, require
from povertyportal.accounts.models import Officer
from povertyportal.documents.pictures import as_png
from povertyportal.ui.templatetags.vn import moment
from reports.models import CommitteeMeeting
from reports.services.committee import base
from reports.services.committee.picturing import kept_sections
from reports.services.periods.parts import Part
from reports.workbooks.part_sheets import part_sheet
from reports.workbooks.parts import Heading
from reports.workbooks.saving import saved

ALL = "tat-ca"  # the code that stands for every table of the picture
_NO_TAB, _LONGEST_TAB = re.compile(r"[\[\]:*?/\\]"), 31  # Excel's own rules


@transaction.atomic
def take_drawing(
    *, by: Officer, meeting: CommitteeMeeting, number: int
) -> tuple[str, bytes]:
    """File name and PNG of the picture's chart of a number, from 1 on; entered into
    the trail. Raises PermissionDenied, Http404, Broken."""
    require(by, Act.VIEW_COMMITTEE)
    sections = kept_sections(meeting)
    drawn = {each.number: each for section in sections for each in section.figures}
    if number not in drawn:
        raise Http404
    content = as_png(drawn[number].svg)
    _tell(by, meeting, file="png", title=drawn[number].title)
    return _name(meeting, f"hinh-{number}.png"), content


@transaction.atomic
def take_tables(
    *, by: Officer, meeting: CommitteeMeeting, code: str
) -> tuple[str, bytes]:
    """File name and workbook of the picture's table of a code, or of ALL; entered into
    the trail. Raises PermissionDenied, Http404, Broken."""
    require(by, Act.VIEW_COMMITTEE)
    sections = kept_sections(meeting)
    parts = [each.part for each in sections if code in {ALL, each.part.code}]
    if not parts:
        raise Http404
    content = workbook(meeting, parts)
    _tell(by, meeting, file="xlsx", title=code)
    title = parts[0].title.replace("đ", "d").replace("Đ", "D")
    name = ALL if code == ALL else slugify(title)
    return _name(meeting, f"{name}.xlsx"), content


def workbook(meeting: CommitteeMeeting, parts: Sequence[Part]) -> bytes:
    """The tables, a sheet each; the same picture gives the same bytes."""
    kept, at = meeting.picture.kept, meeting.opened_at
    if at is None:
        raise ValueError("a meeting that keeps a picture was opened")
    book = Workbook()
    book.remove(book.active)
    head = Heading("", str(meeting.committee), "")
    told = f"({kept['place']}; {kept['period']}; số liệu chốt lúc {moment(at)})"
    for place, part in enumerate(parts, 1):
        part_sheet(book.create_sheet(_tab(place, part)), part, head, told)
    return saved(book, {}, at)


def _tab(place: int, part: Part) -> str:
    """A sheet's name: what is in it, as far as Excel lets a name be."""
    return _NO_TAB.sub(" ", f"{place}. {part.title}")[:_LONGEST_TAB].strip()


def _name(meeting: CommitteeMeeting, end: str) -> str:
    return f"so-lieu-cuoc-hop-{meeting.held_on:%Y-%m-%d}-{end}"


def _tell(by: Officer, meeting: CommitteeMeeting, *, file: str, title: str) -> None:
    base.record(
        by,
        meeting.committee,
        "committee_meeting.picture_taken",
        kind="committee_meeting",
        object_id=meeting.pk,
        file=file,
        title=title,
    )
