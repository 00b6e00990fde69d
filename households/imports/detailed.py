"""Forms 14 and 15: the class stands in the title, the sex in a birth year's column."""

from collections.abc import Iterable, Iterator
from typing import Any

from households.imports.chosen import ChosenPlaces
from households.imports.places import PlaceProblem
from households.imports.rows import HouseholdRows, Reading, SheetRows
from households.models import Outcome, Relation, Sex
from households.rules.ethnicities import KINH
from povertyportal.sheets.cells import as_text, key_of
from povertyportal.sheets.layouts import NumberedRow, Table
from povertyportal.sheets.problems import FileProblem
from povertyportal.ui.fields import PartialDate

_NEAR_POOR, _POOR = "ho can ngheo", "ho ngheo"
# What stands alone in the name's column: a total, a commune, else a village.
_TOTALS = ("tong", "cong")
_COMMUNES = ("xa ", "phuong ", "thi tran ", "dac khu ")
_OF_MEMBERS = ("number", "place_in_household", "born_male", "born_female", "relation")


def _is_of_title(number: object) -> bool:
    """Whether a number is one of those that villages have: "I", "A", not "1"."""
    return isinstance(number, str) and not any(sign.isdigit() for sign in number)


def listed_class(sheet: str, top: Iterable[NumberedRow], header_row: int) -> str:
    """The class of all households of a sheet, by its name or the titles above.

    Raises FileProblem when neither says, or they differ.
    """
    titles = [
        as_text(value)
        for row in top
        if row.number < header_row
        for value in row.values
        if isinstance(value, str)
    ]
    found = {_class_of(key_of(text)) for text in (sheet, *titles)} - {""}
    if len(found) == 1:
        return found.pop()
    raise FileProblem(
        f"Trang “{sheet}”: không rõ là danh sách hộ nghèo hay hộ cận nghèo. Hãy ghi ở "
        "tên trang hoặc dòng tên biểu, ví dụ “Danh sách chi tiết hộ nghèo”."
    )


def _class_of(key: str) -> str:
    """The class that a title names; "" for none or both."""
    near_poor, poor = _NEAR_POOR in key, _POOR in key
    if near_poor == poor:
        return ""
    return str((Outcome.Class.NEAR_POOR if near_poor else Outcome.Class.POOR).value)


class DetailedRows(SheetRows):
    """Reads a sheet of form 14 or 15: the row of the head begins a household."""

    def __init__(
        self, reading: Reading, table: Table, chosen: ChosenPlaces, poverty_class: str
    ) -> None:
        super().__init__(reading, table)
        self.chosen = chosen
        self.poverty_class = poverty_class
        self.commune: str | None = None
        self.village: str | None = None

    def members(
        self, rows: Iterator[tuple[int, list[object]]]
    ) -> Iterator[tuple[int, list[object]]]:
        """Raw rows without those that name a commune or a village for the next ones,
        or a total."""
        place = self.table.layout.place
        name = self.table.places[place("name")] or 0
        others = {self.table.places[place(column)] for column in _OF_MEMBERS}
        number = self.table.places[place("number")]
        for row, values in rows:
            filled = {at for at, value in enumerate(values) if value != ""}
            if number in filled and _is_of_title(values[number or 0]):
                filled.discard(number or 0)
            is_below = row > self.table.header_row
            if is_below and name in filled and not others & filled:
                self._enter(row, as_text(values[name]))
            else:
                yield row, values

    def _enter(self, row: int, title: str) -> None:
        self.close()  # numbers of households may begin again below
        key = key_of(title)
        if key.startswith(_TOTALS):
            return
        if key.startswith(_COMMUNES):
            self.commune, self.village = title, None
        else:
            self.village = title
        try:
            self.chosen.find(None, self.commune, self.village)
        except PlaceProblem as problem:
            self.note(row, "name", title, f"{problem} {_IF_PERSON}")

    def read(self, rows: Iterator[tuple[int, list[Any]]]) -> None:
        """Stage every row, noting what is wrong."""
        current: int | None = None
        # fmt: off
        for row, (
            number, _place, name, male, female, ethnicity, relation, _new, _again, _old,
            merit, minority, no_labour, _health, _education, _production, _credit,
            _housing, _other, village, personal_id, b1, b2,
        ) in self.reading.counted(rows):
            # fmt: on
            now, is_head = self.now, relation == Relation.HEAD
            is_other = number is not None and number != current
            if now is None or is_other or (is_head and number is None):
                now, current = self._begin(row, name or "", village), number
                now.b1, now.b2 = b1, b2
                now.minority = (ethnicity or KINH) != KINH
                if not is_head and relation is not None:
                    self.note(row, "relation", "", _HEAD_FIRST)
            elif is_head:
                self.note(row, "relation", name, _ONE_HEAD)
            now.minority = now.minority or bool(minority)
            now.merit = now.merit or bool(merit)
            now.no_labour = now.no_labour or bool(no_labour)
            born, sex = self._born(row, male, female)
            person = (name, relation, sex, born, personal_id, ethnicity)
            self.member(now, row, person)
        self.close()

    def _begin(self, row: int, name: str, village: str | None) -> HouseholdRows:
        now = self.open(row, name)
        now.poverty_class = self.poverty_class
        try:
            village = village or self.village
            now.commune_id, now.village_id = self.chosen.find(
                None, self.commune, village
            )
        except PlaceProblem as problem:
            self.note(row, "village", village or "", str(problem))
        else:
            if now.village_id is None:
                self.note(row, "village", "", _NO_VILLAGE)
        return now

    def _born(
        self, row: int, male: int | None, female: int | None
    ) -> tuple[PartialDate | None, str | None]:
        if male is not None and female is not None:
            self.note(row, "born_female", female, _BOTH_SEXES)
            return None, None
        year = male if male is not None else female
        if year is None:
            if not (
                self.is_noted(row, "born_male") or self.is_noted(row, "born_female")
            ):
                self.note(row, "born_male", "", _NO_YEAR)
            return None, None
        if year > self.reading.year:
            column = "born_male" if male is not None else "born_female"
            self.note(row, column, year, _BORN_LATER.format(self.reading.year))
        return PartialDate(year), Sex.MALE if male is not None else Sex.FEMALE


_HEAD_FIRST = "Dòng đầu của mỗi hộ phải là chủ hộ. Hãy chuyển dòng chủ hộ lên đầu."
_ONE_HEAD = (
    "Hộ này đã có chủ hộ ở dòng trên. Hãy ghi số thứ tự hộ khác nếu là hộ khác, hoặc "
    "sửa quan hệ."
)
_NO_VILLAGE = (
    "Không rõ hộ này ở thôn nào. Hãy thêm cột “Thôn, tổ dân phố”, hoặc chọn một thôn "
    "làm địa bàn khi tải tệp lên."
)
_IF_PERSON = (
    "Nếu dòng này là một người, hãy ghi năm sinh và quan hệ với chủ hộ của người đó."
)
_BOTH_SEXES = "Ghi năm sinh ở cả hai cột Nam và Nữ. Hãy chỉ ghi ở một cột."
_NO_YEAR = "Chưa có năm sinh. Hãy ghi năm sinh ở cột Nam hoặc cột Nữ."
_BORN_LATER = "Năm sinh sau năm rà soát {}. Hãy kiểm tra lại năm sinh."
