"""The national system's export: a row a household, repeated as often as not."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from households.imports.chosen import ChosenPlaces, Found
from households.imports.places import PlaceProblem
from households.imports.rows import Reading, SheetRows
from households.models import Relation
from povertyportal.sheets.cells import key_of
from povertyportal.sheets.layouts import Table


class _Told(NamedTuple):
    """What a row tells of a household: rows that differ in none of it are one."""

    members: int | None
    b1: int | None
    b2: int | None
    poverty_class: str | None
    minority: bool | None


# Columns of the sheet by the names in _Told, as an officer reads them.
_LABELS = {
    "members": "số nhân khẩu",
    "b1": "điểm B1",
    "b2": "điểm B2",
    "poverty_class": "kết quả rà soát",
    "minority": "dân tộc tại chỗ",
}


class NationalRows(SheetRows):
    """Reads a national export. A household is told by place, code, head and sex."""

    def __init__(self, reading: Reading, table: Table, chosen: ChosenPlaces) -> None:
        super().__init__(reading, table)
        self.chosen = chosen
        self.met: dict[tuple[Any, ...], tuple[int, _Told]] = {}

    def read(self, rows: Iterator[tuple[int, list[Any]]]) -> None:
        """Stage every row, noting what is wrong and what is there twice."""
        for row, values in self.reading.counted(rows):
            self._read(row, values)
        self.close()

    def _read(self, row: int, values: list[Any]) -> None:
        # fmt: off
        (
            day, head, code, minority, sex, members, _form_a, b1, b2, poverty_class,
            _reviewer, commune, commune_code, village,
        ) = values
        # fmt: on
        year = self.reading.year
        if day is not None and day.year not in (year, year + 1):
            self.note(row, "reviewed_on", day, _OTHER_YEAR.format(year))
        told = _Told(members, b1, b2, poverty_class, minority)
        place = self._place(row, commune_code, commune, village)
        if head is not None:
            key = (place, code, key_of(head), sex)
            if key in self.met:
                self._again(row, head, told, *self.met[key])
                return
            self.met[key] = (row, told)
        if poverty_class is None:
            self.note(row, "poverty_class", "", _NO_RESULT)
        if members is None:
            self.note(row, "members", "", _NO_SIZE)
        self._stage(row, head, code or "", sex, place, told)

    def _stage(
        self,
        row: int,
        head: str | None,
        code: str,
        sex: str | None,
        place: Found,
        told: _Told,
    ) -> None:
        now = self.open(row, head or "")
        now.names_all, now.code = False, code
        now.commune_id, now.village_id = place
        now.poverty_class, now.b1, now.b2 = told.poverty_class, told.b1, told.b2
        now.minority, now.told_size = bool(told.minority), told.members
        self.member(now, row, (head, Relation.HEAD, sex, None, None, None))

    def _place(
        self, row: int, code: str | None, commune: str | None, village: str | None
    ) -> Found:
        try:
            return self.chosen.find(code, commune, village)
        except PlaceProblem as problem:
            shown = {"village": village, "commune": commune, "commune_code": code}
            column = problem.column
            self.note(row, column, shown.get(column) or "", str(problem))
            return None, None

    def _again(self, row: int, head: str, told: _Told, first: int, was: _Told) -> None:
        """The household stands above: the same row again, or another result."""
        others = [
            name
            for name, mine, theirs in zip(_Told._fields, told, was, strict=True)
            if mine != theirs
        ]
        if not others:
            self.repeat(row, head, first)
            return
        what = ", ".join(_LABELS[name] for name in others)
        column = others[0]
        for here, there in ((first, row), (row, first)):
            self.note(here, column, "", _OTHER_RESULT.format(there, what))
        self.repeat(row, head, first)


_OTHER_YEAR = (
    "Thời gian rà soát không thuộc đợt rà soát năm {}. Hãy sửa ngày, hoặc chọn lại năm "
    "của danh sách."
)
_NO_RESULT = "Chưa có kết quả rà soát. Hãy ghi kết quả, hoặc bỏ dòng này."
_NO_SIZE = "Chưa có số nhân khẩu. Hãy ghi số nhân khẩu của hộ."
_OTHER_RESULT = (
    "Dòng {} ghi cùng hộ này nhưng khác {}. Hãy giữ một dòng đúng; nếu là hai hộ trùng "
    "tên, hãy thêm cột “Thôn, tổ dân phố” hoặc ghi mã hộ khác nhau."
)
