"""A list of supports from a file: what was given, what is planned, what arrived."""

import hashlib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from households.models import Household, Person
from povertyportal.accounts.access import Act
from povertyportal.accounts.models import Officer
from povertyportal.areas.names import plain
from povertyportal.sheets.cells import key_of
from povertyportal.sheets.kinds import Applied, Report, Reverted
from povertyportal.sheets.models import ImportBatch, ImportRow, Verdict
from povertyportal.sheets.services.applying import ChangedSince
from povertyportal.sheets.small import SmallKind
from povertyportal.sheets.small_rows import Found, Line, Now
from programs.imports.money_lines import told_of
from programs.imports.support_basis import basis_of
from programs.imports.support_known import Known, day_of, known_of
from programs.imports.support_layout import SUPPORTS
from programs.imports.support_money import activity_of, line_of
from programs.imports.support_rows import (
    is_from_elsewhere,
    meant_by,
    planned_one,
    same_one,
    support_of,
    take_over,
    values_of,
    version_of,
    when_of,
)
from programs.models import Support, SupportKind
from programs.services.places import FIRST_YEAR
from programs.services.support_lists import hold, take_back_supports, write_supports
from programs.services.support_questions import Facts, Offer, ask

State = Support.State


def _this_year() -> int:
    return timezone.localdate().year


def _years() -> list[tuple[int, int]]:
    last = timezone.localdate().year + 1
    return [(year, year) for year in range(last, FIRST_YEAR - 1, -1)]


class SupportListForm(forms.Form):
    """What holds for the whole file."""

    year = forms.TypedChoiceField(
        label="Năm kế hoạch", coerce=int, choices=_years, initial=_this_year
    )


