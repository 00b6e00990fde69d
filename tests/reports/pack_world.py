"""A commune with a whole season behind it, to be packed."""

import datetime as dt
import hashlib
import io
import zipfile

import time_machine
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, transaction

from households.models import (
    Complaint,
    DelayReason,
    Outcome,
    PublicPosting,
    Reopening,
    RoundStep,
)
from povertyportal.accounts.models import Role
from povertyportal.audit import as_known, trail
from povertyportal.documents.models import Attachment
from reports.models import PackRun
from reports.packs.making import Beat, write_pack
from reports.packs.subject import subject_of
from tests.factories import (
    AreaFactory,
    OfficerFactory,
    OutcomeFactory,
    ProvinceFactory,
    VillageFactory,
)
from tests.households.season import deciding as made

PHOTO = b"\xff\xd8\xff the posted list on the wall"
WHY = "Đếm sót một con bò"
PERSONAL_ID = "037175999123"


def season():
    """A commune's place in a round: reviewed, re-checked, heard, posted, signed."""
    province = ProvinceFactory(name="Tỉnh Gói")
    commune = AreaFactory(name="Xã Gói", parent=province)
    village = VillageFactory(name="Thôn Gói", parent=commune)
    officer = OfficerFactory(role=Role.COMMUNE_OFFICER, area=commune, full_name="Lập")
    leader = OfficerFactory(role=Role.COMMUNE_LEADER, area=commune, full_name="Ký")
    with time_machine.travel(made.TODAY, tick=False):
        place = made.place_of(made.round_of(commune), commune)
        reviews = [
            made.reviewed(place, village, officer, kind=kind, name=name)
            for kind, name in (("poor", "Hộ Một"), ("near_poor", "Hộ Hai"))
        ]
        with_id(reviews[0])
        corrected(reviews[1], officer)
        made.was(reviews[0], "near_poor")
        made.finished(place, village, officer, reviews)
        photographed(place, officer)
        made.sign(made.prepare(place, officer), leader)
        told(place, reviews[1], officer)
    return place


def with_id(review):
    """The head has a personal id, which no pack may hold."""
    head = review.household.memberships.get().person
    type(head).objects.filter(pk=head.pk).update(personal_id=PERSONAL_ID)


def corrected(review, officer):
    """Taken up again before the meeting, with another score and class after."""
    before = review.outcomes.get()
    opened = Reopening.objects.create(
        review=review,
        cause="correction",
        reason=WHY,
        before=before,
        opened_by=officer,
    )
    Outcome.objects.filter(pk=before.pk).update(is_current=False)
    with time_machine.travel("2025-12-01 09:00+07:00", tick=False):
        after = OutcomeFactory(
            review=review, standard=before.standard, poverty_class="poor", b1=100
        )
    Reopening.objects.filter(pk=opened.pk).update(after=after)


def photographed(place, officer):
    """The posting has a photo."""
    kept = Attachment.objects.create(
        file=ContentFile(PHOTO, name="anh.jpg"),
        name="anh.jpg",
        content_type="image/jpeg",
        size=len(PHOTO),
        sha256=hashlib.sha256(PHOTO).hexdigest(),
        area=place.commune,
        uploaded_by=officer,
    )
    PublicPosting.objects.filter(place=place).update(scan=kept)


def told(place, review, officer):
    """A complaint, a reason for being late, an entry of the trail."""
    Complaint.objects.create(
        place=place,
        review=review,
        level=Complaint.Level.COMMUNE,
        complainant="Người Giấu Tên",
        is_anonymous=True,
        received_on=dt.date(2025, 11, 29),
        text="Xem lại nhà ở",
        recorded_by=officer,
    )
    RoundStep.objects.create(
        round=place.round, step="meeting", due_on=dt.date(2025, 10, 15)
    )
    DelayReason.objects.create(
        place=place, step="meeting", reason="Lũ lụt", told_by=officer
    )
    trail.record(by=officer, act="households.list.closed", kind="season",
                 area=place.commune)  # fmt: skip


def asked(place, **fields):
    """A run over the place's commune, not saved: as known now unless said."""
    given = {"as_of": as_known.now(), "sample_size": 5, "seed": "hạt"} | fields
    return PackRun(area=place.commune, round=place.round, **given)


def queued(place, owner, **fields):
    """A run of an officer's that waits, or as said."""
    run = asked(place, owner=owner, commune_ids=[place.commune_id], **fields)
    run.save()
    return run


def packed(run):
    """The bytes of the run's pack."""
    out = io.BytesIO()
    with as_known.as_known(run.as_of):
        write_pack(subject_of(run), out, Beat(lambda done, total: None))
    return out.getvalue()


def files_of(content):
    """{path: bytes} of a pack, workbooks opened up: {path: all their XML}."""
    with zipfile.ZipFile(io.BytesIO(content)) as pack:
        found = {name: pack.read(name) for name in pack.namelist()}
    for name, body in found.items():
        if name.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(body)) as book:
                found[name] = b"".join(book.read(each) for each in book.namelist())
    return found


CHANGES = {
    "character varying": "{c} = left({c} || 'x', 12)",
    "text": "{c} = {c} || 'x'",
    "date": "{c} = {c} + 1",
    "timestamp with time zone": "{c} = {c} + interval '1 hour'",
    "boolean": "{c} = NOT {c}",
    "smallint": "{c} = {c} + 1",
    "integer": "{c} = {c} + 1",
}


def change_everything():
    """Change each column of each kept table as far as the database lets one.

    Returns the tables of which something changed.
    """
    changed = set()
    for kept in as_known.kept_tables():
        for column, kind in kept.columns:
            rule = CHANGES.get(kind.partition("(")[0])
            if rule and column not in kept.unkept:
                change = rule.format(c=f'"{column}"')
                if attempt(f'UPDATE "{kept.table}" SET {change}'):
                    changed.add(kept.table)
        if attempt(f'DELETE FROM "{kept.table}"'):
            changed.add(kept.table)
    return changed


def attempt(sql):
    """Rows changed; 0 when the database refuses."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
            changed = cursor.rowcount
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            return changed
    except DatabaseError:
        return 0
