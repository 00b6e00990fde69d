"""Denominators of communes from a file: entered where missing, else corrected."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone

from povertyportal.accounts.access import Act, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.administration.forms.populations import PopulationImportForm
from povertyportal.administration.services.populations import (
    COUNTS,
    correct_population,
    enter_population,
    void_population,
)
from povertyportal.areas.models import Area, AreaPopulation, Level, Provenance
from povertyportal.areas.names import plain
from povertyportal.sheets import cells
from povertyportal.sheets.layouts import Column, Layout
from povertyportal.sheets.models import ImportBatch, ImportRow
from povertyportal.sheets.small import SmallKind
from povertyportal.sheets.small_rows import Found, Line, Now, Values, words

_MOST = 10_000_000


def _count(name: str, heading: str, *aliases: str, required: bool = False) -> Column:
    return Column(
        name,
        heading,
        cells.whole(0, _MOST),
        aliases,
        required=required,
        filled=required,
        width=16,
    )


POPULATIONS = Layout(
    name="populations",
    title="Dân số các xã",
    aliases=("Dân số", "Tổng số hộ, nhân khẩu"),
    columns=(
        Column(
            "commune_code",
            "Mã xã",
            cells.code(5, "mã xã"),
            aliases=("Mã đơn vị hành chính", "Mã xã, phường", "Mã xã/phường"),
            filled=True,
            is_text=True,
        ),
        Column(
            "commune",
            "Tên xã, phường",
            cells.text(120),
            aliases=("Xã, phường", "Tên xã", "Xã", "Xã, phường, đặc khu", "Đơn vị"),
            required=False,
            width=26,
        ),
        Column(
            "counted_on",
            "Tính đến ngày",
            cells.full_date,
            aliases=("Ngày tính", "Ngày", "Thời điểm"),
            required=False,
            repeats=True,
        ),
        _count(
            "households",
            "Tổng số hộ dân cư",
            *("Số hộ", "Tổng số hộ", "Tổng số hộ dân"),
            required=True,
        ),
        _count(
            "persons",
            "Tổng số nhân khẩu",
            *("Số nhân khẩu", "Nhân khẩu", "Số khẩu", "Tổng số khẩu"),
            required=True,
        ),
        _count("minority_households", "Hộ dân tộc thiểu số", "Số hộ DTTS", "Hộ DTTS"),
        _count(
            "minority_persons",
            "Nhân khẩu dân tộc thiểu số",
            *("Số khẩu DTTS", "Nhân khẩu DTTS", "Khẩu DTTS"),
        ),
        _count(
            "local_households",
            "Hộ dân tộc thiểu số tại chỗ",
            *("Hộ DTTS tại chỗ", "Hộ dân tộc tại chỗ"),
        ),
        _count(
            "local_persons",
            "Nhân khẩu dân tộc thiểu số tại chỗ",
            *("Nhân khẩu DTTS tại chỗ", "Khẩu dân tộc tại chỗ"),
        ),
    ),
    marks=("commune_code", "households"),
)


@dataclass(frozen=True)
class _Known:
    """Communes of the officer's scope by code, their numbers by commune and day."""

    communes: Mapping[str, Sequence[Area]]
    numbers: Mapping[tuple[int, str], AreaPopulation]
    day: dt.date | None
    note: str


