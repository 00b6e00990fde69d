"""From an asked pack to its file: everything is read as it was known, then sealed."""

import hashlib
import json
import tempfile
import time
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


class Beat:
    """Counts of a pack on its way, told at most once a second."""

    def __init__(self, report: Report) -> None:
        self._report, self._told = report, 0.0
        self.done = self.total = 0

    def tick(self) -> None:
        """Tell how far it is, unless that was told just now."""
        now = time.monotonic()
        if now - self._told >= 1:
            self._told = now
            self._report(min(self.done, self.total), self.total)


def make_pack(run: PackRun, report: Report) -> None:
    """Make the run's file and finish it.

    The scope is asked before and after: what ended meanwhile is not delivered. Raises
    packs.OutOfScope, ValidationError (in words), as_known.NotSettled.
    """
    packs.check_still_allowed(run)
    beat = Beat(report)
    with tempfile.TemporaryFile() as target:
        with as_known(run.as_of, beat.tick):
            subject = subject_of(run, beat.tick)
            entries = write_pack(subject, target, beat)
        packs.check_still_allowed(run)
        _keep(run, subject, target, entries)


def write_pack(subject: Subject, target: IO[bytes], beat: Beat) -> int:
    """Write the whole pack; returns how many files it holds."""
    with PackFile(target, subject.at) as pack:
        contents = list(_write_parts(subject, pack, beat))
        pack.add(_about(subject))
        pack.add(cover(subject, contents))
        return pack.finish()


def _write_parts(subject: Subject, pack: PackFile, beat: Beat) -> Iterator[Contents]:
    beat.total = sum(part.expected(subject) for part in PARTS)
    for part in PARTS:
        files = rows = 0
        for entry in part.files(subject):
            pack.add(entry)
            files, rows = files + 1, rows + (entry.rows or 0)
            beat.done += 1
            beat.tick()
        yield Contents(part, files, rows)


def _about(subject: Subject) -> Entry:
    """What the pack is of, for programs."""
    about = {
        "as_of": subject.exactly,
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
            "method": subject.method.value,
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
