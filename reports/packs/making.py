"""From an asked pack to its file: everything is read as it was known, then sealed."""

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator
from typing import IO

from django.core.files.base import File
from django.db import transaction

from povertyportal.audit.as_known import as_known
from povertyportal.jobs.models import JobState
from povertyportal.ui.numbers import vietnamese
from reports.models import PackRun
from reports.packs import (
    acts,
    changes,
    delays,
    lists,
    official_forms,
    sample,
    trail,
)
from reports.packs.cover import Contents, cover
from reports.packs.subject import Entry, Part, Subject, plain, subject_of
from reports.packs.zipping import PackFile
from reports.services import packs

PARTS = (
    Part(
        official_forms.FOLDER,
        "Biểu chính thức",
        official_forms.files,
        official_forms.count,
    ),
    Part(lists.FOLDER, "Danh sách", lists.files, lambda subject: 7),
    Part(
        acts.DECISIONS,
        "Quyết định công nhận",
        acts.decision_files,
        acts.count_decisions,
    ),
    Part(acts.MINUTES, "Biên bản họp dân", acts.minutes_files, acts.count_minutes),
    Part(
        acts.POSTINGS,
        "Niêm yết công khai",
        acts.posting_files,
        acts.count_postings,
    ),
    Part(acts.COMPLAINTS, "Khiếu nại", acts.complaint_files),
    Part("07-thay-doi-diem", "Hộ thay đổi điểm, kết quả", changes.files),
    Part(delays.FOLDER, "Chậm hạn và lý do", delays.files, delays.count),
    Part("09-nhat-ky", "Trích nhật ký", trail.files),
    Part(sample.FOLDER, "Mẫu hộ để kiểm tra", sample.files, lambda subject: 2),
)
ABOUT = "00-thong-tin-goi.json"
_BLOCK = 1_048_576
Report = Callable[[int, int], None]


def make_pack(run: PackRun, report: Report) -> None:
    """Make the run's file and finish it.

    The scope is asked before and after: what ended meanwhile is not delivered. Raises
    packs.OutOfScope, ValidationError (in words), as_known.NotSettled.
    """
    packs.check_still_allowed(run)
    with tempfile.TemporaryFile() as target:
        with as_known(run.as_of):
            subject = subject_of(run)
            entries = write_pack(subject, target, report)
        packs.check_still_allowed(run)
        _keep(run, subject, target, entries)


def write_pack(subject: Subject, target: IO[bytes], report: Report) -> int:
    """Write the whole pack; returns how many files it holds."""
    with PackFile(target, subject.at) as pack:
        contents = list(_write_parts(subject, pack, report))
        pack.add(_about(subject))
        pack.add(cover(subject, contents))
        return pack.finish()


def _write_parts(
    subject: Subject, pack: PackFile, report: Report
) -> Iterator[Contents]:
    total, done = sum(part.expected(subject) for part in PARTS), 0
    for part in PARTS:
        files = rows = 0
        for entry in part.files(subject):
            pack.add(entry)
            files, rows, done = files + 1, rows + (entry.rows or 0), done + 1
            report(min(done, total), total)
        yield Contents(part, files, rows)


def _about(subject: Subject) -> Entry:
    """What the pack is of, for programs."""
    about = {
        "as_of": subject.at.isoformat(),
        "area": {
            "level": subject.area.level,
            "code": subject.area.code,
            "name": subject.area.name,
        },
        "round": {
            "id": subject.round.pk,
            "name": subject.round.name,
            "year": subject.round.year,
            "kind": subject.round.kind,
            "standards": subject.round.standards,
        },
        "communes": [
            {"code": place.commune.code, "name": place.commune.name}
            for place in subject.places
        ],
        "sample": {
            "size": subject.size,
            "seed": subject.seed,
            "method": sample.METHOD.value,
        },
    }
    text = json.dumps(about, ensure_ascii=False, indent=2, sort_keys=True)
    return Entry(ABOUT, f"{text}\n".encode())


def _keep(run: PackRun, subject: Subject, target: IO[bytes], entries: int) -> None:
    """Store the file; a worker that lost the run throws its own away.

    The name tells the attempt, so that what a killed one left can be removed.
    """
    sha256, size = _measured(target)
    storage = PackRun._meta.get_field("file").storage
    folder = f"packs/{run.queued_at:%Y/%m}/{run.pk}"
    path = storage.save(f"{folder}-{run.attempt}.zip", File(target))
    with transaction.atomic():
        kept = PackRun.objects.filter(
            pk=run.pk, state=JobState.RUNNING, attempt=run.attempt
        ).update(
            file=path,
            filename=filename(subject),
            sha256=sha256,
            size=size,
            entries=entries,
        )
        told = f"Gói có {vietnamese(entries)} tệp."
        is_mine = bool(kept) and run.finish(told)
    if not is_mine:
        storage.delete(path)
        return
    for former in range(1, run.attempt):
        storage.delete(f"{folder}-{former}.zip")


def _measured(target: IO[bytes]) -> tuple[str, int]:
    """The file's SHA-256 and its size; it stands at its beginning then."""
    digest = hashlib.sha256()
    target.seek(0)
    while block := target.read(_BLOCK):
        digest.update(block)
    size = target.tell()
    target.seek(0)
    return digest.hexdigest(), size


def filename(subject: Subject) -> str:
    """The place, the round's year and the instant, in plain letters for any disk."""
    at = plain(subject.when.replace(":", "-"))
    return f"goi-kiem-tra_{plain(subject.area.name)}_{subject.round.year}_{at}.zip"
