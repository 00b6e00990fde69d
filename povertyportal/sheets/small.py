"""Kinds whose files are short: their rows are kept as JSON, written one by one.

A kind of this sort says how a line is compared with what is there, how one row is
written and how it is taken back; the rest of the way is the same for all.
"""

import hashlib
import json
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import Q

from povertyportal.accounts.models import Officer
from povertyportal.sheets.cells import key_of
from povertyportal.sheets.kinds import (
    Applied,
    Checked,
    Difference,
    ImportKind,
    Report,
    Reverted,
    RowView,
    Template,
)
from povertyportal.sheets.layouts import (
    HEADER_WITHIN,
    Layout,
    NumberedRow,
    find_table,
    read_rows,
    recognise,
)
from povertyportal.sheets.lists import write_lists
from povertyportal.sheets.models import ImportBatch, ImportRow, Verdict
from povertyportal.sheets.problems import FileProblem, Problems
from povertyportal.sheets.reading import Limits, Sheet, open_sheets
from povertyportal.sheets.small_rows import (
    Found,
    Line,
    Now,
    Seen,
    candidate_of,
    paced,
    plain_title,
    repeat,
    verdict_of,
    words,
)

MOST_ROWS = 20_000
# Sheets that explain a list.
ASIDE = ("huong dan", "ghi chu", "danh muc", "bia", "phu luc")

State = ImportRow.State


