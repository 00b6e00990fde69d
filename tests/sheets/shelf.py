"""A small kind of list for tests: names and numbers on a shelf kept in memory."""

from django import forms
from django.core.exceptions import ValidationError

from povertyportal.accounts.access import Act
from povertyportal.sheets.kinds import (
    Applied,
    Candidate,
    Checked,
    Difference,
    ImportKind,
    Reverted,
    RowView,
    Template,
)
from povertyportal.sheets.models import ImportRow, Verdict
from povertyportal.sheets.problems import Problems
from povertyportal.sheets.reading import (
    numbered_rows,
    open_workbook,
    visible_sheets,
)

SHELF = {}
State = ImportRow.State


class ShelfForm(forms.Form):
    """The year of the shelf."""

    year = forms.IntegerField(label="Năm", initial=2025, min_value=2015)


class Shelf(ImportKind):
    """Rows are (name, number); "?name" may be any name on the shelf."""

    code, title, lead = "shelf", "Danh sách thử", "Tên và số."
    act, form_class = Act.IMPORT_LISTS, ShelfForm
    result_words = {"names": "Tên đã ghi"}
    area_ids = frozenset()
    stop = ""
    hook = staticmethod(lambda: None)  # what happens in the middle of a job

    def templates(self):
        return [Template("trong", "Tệp mẫu", "mau.xlsx", lambda t: t.write(b"mau"))]

    def options(self, form):
        return {"year": form.cleaned_data["year"]}

    def option_words(self, batch):
        return [("Năm", str(batch.options["year"]))]

    def check(self, batch, path, by, report):
        self.forget(batch)
        book, problems, rows, seen = open_workbook(path), Problems(), [], set()
        for name in visible_sheets(book):
            for line, cells in numbered_rows(book.get_sheet_by_name(name)):
                rows.append(self._row(batch, name, line, cells, seen, problems))
                report(len(rows), 0)
        for place, row in enumerate(rows):
            row.number = place
        ImportRow.objects.bulk_create(rows)
        self.hook()
        counts = {}
        for row in rows:
            counts[row.verdict] = counts.get(row.verdict, 0) + 1
        return Checked(
            rows=len(rows),
            counts=counts,
            problems=problems,
            sheets=["Sheet"],
            area_ids=self.area_ids,
            fingerprint=self.fingerprint(batch),
            stop=self.stop,
        )

    def _row(self, batch, sheet, line, cells, seen, problems):
        name, value = str(cells[0]), cells[1]
        row = ImportRow(batch=batch, sheet=sheet, row=line, title=name, after=value)
        row.before = SHELF.get(name)
        if not isinstance(value, float):
            problems.add(sheet, f"B{line}", value, "Hãy ghi một số.")
            row.verdict = Verdict.WRONG
        elif name in seen:
            row.verdict = Verdict.REPEATED
        elif name.startswith("?"):
            row.verdict, row.candidates = Verdict.DOUBTFUL, sorted(SHELF)
        elif row.before == value:
            row.verdict = Verdict.UNCHANGED
        else:
            row.verdict = Verdict.NEW if row.before is None else Verdict.CHANGED
        seen.add(name)
        return row

    def rows(self, batch, verdict, start, stop):
        found = batch.small_rows.filter(verdict=verdict)[start:stop]
        return [self._view(row) for row in found]

    def _view(self, row):
        told = Difference("Số", str(row.before or ""), str(row.after))
        return RowView(
            key=str(row.pk),
            sheet=row.sheet,
            row=row.row,
            title=row.title,
            verdict=row.verdict,
            differences=(told,) if row.verdict == Verdict.CHANGED else (),
            candidates=tuple(
                Candidate(name, name, (Difference("Số", str(SHELF[name]), "7"),))
                for name in row.candidates
            ),
            choice=row.choice,
        )

    def undecided(self, batch):
        return batch.small_rows.filter(verdict=Verdict.DOUBTFUL, choice="").count()

    def decide(self, batch, by, key, choice):
        row = batch.small_rows.get(pk=key)
        if choice not in (*row.candidates, "new", "skip"):
            raise ValidationError("Không có lựa chọn này.")
        row.choice = choice
        row.save()

    def fingerprint(self, batch):
        return repr(sorted(SHELF.items()))[:64] or "-"

    def apply(self, batch, by, report):
        went = dict.fromkeys(("new", "changed", "unchanged", "skipped"), 0)
        for row in batch.small_rows.all():
            target = row.title if row.choice in ("", "new") else row.choice
            took = row.verdict
            if row.verdict == Verdict.DOUBTFUL:
                took = {"": "skipped", "skip": "skipped", "new": "new"}.get(
                    row.choice, "changed"
                )
            elif row.verdict in (Verdict.REPEATED, Verdict.WRONG):
                took = "skipped"
            if took in ("new", "changed"):
                SHELF[target] = row.after
                row.state = State.APPLIED
                row.save()
            went[took] += 1
        self.hook()
        return Applied(**went, counts={"names": went["new"] + went["changed"]})

    def revert(self, batch, by, report):
        left = 0
        for row in batch.small_rows.filter(state=State.APPLIED):
            if SHELF.get(row.title) != row.after:
                row.state, left = State.LEFT, left + 1
            else:
                self._restore(row)
            row.save()
        self.hook()
        done = batch.small_rows.filter(state=State.REVERTED).count()
        return Reverted(done, left)

    def _restore(self, row):
        row.state = State.REVERTED
        SHELF.pop(row.title)
        if row.before is not None:
            SHELF[row.title] = row.before

    def left_over(self, batch, start, stop):
        return [self._view(r) for r in batch.small_rows.filter(state="left")][
            start:stop
        ]

    def settle(self, batch, by, key, choice):
        row = batch.small_rows.get(pk=key, state=State.LEFT)
        if choice == "restore":
            self._restore(row)
        else:
            row.state = State.KEPT
        row.save()
