"""What the page of an import shows: tiles that add up, tabs of rows, candidates."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, overload

from django.core.paginator import Page, Paginator

from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.sheets.kinds import Candidate, ImportKind, RowView, kind_of
from povertyportal.sheets.models import ImportBatch, Verdict
from povertyportal.sheets.services.applying import outlook
from povertyportal.sheets.services.receiving import same_file

ROWS_A_PAGE = 50
DOUBTFUL_A_PAGE = 20
AREAS_SHOWN = 20
PROBLEMS, LEFT = "problems", "left"

# What a tile says below its number, and the tone of its sign.
TILES: tuple[tuple[Verdict, str, str], ...] = (
    (Verdict.NEW, "chưa có trên cổng", "ok"),
    (Verdict.CHANGED, "đã có, giá trị khác", "info"),
    (Verdict.UNCHANGED, "đã có, giống hệt", "neutral"),
    (Verdict.DOUBTFUL, "có thể là người, hộ đã có", "warn"),
    (Verdict.REPEATED, "trùng một dòng khác trong tệp", "neutral"),
    (Verdict.WRONG, "có ô phải sửa", "bad"),
)
# The tab that opens first is the first of these that holds anything.
FIRST_LOOK = (
    PROBLEMS,
    Verdict.DOUBTFUL,
    Verdict.CHANGED,
    Verdict.NEW,
    Verdict.REPEATED,
    Verdict.WRONG,
    Verdict.UNCHANGED,
)


@dataclass(frozen=True)
class Tab:
    """One part of the rows: its address part, its name, how many."""

    code: str
    label: str
    count: int
    is_current: bool
    note: str = ""
    tone: str = "neutral"


class Rows(Sequence[RowView]):
    """Rows of a verdict as a sequence that a paginator can cut: read by page only."""

    def __init__(self, kind: ImportKind, batch: ImportBatch, verdict: Verdict | None):
        self.kind, self.batch, self.verdict = kind, batch, verdict

    def __len__(self) -> int:
        if self.verdict is None:
            return self.batch.left_over
        return self.batch.count(self.verdict)

    @overload
    def __getitem__(self, place: int) -> RowView: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[RowView]: ...
    def __getitem__(self, place: int | slice) -> RowView | Sequence[RowView]:
        if isinstance(place, int):
            return self._read(place, place + 1)[0]
        start, stop, _ = place.indices(len(self))
        return self._read(start, stop)

    def _read(self, start: int, stop: int) -> Sequence[RowView]:
        if self.verdict is None:
            return self.kind.left_over(self.batch, start, stop)
        return self.kind.rows(self.batch, self.verdict, start, stop)


def side_by_side(row: RowView) -> list[tuple[str, str, list[str]]]:
    """(label, the file's value, each candidate's value) of a doubtful row."""
    labels: dict[str, str] = {}
    for candidate in row.candidates:
        for fact in candidate.facts:
            labels.setdefault(fact.label, fact.after)
    return [
        (label, mine, [_value(candidate, label) for candidate in row.candidates])
        for label, mine in labels.items()
    ]


def _value(candidate: Candidate, label: str) -> str:
    return next((f.before for f in candidate.facts if f.label == label), "")


def tabs(batch: ImportBatch, asked: str) -> list[Tab]:
    """The tabs of a batch that was read; the asked one, or the first to look at."""
    counts = {verdict.value: batch.count(verdict) for verdict in Verdict}
    counts[PROBLEMS] = batch.problem_count
    current = asked if asked in counts else _first(counts)
    found = [
        Tab(code, code.label, counts[code], code == current, note, tone)
        for code, note, tone in TILES
    ]
    if batch.problem_count:
        problems = Tab(
            PROBLEMS, "Ô cần sửa", batch.problem_count, current == PROBLEMS, "", "bad"
        )
        found.append(problems)
    return found


def _first(counts: dict[str, int]) -> str:
    return next((str(code) for code in FIRST_LOOK if counts[code]), Verdict.NEW.value)


def page_of(batch: ImportBatch, tab: str, number: str | None) -> Page[Any]:
    """The page of a tab: problems as kept, rows as the kind reads them."""
    kind = kind_of(batch.kind)
    if tab == PROBLEMS:
        return Paginator(batch.problems, ROWS_A_PAGE).get_page(number)
    verdict = None if tab == LEFT else Verdict(tab)
    size = DOUBTFUL_A_PAGE if verdict == Verdict.DOUBTFUL else ROWS_A_PAGE
    return Paginator(Rows(kind, batch, verdict), size).get_page(number)


def compared(page: Page[RowView]) -> Iterator[tuple[RowView, Any]]:
    """Doubtful rows with their candidates side by side."""
    return ((row, side_by_side(row)) for row in page)


def facts(batch: ImportBatch, officer: Officer) -> dict[str, object]:
    """What every state of the page shows beside the rows."""
    kind = kind_of(batch.kind)
    areas = Area.objects.filter(pk__in=batch.area_ids).order_by("path")
    return {
        "batch": batch,
        "kind": kind,
        "options": kind.option_words(batch),
        "areas": areas[:AREAS_SHOWN],
        "areas_more": max(0, len(batch.area_ids) - AREAS_SHOWN),
        "same": same_file(batch, officer)[:5],
    }


def checked(batch: ImportBatch, asked: str, number: str | None) -> dict[str, object]:
    """What a batch that was read shows: tiles, the tab, its page, what comes next."""
    found = tabs(batch, asked)
    current = next(tab for tab in found if tab.is_current)
    page = page_of(batch, current.code, number)
    return {
        "tabs": found,
        "tiles": found[: len(TILES)],
        "tab": current,
        "page_obj": page,
        "compared": compared(page) if current.code == Verdict.DOUBTFUL else None,
        "ahead": outlook(batch) if batch.is_waiting else None,
    }


def results(batch: ImportBatch) -> dict[str, object]:
    """What an applied batch tells: where the rows went, the kind's own counts."""
    words = kind_of(batch.kind).result_words
    went = {
        name: batch.results.get(f"rows_{name}", 0)
        for name in ("new", "changed", "unchanged", "skipped")
    }
    return {
        "has_rows": "rows_new" in batch.results,
        "went": went,
        "written": went["new"] + went["changed"],
        "own_counts": [
            (label, batch.results[name])
            for name, label in words.items()
            if name in batch.results
        ],
    }