class SmallKind(ImportKind):
    """An import of one layout, of at most MOST_ROWS rows."""

    layout: ClassVar[Layout]
    template_name: ClassVar[str]
    limits: ClassVar[Limits] = Limits(
        file_bytes=5 * 1024 * 1024, rows=MOST_ROWS, columns=60
    )

    @abstractmethod
    def prepare(self, batch: ImportBatch, by: Officer, lines: Sequence[Line]) -> Any:
        """What all lines are compared with, read at once."""

    @abstractmethod
    def compare(self, line: Line, known: Any) -> Found | None:
        """What a line means; None, with problems noted, for what cannot be meant."""

    @abstractmethod
    def present(self, rows: Sequence[ImportRow]) -> Mapping[int, Now]:
        """What is there now for rows (by their number) that name something known.

        For rows not written yet: what their `after` would find.
        """

    @abstractmethod
    def write(self, by: Officer, row: ImportRow) -> int:
        """Create or change what the row is about; returns its id. ValidationError."""

    @abstractmethod
    def take_back(self, by: Officer, row: ImportRow) -> None:
        """Put back `before`, or void what the row created. Raises ValidationError."""

    def templates(self) -> Sequence[Template]:
        """One empty file, made from the columns that are read."""

        def write(target: BinaryIO) -> None:
            write_lists(target, [self.layout.title], [(self.layout, ())])

        return [Template(self.code, self.layout.title, self.template_name, write)]

    def check(
        self, batch: ImportBatch, path: Path, by: Officer, report: Report
    ) -> Checked:
        """Every line compared; see ImportKind.check."""
        checked = Checked()
        lines = self._read(path, checked)
        known = self.prepare(batch, by, lines)
        seen = Seen()
        for line in paced(lines, report):
            seen.rows.append(self._judge(batch, line, known, seen))
        for number, row in enumerate(seen.rows, start=1):
            row.number = number
        batch.small_rows.all().delete()
        ImportRow.objects.bulk_create(seen.rows, batch_size=1_000)
        checked.rows = len(lines)
        for row in seen.rows:
            checked.counts[row.verdict] = checked.counts.get(row.verdict, 0) + 1
        checked.area_ids = frozenset(seen.area_ids)
        checked.fingerprint = self.fingerprint(batch)
        return checked

    def _read(self, path: Path, checked: Checked) -> list[Line]:
        """The lines of every sheet that has the layout's headings."""
        sheets = open_sheets(path, self.limits)
        checked.sheets = list(sheets)
        lines: list[Line] = []
        tops = {name: _top(sheet) for name, sheet in sheets.items()}
        chosen = [n for n, top in tops.items() if recognise(top, [self.layout])]
        filled = [name for name, top in tops.items() if top]
        if not chosen and len(filled) != 1:
            raise FileProblem(
                f"Tệp không có trang nào là “{self.layout.title}”. Hãy dùng tệp mẫu."
            )
        for name in filled:
            if name in (chosen or filled):
                lines += self._lines(sheets[name], tops[name], checked.problems)
            elif not key_of(name).startswith(ASIDE):
                checked.problems.add(name, "", "", _not_ours(self.layout))
        if not lines and not checked.problems:
            raise FileProblem("Tệp không có dòng nào dưới dòng tiêu đề.")
        return lines

    def _lines(
        self, sheet: Sheet, top: list[NumberedRow], problems: Problems
    ) -> list[Line]:
        table = find_table(self.layout, sheet.name, top)
        names = [column.name for column in self.layout.columns]
        lines, told = [], problems.count
        for number, values in read_rows(table, sheet.rows(), problems):
            by_name = dict(zip(names, values, strict=True))
            is_wrong = problems.count > told
            lines.append(Line(table, number, by_name, problems, is_wrong))
            told = problems.count
        return lines

    def _judge(
        self, batch: ImportBatch, line: Line, known: Any, seen: Seen
    ) -> ImportRow:
        row = ImportRow(
            batch=batch, sheet=line.table.sheet, row=line.number, verdict=Verdict.WRONG
        )
        found = self.compare(line, known)
        row.title = found.title if found else plain_title(line)
        if found is None or line.is_wrong:
            return row
        row.after = found.after
        earlier = seen.by_identity.setdefault(found.identity, row)
        if earlier is not row:
            repeat(line, row, earlier)
            return row
        if found.area_id is not None:
            seen.area_ids.add(found.area_id)
        if found.now is not None:
            row.before, row.object_id = found.now.values, found.now.object_id
            row.stamp = found.now.stamp
        row.candidates = [asdict(candidate) for candidate in found.candidates]
        row.verdict = verdict_of(row)
        return row

    def tell(self, name: str, value: object) -> str:
        """A kept value of a column in words."""
        return words(value)

    def rows(
        self, batch: ImportBatch, verdict: Verdict, start: int, stop: int
    ) -> Sequence[RowView]:
        """Rows of a verdict as kept."""
        found = batch.small_rows.filter(verdict=verdict).order_by("number")
        return [self.view(row) for row in found[start:stop]]

    def view(self, row: ImportRow) -> RowView:
        """A kept row as pages show it."""
        return RowView(
            key=str(row.pk),
            sheet=row.sheet,
            row=row.row,
            title=row.title,
            verdict=row.verdict,
            differences=tuple(self._differences(row)),
            candidates=tuple(map(candidate_of, row.candidates)),
            note=row.note,
            choice=row.choice,
        )

    def _differences(self, row: ImportRow) -> list[Difference]:
        """Values that differ; of what was not there every value.

        What a kind keeps beside the columns (ids of areas) is for itself.
        """
        before = row.before or {}
        return [
            Difference(
                column.label,
                self.tell(column.name, before.get(column.name)),
                self.tell(column.name, row.after.get(column.name)),
            )
            for column in self.layout.columns
            if column.name in row.after
            and row.after[column.name] != before.get(column.name)
            and (row.before is not None or row.after[column.name] not in (None, ""))
        ]

    def fingerprint(self, batch: ImportBatch) -> str:
        """Of what is there now for each row of the file that could be read."""
        rows = list(batch.small_rows.exclude(verdict=Verdict.WRONG).order_by("number"))
        present = self.present(rows)
        basis = [
            [row.number, (now.object_id, now.values) if now else None]
            for row in rows
            for now in [present.get(row.number)]
        ]
        text = json.dumps(basis, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def undecided(self, batch: ImportBatch) -> int:
        """Doubtful rows without a choice."""
        return batch.small_rows.filter(verdict=Verdict.DOUBTFUL, choice="").count()

    def decide(self, batch: ImportBatch, by: Officer, key: str, choice: str) -> None:
        """One of the row's candidates, "new" or "skip"."""
        row = batch.small_rows.filter(
            pk=key if key.isdecimal() else 0, verdict=Verdict.DOUBTFUL
        ).first()
        known = {each["key"] for each in row.candidates} if row else set()
        if row is None or choice not in known | {"new", "skip"}:
            raise ValidationError("Lựa chọn này không còn. Hãy tải lại trang.")
        row.choice = choice
        row.save(update_fields=["choice"])

    def apply(self, batch: ImportBatch, by: Officer, report: Report) -> Applied:
        """Write new and changed rows in the file's order.

        A doubtful row is written if it was decided to be new; one that means a
        candidate is there already.
        """
        news = (Verdict.NEW, Verdict.CHANGED)
        writes = Q(verdict__in=news) | Q(verdict=Verdict.DOUBTFUL, choice="new")
        rows = list(batch.small_rows.filter(writes).order_by("number"))
        self.write_all(by, rows, report)
        present = self.present(rows)
        for row in rows:
            row.state, row.stamp = State.APPLIED, present[row.number].stamp
        ImportRow.objects.bulk_update(
            rows, ["object_id", "after", "state", "stamp"], 1_000
        )
        batch.small_rows.filter(state=State.PENDING).update(state=State.SKIPPED)
        doubtful = batch.small_rows.filter(verdict=Verdict.DOUBTFUL)
        added = sum(row.verdict == Verdict.DOUBTFUL for row in rows)
        meant = doubtful.exclude(choice__in=("", "new", "skip")).count()
        return Applied(
            new=batch.count(Verdict.NEW) + added,
            changed=batch.count(Verdict.CHANGED),
            unchanged=batch.count(Verdict.UNCHANGED) + meant,
            skipped=batch.count(Verdict.REPEATED)
            + batch.count(Verdict.WRONG)
            + (doubtful.count() - added - meant),
        )

    def write_all(self, by: Officer, rows: list[ImportRow], report: Report) -> None:
        """Write the rows, each with its object's id."""
        for row in paced(rows, report):
            row.object_id = self.write(by, row)

    def revert(self, batch: ImportBatch, by: Officer, report: Report) -> Reverted:
        """Take back what stands as it was written; the last row first."""
        rows = list(batch.small_rows.filter(state=State.APPLIED).order_by("-number"))
        present = self.present(rows)
        for row in paced(rows, report):
            row.note = self._hindrance(by, row, present.get(row.number))
            row.state = State.LEFT if row.note else State.REVERTED
        ImportRow.objects.bulk_update(rows, ["note", "state"], 1_000)
        left = sum(row.state == State.LEFT for row in rows)
        return Reverted(restored=len(rows) - left, left=left)

    def _hindrance(self, by: Officer, row: ImportRow, now: Now | None) -> str:
        """Why the row cannot be taken back by itself; empty when it was."""
        if now is None:
            return "Dòng này không còn trong danh sách."
        if now.stamp != row.stamp:
            return f"Đã có người sửa sau khi nhập. Hiện nay: {self._told(now)}."
        try:
            self.take_back(by, row)
        except ValidationError as problem:
            return " ".join(problem.messages)
        return ""

    def _told(self, now: Now) -> str:
        return "; ".join(
            f"{column.label} {self.tell(column.name, now.values[column.name])}"
            for column in self.layout.columns
            if now.values.get(column.name) not in (None, "")
        )

    def left_over(self, batch: ImportBatch, start: int, stop: int) -> Sequence[RowView]:
        """Rows that were changed by somebody since."""
        found = batch.small_rows.filter(state=State.LEFT).order_by("number")
        return [self.view(row) for row in found[start:stop]]

    def settle(self, batch: ImportBatch, by: Officer, key: str, choice: str) -> None:
        """Keep the row as it is now, or take it back all the same."""
        row = batch.small_rows.select_for_update().filter(
            pk=key if key.isdecimal() else 0, state=State.LEFT
        )
        found = row.first()
        if found is None or choice not in ("keep", "restore"):
            raise ValidationError("Dòng này không còn chờ quyết định.")
        if choice == "restore":
            self.take_back(by, found)
        found.state = State.REVERTED if choice == "restore" else State.KEPT
        found.save(update_fields=["state"])


def _top(sheet: Sheet) -> list[NumberedRow]:
    return [NumberedRow(*row) for row in islice(sheet.rows(), HEADER_WITHIN)]


def _not_ours(layout: Layout) -> str:
    return (
        f"Trang này không phải là “{layout.title}” nên không đọc. Hãy xoá trang, hoặc "
        "đặt tên trang bắt đầu bằng “Hướng dẫn” hay “Phụ lục”."
    )
