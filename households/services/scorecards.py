"""Loading B1 scorecards from a workbook: all of it or nothing."""

import hashlib
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max

from households.models import Scorecard
from households.rules import scorecard
from households.rules.standards import STANDARDS
from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.audit import trail
from povertyportal.sheets.problems import FileProblem
from povertyportal.sheets.reading import (
    Limits,
    numbered_rows,
    open_workbook,
    visible_sheets,
)
from povertyportal.ui.fields import clean_text

# The ministry's tables have a few hundred rows a region.
LIMITS = Limits(file_bytes=5 * 1024 * 1024, rows=20_000, columns=40)

HEADINGS: Mapping[str, str] = {
    "standard": "Chuẩn",
    "region": "Vùng",
    "item": "Mục",
    "option": "Mức",
    "points": "Điểm",
}


class ScorecardProblems(ValidationError):
    """Everything wrong with the file: `problems`, each "dòng 5, cột Điểm: …"."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("Bảng điểm chưa nạp được.", code="scorecard")
        self.problems = problems


@dataclass(frozen=True)
class Loaded:
    """The cards of a file, and whether they are new or were loaded before."""

    cards: tuple[Scorecard, ...]
    is_new: bool


@transaction.atomic
def load_scorecard(*, by: Officer, title: str, content: bytes) -> Loaded:
    """Load every table of a workbook as a new revision of its standard and region.

    The same file again changes nothing. Enters the audit trail. Raises
    PermissionDenied, ScorecardProblems (nothing is loaded).
    """
    require(by, Act.LOAD_SCORECARDS)
    sha256 = hashlib.sha256(content).hexdigest()
    known = tuple(Scorecard.objects.filter(sha256=sha256))
    if known:
        return Loaded(known, is_new=False)
    read = _read(content, title=title, sha256=sha256)
    try:
        with transaction.atomic():
            cards = tuple(_save(by, card) for card in read)
    except IntegrityError as error:
        text = "Vừa có người nạp bảng điểm của vùng này: hãy xem lại danh sách."
        raise ScorecardProblems([text]) from error
    return Loaded(cards, is_new=True)


def _save(by: Officer, read: scorecard.Scorecard) -> Scorecard:
    earlier = Scorecard.objects.filter(standard=read.standard, region=read.region)
    last = earlier.aggregate(last=Max("revision"))["last"] or 0
    card = Scorecard.objects.create(
        standard=read.standard,
        region=read.region,
        title=read.title,
        revision=last + 1,
        sha256=read.sha256,
        items=scorecard.items_as_json(read.items),
        loaded_by=by,
    )
    trail.record(
        by=by,
        act="households.scorecard.loaded",
        kind="scorecard",
        object_id=card.pk,
        areas=[area.pk for area in scope_of(by).areas],
        standard=card.standard,
        region=card.region,
        revision=card.revision,
        sha256=card.sha256,
    )
    return card


def _read(
    content: bytes, *, title: str, sha256: str
) -> tuple[scorecard.Scorecard, ...]:
    try:
        first_row, rows = _rows(content)
        return scorecard.parse_rows(
            rows, title=title, version=0, sha256=sha256, first_row=first_row
        )
    except FileProblem as error:
        raise ScorecardProblems([str(error)]) from error
    except scorecard.ScorecardError as error:
        problems = [
            f"Dòng {each.row}, cột {HEADINGS[each.column]}: {each.message}"
            for each in error.errors
        ]
        raise ScorecardProblems(problems) from error


def _rows(content: bytes) -> tuple[int, list[list[object]]]:
    """(number of the first row under the heading, rows in the order of COLUMNS)."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(content)
        file.flush()
        workbook = open_workbook(Path(file.name), LIMITS)
    sheets = visible_sheets(workbook)
    if not sheets:
        raise FileProblem("Tệp không có trang tính nào.")
    filled = dict(numbered_rows(workbook.get_sheet_by_name(sheets[0])))
    if not filled:
        raise FileProblem(f"Trang “{sheets[0]}” không có dòng nào.")
    heading = min(filled)
    places = _places(sheets[0], heading, filled[heading])
    numbers = range(heading + 1, max(filled) + 1)
    return heading + 1, [_ordered(filled.get(each, []), places) for each in numbers]


def _key(value: object) -> str:
    """A text for comparing. Accents count: “Mục” is not “Mức”."""
    return clean_text(str(value)).casefold()


def _places(sheet: str, row: int, values: list[object]) -> dict[str, int]:
    """Where each column stands, by our heading or its code."""
    keys = [_key(value) for value in values]
    places: dict[str, int] = {}
    for column, heading in HEADINGS.items():
        for wanted in (_key(heading), _key(column)):
            if wanted in keys:
                places.setdefault(column, keys.index(wanted))
    missing = [HEADINGS[column] for column in HEADINGS if column not in places]
    if missing:
        raise FileProblem(
            f"Trang “{sheet}”, dòng tiêu đề {row}: thiếu cột {', '.join(missing)}. "
            f"Bảng điểm gồm các cột {', '.join(HEADINGS.values())}."
        )
    return places


def _ordered(values: list[object], places: Mapping[str, int]) -> list[object]:
    row = {
        column: values[place] if place < len(values) else ""
        for column, place in places.items()
    }
    row["region"] = _region(row["region"])
    row["standard"] = _standard(row["standard"])
    return [row[column] for column in scorecard.COLUMNS]


def _region(value: object) -> object:
    """A region's code, also when the file gives its name."""
    names = {_key(name): code for code, name in scorecard.REGIONS.items()}
    return names.get(_key(value), value)


def _standard(value: object) -> object:
    """A standard's code, also when the file gives its title."""
    titles = {_key(each.title): code for code, each in STANDARDS.items()}
    return titles.get(_key(value), value)
