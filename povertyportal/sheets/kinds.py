"""What can be imported: a kind reads a file, compares it, applies it, takes it back.

Kinds live on the floors that own their rows and are named in settings.IMPORT_KINDS,
since this floor may not look up. The services, pages and tasks of imports know kinds
by this interface only.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

from django import forms
from django.conf import settings
from django.http import Http404
from django.utils.module_loading import import_string

from povertyportal.accounts.access import Act
from povertyportal.accounts.models import Officer
from povertyportal.sheets.models import ImportBatch, Verdict
from povertyportal.sheets.problems import Problems

# Told (done, total): how many rows of how many.
Report = Callable[[int, int], None]


@dataclass(frozen=True)
class Difference:
    """A value as it is and as the file has it, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Candidate:
    """Somebody whom a doubtful row may mean; `facts` stand beside the row's own."""

    key: str
    title: str
    facts: tuple[Difference, ...] = ()
    url: str = ""


@dataclass(frozen=True)
class RowView:
    """A row as the preview and the report show it; `key` is what decide() is given."""

    key: str
    sheet: str
    row: int
    title: str
    verdict: str
    differences: tuple[Difference, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    note: str = ""
    choice: str = ""
    url: str = ""


@dataclass
class Checked:
    """What a check found. `counts` (rows by verdict) add up to `rows`.

    `sheets` are names in the file's order, `area_ids` the communes it touches, `stop`
    why it may not be confirmed at all, `facts` what else the page tells (label, words).
    """

    rows: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    problems: Problems = field(default_factory=Problems)
    sheets: list[str] = field(default_factory=list)
    area_ids: frozenset[int] = frozenset()
    fingerprint: str = ""
    stop: str = ""

    @property
    def is_balanced(self) -> bool:
        """Whether every row read has exactly one verdict."""
        return sum(self.counts.values()) == self.rows


@dataclass(frozen=True)
class Template:
    """An empty file to fill in, made from the columns that are read."""

    code: str
    title: str
    filename: str
    write: Callable[[BinaryIO], None]


@dataclass(frozen=True)
class Applied:
    """Where the rows read went: they add up to `rows_read`, each counted once.

    A doubtful row counts as what it was decided to be; `skipped` are rows that were
    repeated, wrong, undecided or decided to be left out. `counts` are the kind's own
    (households, persons), by the names of its `result_words`.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """All of them."""
        return self.new + self.changed + self.unchanged + self.skipped


@dataclass(frozen=True)
class Reverted:
    """How many rows were restored and how many wait for a decision."""

    restored: int
    left: int


class ImportKind(ABC):
    """One kind of list. Every method authorises nothing: the services have done it.

    Methods that write run inside the caller's transaction.
    """

    code: ClassVar[str]
    title: ClassVar[str]
    lead: ClassVar[str]
    act: ClassVar[Act]
    form_class: ClassVar[type[forms.Form]]
    # How an officer calls what `apply` counted: {"households_new": "hộ mới"}.
    result_words: ClassVar[Mapping[str, str]] = {}
    # What to know before sending a file, a sentence each.
    notes: ClassVar[Sequence[str]] = ()
    # Whether its rows lie in communes; accounts, for one, do not.
    is_scoped: ClassVar[bool] = True
    # What a reversal leaves for a decision, and what "restore" does with it.
    left_noun: ClassVar[str] = "dòng"
    restore_words: ClassVar[str] = "Trả về như trước khi nhập"

    @abstractmethod
    def templates(self) -> Sequence[Template]:
        """Files to fill in."""

    def form(self, data: Mapping[str, Any] | None, by: Officer) -> forms.Form:
        """The form as this officer answers it; `data` is what he sent."""
        return self.form_class(data)

    @abstractmethod
    def options(self, form: forms.Form) -> dict[str, Any]:
        """A valid form's answers as JSON."""

    @abstractmethod
    def option_words(self, batch: ImportBatch) -> Sequence[tuple[str, str]]:
        """The batch's options as (label, words)."""

    @abstractmethod
    def check(
        self, batch: ImportBatch, path: Path, by: Officer, report: Report
    ) -> Checked:
        """Read the whole file, compare it with what is there, keep a row for each row.

        A file that cannot be used raises FileProblem; whatever is wrong with single
        cells is in `problems`, all of it at once. Rows of an earlier check go.
        """

    @abstractmethod
    def rows(
        self, batch: ImportBatch, verdict: Verdict, start: int, stop: int
    ) -> Sequence[RowView]:
        """Rows of a verdict, in the file's order, from `start` to before `stop`."""

    def undecided(self, batch: ImportBatch) -> int:
        """Doubtful rows on which nobody has decided yet."""
        return batch.count(Verdict.DOUBTFUL)

    def decide(self, batch: ImportBatch, by: Officer, key: str, choice: str) -> None:
        """Note what a doubtful row means: a candidate's key, "new" or "skip".

        Raises ValidationError for anything else.
        """
        raise Http404

    @abstractmethod
    def fingerprint(self, batch: ImportBatch) -> str:
        """Of what a check of this file would compare with now."""

    @abstractmethod
    def apply(self, batch: ImportBatch, by: Officer, report: Report) -> Applied:
        """Write what the check kept; with `only_good` not the wrong and undecided rows.

        Tells for every row read where it went.
        """

    @abstractmethod
    def revert(self, batch: ImportBatch, by: Officer, report: Report) -> Reverted:
        """Restore each row that nobody touched since; keep the others for a decision.

        What the batch created is voided, never deleted.
        """

    def held_back(self, batch: ImportBatch) -> Mapping[str, int]:
        """Rows by verdict that are right, but fall with a wrong or an open one.

        A household is written whole or not at all, for one.
        """
        return {}

    def turn(self, batch: ImportBatch) -> str:
        """Names what this batch writes: of two with one name, one waits for the other.

        Checks of a name run beside each other, but not beside an apply or a reversal.
        """
        return self.code

    def forget(self, batch: ImportBatch) -> None:
        """Delete the rows kept by the check: the file was dropped or replaced."""
        batch.small_rows.all().delete()

    @abstractmethod
    def left_over(self, batch: ImportBatch, start: int, stop: int) -> Sequence[RowView]:
        """Rows that the reversal left, each with a note of what happened since."""

    @abstractmethod
    def settle(self, batch: ImportBatch, by: Officer, key: str, choice: str) -> None:
        """Decide on a row left over: "keep" or "restore". Raises ValidationError."""


@cache
def kinds() -> Mapping[str, ImportKind]:
    """Every kind by its code, in the order of settings.IMPORT_KINDS."""
    found = [import_string(path)() for path in settings.IMPORT_KINDS]
    return {kind.code: kind for kind in found}


def kind_of(code: str) -> ImportKind:
    """The kind of a code. Raises Http404."""
    if code not in kinds():
        raise Http404
    return kinds()[code]


def kinds_for(acts: Collection[Act]) -> list[ImportKind]:
    """The kinds that somebody who may do these acts can import."""
    return [kind for kind in kinds().values() if kind.act in acts]
