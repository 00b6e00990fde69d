"""Sheets 2 and 3: households that left the lists, numbered within the sheet."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from households.imports.layouts import ESCAPED_POOR
from households.imports.places import PlaceProblem
from households.imports.rows import HouseholdRows, SheetRows
from households.models import Outcome, Relation
from households.rules.ethnicities import KINH


class EscapedRows(SheetRows):
    """Reads a sheet of escaped households; their decision is that of sheet 1."""

    def read(self, rows: Iterator[tuple[int, list[Any]]]) -> None:
        """Stage every row, noting what is wrong."""
        current: int | None = None
        # fmt: off
        for number, (
            household, name, relation, born, sex, personal_id, ethnicity, address, b1,
            b2, note,
        ) in self.reading.counted(rows):
            # fmt: on
            now = self.now
            if now is None or household != current:
                now, current = self.open(number, name or ""), household
                now.b1, now.b2 = b1, b2
                now.minority = (ethnicity or KINH) != KINH
                self._settle(now, address, note or "")
                if relation is not None and relation != Relation.HEAD:
                    self.note(number, "relation", "", _HEAD_FIRST)
            elif relation == Relation.HEAD:
                self.note(number, "relation", name, _ONE_HEAD)
            person = (name, relation, sex, born, personal_id, ethnicity)
            self.member(now, number, person)
        self.close()

    def _settle(self, now: HouseholdRows, address: str | None, note: str) -> None:
        last_day = dt.date(self.reading.year, 12, 31)
        decision, day = self.reading.first_decision or (None, last_day)
        now.decision, now.decided_on = decision, day
        now.poverty_class = self._class(note)
        if not address:
            return
        try:
            found = self.reading.places.find_address(address, day)
        except PlaceProblem as problem:
            self.note(now.row, problem.column, address, str(problem))
        else:
            now.commune_id, now.village_id = found

    def _class(self, note: str) -> str:
        """Near-poor when the note of an escaped poor household says so."""
        near_poor = "can ngheo" in note and not ("vuot" in note or "tren" in note)
        if self.table.layout is ESCAPED_POOR and near_poor:
            return str(Outcome.Class.NEAR_POOR.value)
        return str(Outcome.Class.NOT_POOR.value)


_HEAD_FIRST = "Dòng đầu của mỗi hộ phải là chủ hộ. Hãy chuyển dòng chủ hộ lên đầu."
_ONE_HEAD = (
    "Hộ này đã có chủ hộ ở dòng trên. Hãy ghi số thứ tự hộ khác nếu là hộ khác, hoặc "
    "sửa quan hệ."
)
