"""Needs against help: of a place by topic, of its communes, and the households."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.http import QueryDict

from households.models import Outcome
from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.sheets.exports import Found, RowExport, column, filters_of
from programs.forms.need import NeedForm, NeedHouseholdForm
from programs.services import need_figures, need_households
from programs.services.homes import Homes, homes_of
from programs.services.need_figures import TopicNeed, UnitNeed
from programs.services.need_households import NeedyHousehold
from programs.services.need_sql import STATES
from programs.services.places import Place, asked_place, asked_year

CLASS_WORDS = dict(Outcome.Class.choices)


@dataclass(frozen=True)
class Needs:
    """What an address of needs asks for."""

    form: NeedForm
    place: Place
    homes: Homes
    year: int

    def topics(self) -> list[TopicNeed]:
        """Every need of the place."""
        kind = self.form.asked("kind")
        return need_figures.by_topic(self.homes, self.year, kind)

    def units(self) -> list[UnitNeed]:
        """Its communes by the need that was chosen; none for a commune alone."""
        if not self.homes.is_wide:
            return []
        return need_figures.by_unit(
            self.homes, self.year, self.form.asked("topic"), self.form.asked("kind")
        )


def needs_found(by: Officer, query: QueryDict) -> Needs:
    """The needs of an address. Raises PermissionDenied, Http404."""
    require(by, Act.VIEW_PROGRAMMES)
    place, year = asked_place(scope_of(by), query), asked_year(query)
    return Needs(NeedForm(query, place, year), place, homes_of(place), year)


@dataclass(frozen=True)
class Behind:
    """The households that an address asks for."""

    form: NeedHouseholdForm
    place: Place
    homes: Homes
    year: int

    def rows(self) -> list[NeedyHousehold]:
        """The households as they are now, without their help."""
        return need_households.behind(self.homes, self.year, **self._asked())

    def paged(self) -> Sequence[NeedyHousehold]:
        """The same for a page: of several communes by what is kept of each."""
        if not self.homes.is_wide or self.homes.villages:
            return self.rows()
        return need_households.behind_wide(self.homes, self.year, **self._asked())

    def _asked(self) -> dict[str, str]:
        names = ("topic", "standard", "kind", "state")
        return {name: self.form.asked(name) for name in names}


def behind_found(by: Officer, query: QueryDict) -> Behind:
    """The households of an address. Raises PermissionDenied, Http404."""
    require(by, Act.VIEW_PROGRAMMES)
    require(by, Act.VIEW_HOUSEHOLDS)
    place, year = asked_place(scope_of(by), query), asked_year(query)
    form = NeedHouseholdForm(query, place, year)
    return Behind(form, place, homes_of(place), year)


_COUNTS = (
    column("Số hộ cần", "counts.needing", 12, "whole"),
    column("Đã được hỗ trợ", "counts.helped", 14, "whole"),
    column("Đã có kế hoạch", "counts.planned", 14, "whole"),
    column("Chưa có hỗ trợ", "counts.uncovered", 14, "whole"),
    column("Chưa rõ thiếu hụt", "counts.unknown", 14, "whole"),
)


class NeedExport(RowExport):
    """The needs of a place, by topic."""

    code = "needs"
    title = "Nhu cầu và hỗ trợ"
    act = Act.VIEW_PROGRAMMES
    columns = (column("Nhu cầu", "name", 44), *_COUNTS)

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        found = needs_found(by, query)
        return Found(
            found.topics(),
            filters_of(found.form),
            found.place.name,
            found.homes.communes,
        )


class NeedPlaceExport(RowExport):
    """The communes of a place, by one need."""

    code = "need-places"
    title = "Nhu cầu và hỗ trợ theo xã"
    act = Act.VIEW_PROGRAMMES
    columns = (column("Xã", "area.name", 28), *_COUNTS)

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        found = needs_found(by, query)
        return Found(
            found.units(),
            filters_of(found.form),
            found.place.name,
            found.homes.communes,
        )


def _class(row: NeedyHousehold) -> str:
    return CLASS_WORDS.get(row.poverty_class, "")


def _state(row: NeedyHousehold) -> str:
    return STATES[row.state]


class NeedHouseholdExport(RowExport):
    """The households behind a number of needs."""

    code = "need-households"
    title = "Hộ có nhu cầu và hỗ trợ"
    act = Act.VIEW_PROGRAMMES
    columns = (
        column("Chủ hộ", "household.head_name", 26),
        column("Số hộ", "household.number", 12),
        column("Thôn", "household.village.name", 22),
        column("Xã", "household.commune.name", 22),
        column("Diện", _class, 16),
        column("Thiếu hụt", lambda row: "; ".join(row.deprivations), 40),
        column("Nguyên nhân", lambda row: "; ".join(row.reasons), 40),
        column("Đã nhận", lambda row: "; ".join(row.received), 36),
        column("Dự kiến", lambda row: "; ".join(row.planned), 36),
        column("Hỗ trợ cho nhu cầu này", _state, 20),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        found = behind_found(by, query)
        return Found(
            found.rows(),
            filters_of(found.form),
            found.place.name,
            found.homes.communes,
            dress=partial(need_households.dressed, year=found.year),
        )