class PopulationKind(SmallKind):
    """Total households and persons of communes on a day."""

    code = "populations"
    title = "Dân số các xã"
    lead = "Tổng số hộ, nhân khẩu của xã: mẫu số của các tỷ lệ."
    act = Act.EDIT_AREAS
    form_class = PopulationImportForm
    layout = POPULATIONS
    template_name = "mau-dan-so-cac-xa.xlsx"

    def options(self, form: forms.Form) -> dict[str, Any]:
        """The day for rows without one, and where the numbers come from."""
        day = form.cleaned_data["counted_on"]
        return {
            "counted_on": day.isoformat() if day else "",
            "source_note": form.cleaned_data["source_note"],
        }

    def option_words(self, batch: ImportBatch) -> Sequence[tuple[str, str]]:
        """Those that were filled in."""
        told = [
            ("Tính đến ngày", words(batch.options["counted_on"])),
            ("Nguồn số liệu", batch.options["source_note"]),
        ]
        return [(label, value) for label, value in told if value]

    def prepare(self, batch: ImportBatch, by: Officer, lines: Sequence[Line]) -> _Known:
        """Communes of any time, since numbers may be of years before the reform."""
        communes: dict[str, list[Area]] = {}
        inside = Area.objects.filter(
            pk__in=scope_of(by).commune_ids, level=Level.COMMUNE
        )
        for area in inside:
            communes.setdefault(area.code, []).append(area)
        numbers = AreaPopulation.objects.filter(area__in=inside)
        day = batch.options["counted_on"]
        return _Known(
            communes,
            {(row.area_id, row.counted_on.isoformat()): row for row in numbers},
            dt.date.fromisoformat(day) if day else None,
            batch.options["source_note"],
        )

    def compare(self, line: Line, known: _Known) -> Found | None:
        """The commune's number of that day: missing, the same, or other."""
        day = line.values["counted_on"] or known.day
        area = self._commune(line, known, day)
        if area is None or day is None:
            return None
        there = known.numbers.get((area.pk, day.isoformat()))
        after: Values = {
            "commune_code": area.code,
            "commune": area.name,
            "counted_on": day.isoformat(),
            **self._counts(line, there),
            "area_id": area.pk,
            "source_note": known.note or (there.source_note if there else ""),
        }
        _check_parts(line, after)
        return Found(
            identity=(area.pk, day),
            title=f"{area.name}, {day:%d/%m/%Y}",
            after=after,
            now=_now(there, area) if there else None,
            area_id=area.pk,
        )

    def _commune(self, line: Line, known: _Known, day: dt.date | None) -> Area | None:
        if day is None:
            line.wrong(
                "counted_on",
                "Chưa có ngày tính số dân. Hãy ghi ngày vào cột “Tính đến ngày”, hoặc "
                "chọn ngày chung khi tải tệp lên.",
            )
            return None
        code = line.values["commune_code"]
        if code is None:
            return None
        if day > timezone.localdate():
            line.wrong("counted_on", "Ngày tính không được ở tương lai.")
        areas = known.communes.get(code, ())
        area = next((each for each in areas if each.is_in_being(day)), None)
        if area is None:
            line.wrong("commune_code", _unknown(code, day, is_known=bool(areas)))
            return None
        told = line.values["commune"]
        if told and not f" {plain(area.name)}".endswith(f" {plain(_bare(told))}"):
            line.wrong(
                "commune",
                f"Mã xã {code} là {area.name}. Hãy sửa mã hoặc tên cho khớp nhau.",
            )
        return area

    def _counts(self, line: Line, there: AreaPopulation | None) -> Values:
        """What the row says; for what it leaves open the present number, else none."""
        return {
            name: line.values[name]
            if line.values[name] is not None
            else getattr(there, name, 0)
            for name in COUNTS
        }

    def present(self, rows: Sequence[ImportRow]) -> Mapping[int, Now]:
        """Entries of the rows' communes and days."""
        found = AreaPopulation.objects.select_related("area").filter(
            area__in={row.after["area_id"] for row in rows}
        )
        by_place = {(each.area_id, each.counted_on.isoformat()): each for each in found}
        return {
            row.number: _now(there, there.area)
            for row in rows
            for there in [by_place.get((row.after["area_id"], row.after["counted_on"]))]
            if there is not None
        }

    def write(self, by: Officer, row: ImportRow) -> int:
        """Enter the number, or correct the one that is there."""
        if row.object_id is None:
            population = AreaPopulation(
                area=Area.objects.get(pk=row.after["area_id"]),
                counted_on=dt.date.fromisoformat(row.after["counted_on"]),
            )
            return enter_population(by=by, population=_filled(population, row.after)).pk
        population = AreaPopulation.objects.select_related("area").get(pk=row.object_id)
        return correct_population(by=by, population=_filled(population, row.after)).pk

    def take_back(self, by: Officer, row: ImportRow) -> None:
        """The former number again; an entry that the file brought is voided."""
        written = AreaPopulation.objects.select_related("area")
        population = written.get(pk=row.object_id or 0)
        if row.before is None:
            void_population(by=by, population=population)
            return
        correct_population(
            by=by,
            population=_filled(population, row.before),
            provenance=row.before["provenance"],
        )


def _filled(population: AreaPopulation, values: Values) -> AreaPopulation:
    for name in (*COUNTS, "source_note"):
        setattr(population, name, values[name])
    return population


def _now(there: AreaPopulation, area: Area) -> Now:
    values: Values = {
        "commune_code": area.code,
        "commune": area.name,
        "counted_on": there.counted_on.isoformat(),
        **{name: getattr(there, name) for name in COUNTS},
        "area_id": area.pk,
        "source_note": there.source_note,
        "provenance": Provenance(there.provenance).value,
    }
    return Now(there.pk, values, there.entered_at.isoformat())


def _bare(name: str) -> str:
    """A unit's name without the word for what it is."""
    words_of = name.split(maxsplit=1)
    is_kind = len(words_of) > 1 and plain(words_of[0]) in {"xa", "phuong"}
    return words_of[1] if is_kind else name


def _check_parts(line: Line, values: Values) -> None:
    for part, whole in (
        ("households", "persons"),
        ("minority_households", "households"),
        ("minority_persons", "persons"),
        ("local_households", "minority_households"),
        ("local_persons", "minority_persons"),
    ):
        if not line.is_wrong and values[part] > values[whole]:
            labels = [POPULATIONS.columns[POPULATIONS.place(n)] for n in (part, whole)]
            line.wrong(
                part,
                f"“{labels[0].label}” ({words(values[part])}) nhiều hơn "
                f"“{labels[1].label}” ({words(values[whole])}). Hãy kiểm tra hai ô.",
            )


def _unknown(code: str, day: dt.date, *, is_known: bool) -> str:
    if is_known:
        return (
            f"Xã mã {code} không có ở ngày {day:%d/%m/%Y}. Hãy kiểm tra ngày và mã xã "
            "(trước hay từ 01/07/2025)."
        )
    return f"Không có xã mã {code} trong địa bàn bạn phụ trách. Hãy kiểm tra mã xã."
