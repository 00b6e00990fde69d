"""Villages from a file: added where missing, renamed where the code is given."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django import forms
from django.utils import timezone

from povertyportal.accounts.access import Act, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.administration.forms.villages import VillageImportForm
from povertyportal.administration.services.villages import (
    NewVillage,
    add_villages,
    rename_village,
    void_village,
)
from povertyportal.areas.models import Area, Level
from povertyportal.areas.names import plain
from povertyportal.sheets import cells
from povertyportal.sheets.kinds import Candidate, Difference, Report
from povertyportal.sheets.layouts import Column, Layout
from povertyportal.sheets.models import ImportBatch, ImportRow
from povertyportal.sheets.problems import CellProblem
from povertyportal.sheets.small import SmallKind
from povertyportal.sheets.small_rows import Found, Line, Now, Values, words

# "Thôn Bến" and "Bến" may be one village, and so may "Thôn 1" and "Thôn 01".
_TYPE = re.compile(r"^(thon|ban|xom|lang|ap|khom|to dan pho|khu pho|tdp|to)\b *(so )?")


def _village_code(raw: object) -> str:
    """A code such as 14464-001. Raises CellProblem."""
    value = cells.as_text(raw).replace(" ", "")
    if re.fullmatch(r"\d{5}-\d{3}", value) is None:
        raise CellProblem("Hãy ghi mã thôn gồm mã xã và ba chữ số, ví dụ 14464-001.")
    return value


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
            is_text=True,
        ),
        Column(
            "name",
            "Tên thôn, tổ dân phố",
            cells.text(120),
            aliases=("Tên thôn", "Thôn", "Thôn, tổ dân phố", "Tên"),
            filled=True,
            width=40,
        ),
        Column(
            "starts",
            "Có từ ngày",
            cells.full_date,
            aliases=("Từ ngày",),
            required=False,
        ),
        Column("code", "Mã thôn", _village_code, required=False, is_text=True),
    ),
    marks=("commune", "name"),
)


@dataclass
class _Known:
    """Today's communes of the officer's scope by code, and their villages."""

    communes: Mapping[str, Area]
    by_code: dict[str, Area] = field(default_factory=dict)
    by_name: dict[tuple[int, str], Area] = field(default_factory=dict)
    by_bare: dict[tuple[int, str], list[Area]] = field(default_factory=dict)
    renamed_on: str = ""


class VillageKind(SmallKind):
    """Villages and residential groups of communes."""

    code = "villages"
    title = "Thôn, tổ dân phố"
    lead = "Thêm thôn của các xã; đổi tên thôn khi tệp ghi mã thôn."
    act = Act.EDIT_AREAS
    form_class = VillageImportForm
    layout = VILLAGES
    template_name = "mau-danh-sach-thon.xlsx"
    notes = (
        "Thôn không có trong tệp vẫn giữ nguyên: tệp không làm thôn nào kết thúc.",
    )

    def options(self, form: forms.Form) -> dict[str, Any]:
        """From which day another name holds."""
        return {"renamed_on": form.cleaned_data["renamed_on"].isoformat()}

    def option_words(self, batch: ImportBatch) -> Sequence[tuple[str, str]]:
        """The day."""
        return [("Tên mới dùng từ ngày", words(batch.options["renamed_on"]))]

    def prepare(self, batch: ImportBatch, by: Officer, lines: Sequence[Line]) -> _Known:
        """Communes in being today, and the villages there are."""
        inside = Area.objects.filter(
            pk__in=scope_of(by).commune_ids, level=Level.COMMUNE
        )
        communes = {area.code: area for area in inside.on(timezone.localdate())}
        known = _Known(communes, renamed_on=batch.options["renamed_on"])
        for village in _villages(area.pk for area in communes.values()):
            commune_id = village.parent_id or 0
            known.by_code[village.code] = village
            known.by_name[commune_id, plain(village.name)] = village
            known.by_bare.setdefault((commune_id, _bare(village.name)), []).append(
                village
            )
        return known

    def compare(self, line: Line, known: _Known) -> Found | None:
        """The village of that code or name; a name much like another is doubtful."""
        code, name = line.values["commune"], line.values["name"]
        if code is None or name is None:
            return None
        commune = known.communes.get(code)
        if commune is None:
            line.wrong("commune", _unknown(code))
            return None
        after: Values = {"commune": code, "name": name, "commune_id": commune.pk}
        there = self._there(line, known, commune, name)
        found = Found(
            identity=(commune.pk, there.pk if there else plain(name)),
            title=f"{name}, {commune.name}",
            after=after,
            now=_now(there, code) if there else None,
            area_id=commune.pk,
        )
        if there is None:
            after["starts"] = self._starts(line, commune)
            found.candidates = _alike(known, commune, name)
        elif plain(there.name) == plain(name):
            after["name"] = there.name  # accents and case are no news
        else:
            after["renamed_on"] = known.renamed_on
            found.title = f"{there.name}, {commune.name}"
        return found

    def _there(
        self, line: Line, known: _Known, commune: Area, name: str
    ) -> Area | None:
        """The village meant; a code that fits nothing is a problem."""
        named = known.by_name.get((commune.pk, plain(name)))
        code = line.values["code"]
        if code is None:
            return named
        coded = known.by_code.get(code)
        if coded is None or coded.parent_id != commune.pk:
            line.wrong(
                "code",
                f"{commune.name} không có thôn mã {code}. Hãy kiểm tra mã; thôn mới "
                "thì để trống.",
            )
        elif named is not None and named.pk != coded.pk:
            line.wrong("name", f"Xã đã có thôn tên “{named.name}”, mã {named.code}.")
        return coded

    def _starts(self, line: Line, commune: Area) -> str | None:
        starts: dt.date | None = line.values["starts"]
        if starts is not None and not commune.is_in_being(starts):
            line.wrong("starts", "Xã không có ở ngày này. Hãy sửa ngày hoặc để trống.")
        return starts.isoformat() if starts else None

    def present(self, rows: Sequence[ImportRow]) -> Mapping[int, Now]:
        """Villages that the rows wrote, or name."""
        by_id = {}
        by_name = {}
        for village in _villages({row.after["commune_id"] for row in rows}):
            by_id[village.pk] = village
            by_name[village.parent_id, plain(village.name)] = village
        found = {}
        for row in rows:
            place = (row.after["commune_id"], plain(row.after["name"]))
            there = by_id.get(row.object_id or 0) or by_name.get(place)
            if there is not None:
                found[row.number] = _now(there, row.after["commune"])
        return found

    def write_all(self, by: Officer, rows: list[ImportRow], report: Report) -> None:
        """New villages a commune at once, in the file's order; renames one by one."""
        news = [row for row in rows if row.object_id is None]
        by_commune = sorted(news, key=lambda row: (row.after["commune_id"], row.number))
        done = 0
        for commune_id, group in groupby(by_commune, lambda r: r.after["commune_id"]):
            commune = Area.objects.get(pk=commune_id)
            places = list(group)
            added = add_villages(
                by=by, villages=[_new(commune, row.after) for row in places]
            )
            for row, village in zip(places, added, strict=True):
                row.object_id = village.pk
            done += len(places)
            report(done, len(rows))
        for row in rows:
            if "renamed_on" in row.after:
                self.write(by, row)

    def write(self, by: Officer, row: ImportRow) -> int:
        """Another name for the village from the day on."""
        village = Area.objects.get(pk=row.object_id or 0)
        on = dt.date.fromisoformat(row.after["renamed_on"])
        return rename_village(by=by, village=village, name=row.after["name"], on=on).pk

    def take_back(self, by: Officer, row: ImportRow) -> None:
        """The former name again; a village that the file brought is voided."""
        village = Area.objects.get(pk=row.object_id or 0)
        if row.before is None:
            void_village(by=by, village=village)
            return
        on = dt.date.fromisoformat(row.after["renamed_on"])
        rename_village(by=by, village=village, name=row.before["name"], on=on)


