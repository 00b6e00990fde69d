"""Lists of villages from a workbook or a CSV file: read, checked, added as a whole."""

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path

from django.utils import timezone

from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Officer
from povertyportal.administration.services.villages import NewVillage, add_villages
from povertyportal.areas.models import Area, Level
from povertyportal.areas.names import plain
from povertyportal.sheets import cells
from povertyportal.sheets.layouts import (
    Column,
    Layout,
    NumberedRow,
    find_table,
    read_rows,
)
from povertyportal.sheets.problems import FileProblem, Problem, Problems
from povertyportal.sheets.reading import (
    Limits,
    numbered_rows,
    open_workbook,
    visible_sheets,
)

MOST_ROWS = 20_000
LIMITS = Limits(file_bytes=5 * 1024 * 1024, rows=MOST_ROWS, columns=50)

VILLAGES = Layout(
    name="villages",
    title="Danh sách thôn",
    aliases=("Thôn", "Thôn, tổ dân phố"),
    columns=(
        Column(
            "commune",
            "Mã xã",
            cells.code(5, "mã xã"),
            aliases=("Mã đơn vị hành chính cấp xã", "Mã xã phường"),
            filled=True,
            repeats=True,
            secret=True,
        ),
        Column(
            "name",
            "Tên thôn, tổ dân phố",
            cells.text(120),
            aliases=("Tên thôn", "Thôn", "Thôn, tổ dân phố", "Tên"),
            filled=True,
            width=40,
        ),
        Column("starts", "Có từ ngày", cells.full_date, required=False),
    ),
    marks=("commune", "name"),
)


@dataclass
class VillageList:
    """What a file holds: villages to add, how many are known, what is wrong."""

    new: list[NewVillage] = field(default_factory=list)
    known: int = 0
    problems: list[Problem] = field(default_factory=list)


def import_villages(*, by: Officer, path: Path, filename: str) -> VillageList:
    """Add the villages of a file that are not there yet: all of them, or none.

    With problems nothing is added. Raises FileProblem, PermissionDenied,
    ValidationError.
    """
    found = check_villages(by, path, filename)
    if found.new and not found.problems:
        add_villages(by=by, villages=found.new)
    return found


def check_villages(by: Officer, path: Path, filename: str) -> VillageList:
    """Read the file and find every problem, each with its cell."""
    sheet, rows = _rows(path, filename)
    problems = Problems()
    table = find_table(VILLAGES, sheet, rows)
    found = VillageList()
    communes = _communes(by)
    seen = _known_names(communes)
    for number, (code, name, starts) in read_rows(table, rows, problems):
        if code is None or name is None:
            continue
        commune = communes.get(str(code))
        cell = table.cell(number, "commune")
        if commune is None:
            problems.add(sheet, cell, code, _unknown(str(code)))
            continue
        key = (commune.pk, plain(str(name)))
        if key in seen and seen[key]:
            message = f"Thôn này đã ghi ở dòng {seen[key]}. Hãy bỏ một dòng."
            problems.add(sheet, table.cell(number, "name"), name, message)
        elif key in seen:
            found.known += 1
        else:
            seen[key] = number
            if starts is not None and not commune.is_in_being(starts):  # type: ignore[arg-type]
                message = "Xã không có ở ngày này. Hãy sửa ngày hoặc để trống."
                problems.add(sheet, table.cell(number, "starts"), starts, message)
            found.new.append(NewVillage(commune, str(name), starts))  # type: ignore[arg-type]
    found.problems = problems.in_order([sheet])
    if not (found.new or found.known or found.problems):
        raise FileProblem(f"Trang “{sheet}” không có dòng nào dưới dòng tiêu đề.")
    return found


def _rows(path: Path, filename: str) -> tuple[str, list[NumberedRow]]:
    if filename.lower().endswith(".csv"):
        return filename, _csv_rows(path)
    workbook = open_workbook(path, LIMITS)
    sheets = visible_sheets(workbook)
    if not sheets:
        raise FileProblem("Tệp không có trang nào nhìn thấy được.")
    name = next((sheet for sheet in sheets if VILLAGES.is_named(sheet)), sheets[0])
    rows = numbered_rows(workbook.get_sheet_by_name(name))
    return name, [NumberedRow(*row) for row in rows]


def _csv_rows(path: Path) -> list[NumberedRow]:
    if path.stat().st_size > LIMITS.file_bytes:
        raise FileProblem("Tệp quá 5 MB: hãy chia nhỏ.")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise FileProblem(
            "Tệp CSV không phải mã UTF-8. Trong Excel hãy chọn “CSV UTF-8” khi lưu."
        ) from None
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text), delimiter=";" if ";" in first else ",")
    try:
        rows = [
            NumberedRow(number, list(values))
            for number, values in enumerate(reader, start=1)
            if any(values)
        ]
    except csv.Error:
        raise FileProblem("Tệp CSV bị hỏng: không đọc được. Hãy lưu lại.") from None
    if len(rows) > MOST_ROWS:
        raise FileProblem("Tệp có quá nhiều dòng: hãy chia nhỏ.")
    return rows


def _communes(by: Officer) -> dict[str, Area]:
    """Today's communes of the officer's scope, by code."""
    today = timezone.localdate()
    inside = Area.objects.filter(pk__in=scope_of(by).commune_ids, level=Level.COMMUNE)
    return {area.code: area for area in inside.on(today)}


def _known_names(communes: dict[str, Area]) -> dict[tuple[int, str], int]:
    """(commune, plain name) of the villages there are, with 0 for a row."""
    ids = [area.pk for area in communes.values()]
    villages = Area.objects.villages().filter(parent__in=ids, ended__isnull=True)
    pairs = villages.values_list("parent_id", "name")
    return {(parent, plain(name)): 0 for parent, name in pairs if parent}


def _unknown(code: str) -> str:
    return (
        f"Không có xã mã {code} trong địa bàn bạn phụ trách hiện nay. Hãy kiểm tra "
        "mã xã từ 01/07/2025."
    )
