"""What can be exported: any list on a screen, as it stands there.

Exports live on the floors that own their rows and are named in settings.LIST_EXPORTS;
the services, pages and the task of exports know them by this interface only. Screen
and file share one function: it gives the rows that the screen pages through.
"""

import datetime as dt
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import Http404, QueryDict
from django.utils.module_loading import import_string

from povertyportal.accounts.access import Act, scope_of
from povertyportal.accounts.models import Officer

EVERYTHING = ("Tất cả", "Mọi ")  # how choices that narrow nothing begin
CHUNK = 2_000  # rows in memory at a time
# Where a column's value stands in a row: "household.commune.name", or what tells it.
Source = str | Callable[[Any], object]


@dataclass(frozen=True)
class ExportColumn:
    """A column of the file: its heading, its width in characters, how it is shown.

    `form` is "text", "whole", "share" (two decimals), "money", "date" or "moment".
    """

    heading: str
    width: int = 14
    form: str = "text"


@dataclass(frozen=True)
class Exported:
    """A list opened for somebody: what it is, how long, its rows as they come.

    `count` is the screen's own count; `rows` gives values by the columns' order and
    reads at flat memory. `area_ids` are the communes inside (and the single villages
    of who answers for no commune): of who loses one of them, the file is withheld.
    """

    title: str
    columns: Sequence[ExportColumn]
    filters: Sequence[tuple[str, str]]
    count: int
    rows: Iterator[Sequence[object]]
    area_ids: frozenset[int] = frozenset()
    foot: str = ""


class ListExport(ABC):
    """One list. `act` is what its screen requires; `has_ids` whether rows hold ids."""

    code: ClassVar[str]
    title: ClassVar[str]
    act: ClassVar[Act]
    has_ids: ClassVar[bool] = False

    @abstractmethod
    def open(
        self, by: Officer, query: QueryDict, object_id: int | None, *, whole_ids: bool
    ) -> Exported:
        """The list as the screen with this query shows it to this officer.

        `object_id` is what the screen's address names, if it names something. Raises
        Http404 and PermissionDenied as the screen does. Without `whole_ids` every
        personal id is masked.
        """


@dataclass(frozen=True)
class RowColumn(ExportColumn):
    """A column and where its value stands in a row; `whole` where the whole id does."""

    source: Source = ""
    whole: Source | None = None


def column(
    heading: str,
    source: Source,
    width: int = 14,
    form: str = "text",
    *,
    whole: Source | None = None,
) -> RowColumn:
    """A column of a RowExport; `whole` is read instead when ids are whole."""
    return RowColumn(heading, width, form, source, whole)


@dataclass(frozen=True)
class Found:
    """What a screen lists: every row of all its pages, in its order.

    `where` ends the title ("Xã Gia Vân"), `foot` what the line under the
    last row says beside the count. `communes` are ids of those inside. `dress` adds to
    a chunk of rows what the screen adds to those of a page.
    """

    rows: "QuerySet[Any] | Sequence[Any]"
    filters: Sequence[tuple[str, str]] = ()
    where: str = ""
    communes: Collection[int] = frozenset()
    dress: Callable[[list[Any]], Iterable[Any]] = list
    foot: str = ""


class RowExport(ListExport):
    """A list whose columns say where their values stand in the screen's rows."""

    columns: ClassVar[Sequence[RowColumn]]

    @abstractmethod
    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """The screen's rows for this query. Raises Http404, PermissionDenied."""

    def columns_of(self, by: Officer, found: Found) -> Sequence[RowColumn]:
        """The columns of what was found for this officer."""
        return self.columns

    def open(
        self, by: Officer, query: QueryDict, object_id: int | None, *, whole_ids: bool
    ) -> Exported:
        """See ListExport.open."""
        found = self.found(by, query, object_id)
        columns = self.columns_of(by, found)
        readers = [
            reader(each.whole if whole_ids and each.whole else each.source)
            for each in columns
        ]
        return Exported(
            f"{self.title} – {found.where}" if found.where else self.title,
            columns,
            [(label, hide_ids(words)) for label, words in found.filters],
            count_of(found.rows),
            _values(found, readers),
            areas_inside(by, found.communes),
            found.foot,
        )


def _values(
    found: Found, readers: Sequence[Callable[[Any], object]]
) -> Iterator[Sequence[object]]:
    for chunk in _chunks(found.rows):
        for row in found.dress(chunk):
            yield [read(row) for read in readers]


def _chunks(rows: "QuerySet[Any] | Sequence[Any]") -> Iterator[list[Any]]:
    source = (
        rows.iterator(chunk_size=CHUNK) if isinstance(rows, QuerySet) else iter(rows)
    )
    while chunk := list(islice(source, CHUNK)):
        yield chunk


def count_of(rows: "QuerySet[Any] | Sequence[Any]") -> int:
    """How many rows the screen's pager counts."""
    return rows.count() if isinstance(rows, QuerySet) else len(rows)


def reader(source: Source) -> Callable[[Any], object]:
    """What reads a value out of a row; what is missing on the way gives None."""
    if callable(source):
        return source
    steps = source.split(".")

    def read(row: Any) -> object:
        for step in steps:
            if row is None:
                return None
            row = row[step] if isinstance(row, Mapping) else getattr(row, step)
        return row() if callable(row) else row

    return read


def areas_inside(by: Officer, communes: Collection[int]) -> frozenset[int]:
    """Of these communes those in scope, and the officer's single villages."""
    scope = scope_of(by)
    return (scope.commune_ids & frozenset(communes)) | scope.village_ids


def filters_of(form: forms.Form) -> list[tuple[str, str]]:
    """What a screen's filter form narrows by, as (label, words)."""
    if not form.is_valid():
        return []
    found = []
    for name, field in form.fields.items():
        words = _words(field, form.cleaned_data.get(name))
        if words and not words.startswith(EVERYTHING):
            found.append((str(field.label or name), words))
    return found


def _words(field: forms.Field, value: object) -> str:
    if isinstance(field, forms.ChoiceField) and not isinstance(value, Model):
        choices: Any = field.choices
        return {str(key): str(label) for key, label in choices}.get(str(value), "")
    if isinstance(value, bool):
        return "Có" if value else ""
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    return "" if value is None else str(value)


def hide_ids(text: str) -> str:
    """Text without what looks like a personal id, except for its last two digits."""
    return re.sub(r"\d(?:[ .]?\d){8,}", lambda found: f"******{found[0][-2:]}", text)


@cache
def list_exports() -> Mapping[str, ListExport]:
    """Every export by its code."""
    found = [import_string(path)() for path in settings.LIST_EXPORTS]
    return {export.code: export for export in found}


def list_export(code: str) -> ListExport:
    """The export of a code. Raises Http404."""
    if code not in list_exports():
        raise Http404
    return list_exports()[code]
