"""What can be exported: any list on a screen, as it stands there.

Exports live on the floors that own their rows and are named in settings.LIST_EXPORTS;
the services, pages and the task of exports know them by this interface only.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from django.conf import settings
from django.http import Http404, QueryDict
from django.utils.module_loading import import_string

from povertyportal.accounts.access import Act
from povertyportal.accounts.models import Officer


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
    reads at flat memory. `area_ids` are the communes inside, for the trail.
    """

    title: str
    columns: Sequence[ExportColumn]
    filters: Sequence[tuple[str, str]]
    count: int
    rows: Iterator[Sequence[object]]
    area_ids: frozenset[int] = frozenset()


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
