"""Sheet 1: poor and near-poor households; a row of the head begins a household."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from households.imports.places import PlaceProblem
from households.imports.rows import HouseholdRows, SheetRows
from households.models import Relation
from households.rules.standards import standard_in_force
from povertyportal.sheets.cells import key_of

_SHARED = (
    "commune_code",
    "village",
    "poverty_class",
    "decision",
    "decided_on",
    "b1",
    "b2",
)


# What the layout makes of a list that says there is no decision.
NO_DECISION_YET = ""


class ListedRows(SheetRows):
    """Reads sheet 1. What members share stands on each row, or on the head's only."""

    def read(self, rows: Iterator[tuple[int, list[Any]]]) -> None:
        """Stage every row, noting what is wrong."""
        # fmt: off
        for number, (
            head, name, relation, born, sex, personal_id, _province, _district,
            _district_code, commune, code, village, ethnicity, poverty_class, decision,
            decided_on, b1, b2, minority, no_labour, merit, causes, _age, told_size,
            deprived,
        ) in self.reading.counted(rows):
            # fmt: on
            shared = (code, village, poverty_class, decision, decided_on, b1, b2)
            now = self.now
            if relation == Relation.HEAD:
                now = self._begin(number, head or name or "", shared, commune)
                now.told_size = told_size
            elif now is None or (head and not _same(head, now.head)):
                now = self._headless(number, head or "")
            elif shared != now.shared:
                self._compare(now, number, shared)
            if minority or no_labour or merit or causes:
                now.minority = now.minority or bool(minority)
                now.no_labour = now.no_labour or bool(no_labour)
                now.merit = now.merit or bool(merit)
                now.causes |= causes or 0
            if deprived is not None:
                self._deprive(now, number, deprived)
            person = (name, relation, sex, born, personal_id, ethnicity)
            self.member(now, number, person)
        self.close()

    def _deprive(self, now: HouseholdRows, number: int, deprived: int) -> None:
        """What any member's row says; nobody said anything before the first."""
        standard = standard_in_force(dt.date(self.reading.year + 1, 1, 1))
        if deprived.bit_length() > len(standard.indicators):
            self.note(
                number,
                "deprivations",
                deprived.bit_length(),
                f"Chuẩn nghèo của năm {self.reading.year} chỉ có "
                f"{len(standard.indicators)} chỉ số. Hãy kiểm tra lại.",
            )
        now.deprived = (now.deprived or 0) | deprived

    def _begin(
        self, number: int, head: str, shared: tuple[Any, ...], commune: str | None
    ) -> HouseholdRows:
        now = self.open(number, head)
        now.shared = shared
        code, village, now.poverty_class, now.decision, day, now.b1, now.b2 = shared
        undecided = now.decision == NO_DECISION_YET
        for column, value in zip(_SHARED[:5], shared[:5], strict=True):
            if value is None and not (undecided and column == "decided_on"):
                self.note(
                    number, column, "", "Dòng chủ hộ chưa ghi ô này. Hãy bổ sung."
                )
        if day is not None:
            self._decide(now, day)
        last_day = dt.date(self.reading.year, 12, 31) if undecided else None
        if code and village and (day := now.decided_on or last_day):
            self._settle(now, code, commune, village, day)
        return now

    def _decide(self, now: HouseholdRows, day: dt.date) -> None:
        year = self.reading.year
        if day.year not in (year, year + 1):
            self.note(
                now.row,
                "decided_on",
                day,
                f"Ngày quyết định không thuộc đợt rà soát năm {year}. Hãy sửa ngày, "
                "hoặc chọn lại năm của danh sách.",
            )
            return
        if day > self.reading.today:
            self.note(
                now.row,
                "decided_on",
                day,
                f"Ngày quyết định {day:%d/%m/%Y} chưa đến. Hãy nhập danh sách sau khi "
                "quyết định được ký, hoặc sửa ngày.",
            )
            return
        now.decided_on = day
        if self.reading.first_decision is None:
            self.reading.first_decision = (now.decision, day)

    def _settle(
        self,
        now: HouseholdRows,
        code: str,
        commune: str | None,
        village: str,
        day: dt.date,
    ) -> None:
        try:
            found = self.reading.places.find(code, commune, village, day)
        except PlaceProblem as problem:
            shown = village if problem.column == "village" else code
            self.note(now.row, problem.column, shown, str(problem))
        else:
            now.commune_id, now.village_id = found

    def _headless(self, number: int, head: str) -> HouseholdRows:
        self.note(
            number,
            "relation",
            "",
            "Hộ này chưa có dòng chủ hộ. Dòng đầu của mỗi hộ phải là chủ hộ, quan hệ "
            "ghi “Chủ hộ”.",
        )
        return self.open(number, head)

    def _compare(
        self, now: HouseholdRows, number: int, shared: tuple[Any, ...]
    ) -> None:
        if not now.shared:
            return
        for column, mine, heads in zip(_SHARED, shared, now.shared, strict=True):
            if mine is None or mine == heads or self.is_noted(now.row, column):
                continue
            self.note(
                number,
                column,
                mine,
                f"Khác với dòng {now.row} của chủ hộ. Các thành viên của một hộ phải "
                "ghi giống nhau ở cột này.",
            )


def _same(name: str, other: str) -> bool:
    return name == other or key_of(name) == key_of(other)