def _villages(commune_ids: Iterable[int]) -> Iterable[Area]:
    return Area.objects.villages().filter(
        parent__in=list(commune_ids), ended__isnull=True
    )


def _new(commune: Area, values: Values) -> NewVillage:
    starts = values["starts"]
    day = dt.date.fromisoformat(starts) if starts else None
    return NewVillage(commune, values["name"], day)


def _now(village: Area, commune_code: str) -> Now:
    values: Values = {
        "commune": commune_code,
        "name": village.name,
        "code": village.code,
        "commune_id": village.parent_id,
    }
    return Now(village.pk, values, f"{village.name} {village.ended}")


def _bare(name: str) -> str:
    """A name without accents, its type word and leading zeros."""
    bare = _TYPE.sub("", plain(name)) or plain(name)
    return re.sub(r"\b0+(?=\d)", "", bare)


def _alike(known: _Known, commune: Area, name: str) -> list[Candidate]:
    """Villages of the commune that the name may mean as well."""
    return [
        Candidate(
            key=str(village.pk),
            title=village.name,
            facts=(
                Difference("Tên", village.name, name),
                Difference("Mã thôn", village.code, ""),
            ),
        )
        for village in known.by_bare.get((commune.pk, _bare(name)), ())
    ]


def _unknown(code: str) -> str:
    return (
        f"Không có xã mã {code} trong địa bàn bạn phụ trách hiện nay. Hãy kiểm tra "
        "mã xã từ 01/07/2025."
    )
