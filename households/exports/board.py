"""The season board: communes of a season, each step of them."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from households.forms.season.board import BoardFilterForm, areas, seasons
from households.models import CommuneRound, Step
from households.services.season import clock
from povertyportal.accounts.access import Act, can
from povertyportal.accounts.models import Officer
from povertyportal.sheets.exports import (
    Found,
    RowColumn,
    RowExport,
    column,
    filters_of,
)


@dataclass(frozen=True)
class Board:
    """The communes of a season (`found`), those that the filters show, the filters."""

    form: BoardFilterForm
    found: Sequence[clock.PlaceClock]
    shown: Sequence[clock.PlaceClock]


def board_of(by: Officer, query: QueryDict) -> Board:
    """The officer's board of the season that the address asks for."""
    mine = CommuneRound.objects.visible_to(by).filter(round__is_imported=False)
    form = BoardFilterForm(query, seasons=seasons(mine), areas=areas(mine))
    found = clock.clocks(form.chosen(mine))
    return Board(form, found, [each for each in found if form.shows(each)])


def steps_of(found: Collection[clock.PlaceClock]) -> list[Step]:
    """The steps that some commune has, in their order."""
    used = {step.step for each in found for step in each.steps}
    return [step for step in Step if step in used]


class BoardExport(RowExport):
    """Mùa rà soát: các xã theo từng bước."""

    code = "season-board"
    title = "Tiến độ mùa rà soát"
    act = Act.VIEW_HOUSEHOLDS
    columns = (
        column("Xã", "place.commune.name", 22),
        column("Tình trạng chung", "word", 16),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        board = board_of(by, query)
        return Found(
            board.shown,
            filters_of(board.form),
            board.form.season_label(),
            {each.place.commune_id for each in board.shown},
        )

    def columns_of(self, by: Officer, found: Found) -> Sequence[RowColumn]:
        """Those of every step that some commune has."""
        columns = list(self.columns)
        for step in steps_of(list(found.rows)):
            label = str(step.label)
            columns += [
                column(label, _of(step, "word"), 16),
                column(f"{label}: hạn", _of(step, "due_on"), 12, "date"),
            ]
            if can(by, Act.VIEW_FIGURES):
                columns += [
                    column(f"{label}: đã làm", _of(step, "done"), 10, "whole"),
                    column(f"{label}: tổng số", _of(step, "total"), 10, "whole"),
                ]
            columns.append(column(f"{label}: lý do chậm", _of(step, "reason"), 30))
        return columns


def _of(step: Step, name: str) -> Callable[[clock.PlaceClock], object]:
    return lambda found: getattr(found.of(step), name, None)