class SupportListKind(SmallKind):
    """Supports of households: planned, given, or planned before and given now."""

    code = "supports"
    title = "Hỗ trợ cho hộ"
    lead = "Danh sách hộ được dự kiến hoặc đã nhận con giống, vật tư, tiền, quà."
    act = Act.GIVE_SUPPORT
    form_class = SupportListForm
    layout = SUPPORTS
    template_name = "mau-danh-sach-ho-tro.xlsx"
    notes = (
        "Mỗi dòng một khoản của một hộ. Có ngày nhận là đã hỗ trợ; để trống là dự "
        "kiến.",
        "Lấy từ dòng vốn nào: ghi dự án, nguồn vốn, loại vốn hoặc số quyết định giao "
        "vốn, đủ để chỉ còn một dòng vốn của năm; để trống nếu không từ dòng nào.",
        "Dòng mà cổng hỏi (hộ không thuộc đối tượng, có khoản giống, quá số còn lại "
        "của dòng vốn) chỉ được nhập khi cột “Lý do ngoại lệ” có ghi lý do.",
    )

    def options(self, form: forms.Form) -> dict[str, Any]:
        """The year of the plan."""
        return {"year": form.cleaned_data["year"]}

    def option_words(self, batch: ImportBatch) -> Sequence[tuple[str, str]]:
        """The year."""
        return [("Năm kế hoạch", str(batch.options["year"]))]

    def prepare(self, batch: ImportBatch, by: Officer, lines: Sequence[Line]) -> Known:
        """Households, classes and former supports of all lines at once."""
        return known_of(batch.options["year"], by, lines)

    def compare(self, line: Line, known: Known) -> Found | None:
        """New, the same as before, or the delivery of what was planned."""
        household = self._household(line, known)
        kind = self._kind(line, known)
        if household is None or kind is None or not line.values["quantity"]:
            return None
        person = self._person(line, known, household)
        made = self._made(line, known, household, kind, person)
        others = known.others[household.pk, kind.pk]
        saved = [each for each in others if each.pk]
        same = same_one(made, saved)
        there = same or planned_one(made, saved)
        if there is not None:
            take_over(made, there)
        told_before = same_one(made, [each for each in others if not each.pk])
        if told_before is None and (same is None or is_from_elsewhere(made, same)):
            self._ask(line, known, household, made, there)
            others.append(made)
        after = values_of(made)
        return Found(
            identity=(household.pk, kind.pk, made.person_id, when_of(made)),
            title=f"{household.head_name}: {kind.name}",
            after=after,
            now=Now(there.pk, values_of(there), version_of(there)) if there else None,
            area_id=made.area_id,
        )

    def _household(self, line: Line, known: Known) -> Household | None:
        values = line.values
        if not values["number"] and not values["personal_id"]:
            line.wrong("number", "Hãy ghi số hộ hoặc số định danh của chủ hộ.")
            return None
        found = known.household_of(line)
        column = "number" if values["number"] else "personal_id"
        if found is None:
            line.wrong(column, "Không có hộ này trong địa bàn bạn phụ trách.")
        elif values["head"] and plain(values["head"]) != plain(found.head_name):
            line.wrong(
                "head",
                f"Hộ {found.number} có chủ hộ là {found.head_name}. Hãy kiểm tra số hộ "
                "và họ tên.",
            )
        return found

    def _kind(self, line: Line, known: Known) -> SupportKind | None:
        told = line.values["kind"]
        found = known.kinds.get(key_of(told)) if told else None
        if told and found is None:
            line.wrong(
                "kind",
                "Không có loại hỗ trợ này đang dùng. Hãy ghi đúng tên ở trang Các loại "
                "hỗ trợ.",
            )
        return found

    def _person(self, line: Line, known: Known, household: Household) -> int | None:
        told = line.values["person"]
        if not told:
            return None
        found = known.persons[household.pk].get(plain(told), [])
        if len(found) != 1:
            line.wrong(
                "person",
                "Hộ không có thành viên tên này (hoặc có hai người trùng tên). Hãy sửa "
                "tên hoặc để trống.",
            )
        return found[0] if len(found) == 1 else None

    def _made(
        self,
        line: Line,
        known: Known,
        household: Household,
        kind: SupportKind,
        person: int | None,
    ) -> Support:
        values, day = line.values, day_of(line)
        given, planned = values["given_on"], values["planned_for"]
        if given and given > timezone.localdate():
            line.wrong("given_on", "Ngày nhận không được ở tương lai.")
        if given and given.year not in (known.year, known.year + 1):
            line.wrong("given_on", f"Ngày nhận không thuộc năm {known.year}.")
        commune = known.communes.get((household.pk, day))
        return Support(
            household=household,
            kind=kind,
            line=line_of(line, known.money, commune),
            activity=activity_of(line, known.money, commune),
            person_id=person,
            area=commune or household.commune,
            year=known.year,
            quantity=Decimal(values["quantity"]),
            value=values["value"] or 0,
            state=State.GIVEN if given else State.PLANNED,
            given_on=given,
            planned_for=planned,
            class_then=known.situation(household.pk, day).poverty_class,
            exception=values["exception"] or "",
            note=values["note"] or "",
        )

    def _ask(
        self,
        line: Line,
        known: Known,
        household: Household,
        made: Support,
        there: Support | None,
    ) -> None:
        """What the rules ask of the line; without a reason the line is wrong."""
        day = day_of(line)
        commune = known.communes.get((household.pk, day))
        others = [
            each
            for each in known.others[household.pk, made.kind_id]
            if each is not there
        ]
        facts = Facts(
            known.situation(household.pk, day),
            commune,
            is_inside=known.is_inside(commune),
            others=others,
            left=known.money.left(made, there),
        )
        questions = ask(_offer(household, made), day, when_of(made), facts)
        if questions and not made.exception:
            told = " ".join(each.text for each in questions)
            line.wrong(
                "kind", f"{told} Nếu vẫn đúng, ghi lý do vào cột “Lý do ngoại lệ”."
            )
        if not line.is_wrong:
            known.money.take(made, there)

    def present(self, rows: Sequence[ImportRow]) -> Mapping[int, Now]:
        """Supports that the rows wrote, or that they mean."""
        households = {row.after["household_id"] for row in rows}
        found = Support.objects.filter(household__in=households).select_related(
            "household", "kind", "person", "line__component", "activity"
        )
        by_pair: dict[tuple[int, int], list[Support]] = {}
        for each in found.exclude(state=State.CANCELLED).order_by("pk"):
            by_pair.setdefault((each.household_id, each.kind_id), []).append(each)
        present = {}
        for row in rows:
            others = by_pair.get((row.after["household_id"], row.after["kind_id"]), [])
            there = meant_by(row, others)
            if there is not None:
                present[row.number] = Now(there.pk, values_of(there), version_of(there))
        return present

    def tell(self, name: str, value: object) -> str:
        """Codes of choices in words; a value that was left blank is not known."""
        if name == "value" and not value:
            return "–"
        is_choice = name in ("source", "capital")
        return told_of(name, value) if is_choice else super().tell(name, value)

    def fingerprint(self, batch: ImportBatch) -> str:
        """Also of what the rules were asked about; see support_basis."""
        rows = list(batch.small_rows.exclude(verdict=Verdict.WRONG))
        basis = f"{super().fingerprint(batch)} {basis_of(rows)}"
        return hashlib.sha256(basis.encode()).hexdigest()

    def apply(self, batch: ImportBatch, by: Officer, report: Report) -> Applied:
        """Write what is as it was checked: households and lines are held before.

        Raises ChangedSince where something was given or judged meanwhile.
        """
        values = [row.after for row in batch.small_rows.exclude(verdict=Verdict.WRONG)]
        hold(
            {each["household_id"] for each in values},
            {each.get("line_id") for each in values} - {None},
        )
        if self.fingerprint(batch) != batch.fingerprint:
            raise ChangedSince
        return super().apply(batch, by, report)

    def write_all(self, by: Officer, rows: list[ImportRow], report: Report) -> None:
        """Write the whole list at once."""
        if not rows:
            return
        new = {row.pk: support_of(row.after) for row in rows if row.object_id is None}
        former = Support.objects.in_bulk(
            [row.object_id for row in rows if row.object_id is not None]
        )
        delivered = []
        for row in rows:
            if row.object_id is not None:
                delivered.append(support_of(row.after, former[row.object_id]))
        write_supports(
            by=by,
            batch=rows[0].batch_id,
            new=list(new.values()),
            delivered=delivered,
        )
        for row in rows:
            if row.object_id is None:
                row.object_id = new[row.pk].pk
        report(len(rows), len(rows))

    def write(self, by: Officer, row: ImportRow) -> int:
        """One row alone: the list is written whole, by write_all."""
        self.write_all(by, [row], lambda done, total: None)
        return row.object_id or 0

    def revert(self, batch: ImportBatch, by: Officer, report: Report) -> Reverted:
        """Take back at once what stands as it was written; see SmallKind.revert."""
        rows = list(batch.small_rows.filter(state=ImportRow.State.APPLIED))
        present = self.present(rows)
        taken = []
        for row in rows:
            now = present.get(row.number)
            if now is not None and now.stamp == row.stamp:
                row.state = ImportRow.State.REVERTED
                taken.append(row)
            else:
                row.state, row.note = ImportRow.State.LEFT, self._why_left(now)
        self._take_back(by, batch.pk, taken)
        ImportRow.objects.bulk_update(rows, ["note", "state"], 1_000)
        report(len(rows), len(rows))
        return Reverted(restored=len(taken), left=len(rows) - len(taken))

    def _why_left(self, now: Now | None) -> str:
        if now is None:
            return "Khoản này đã hủy sau khi nhập."
        return f"Đã có người sửa sau khi nhập. Hiện nay: {self._told(now)}."

    def _take_back(self, by: Officer, batch: int, rows: Sequence[ImportRow]) -> None:
        changed = [row for row in rows if row.before is not None and row.object_id]
        known = Support.objects.in_bulk([row.object_id for row in changed])
        take_back_supports(
            by=by,
            batch=batch,
            brought=[row.object_id or 0 for row in rows if row.before is None],
            former=[
                support_of(row.before or {}, known[row.object_id or 0])
                for row in changed
            ],
        )

    def take_back(self, by: Officer, row: ImportRow) -> None:
        """One row that was left for a decision."""
        self._take_back(by, row.batch_id, [row])


def _offer(household: Household, made: Support) -> Offer:
    """A row's support as the rules are asked about it; its person by the id alone."""
    return Offer(
        household,
        made.kind,
        made.year,
        made.quantity,
        made.value,
        Person(pk=made.person_id) if made.person_id else None,
        made.activity,
        made.line,
    )
