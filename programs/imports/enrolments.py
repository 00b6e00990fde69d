"""A payer's list of who has a benefit: entered where missing, else corrected."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from households.models import Household, Membership
from povertyportal.accounts.access import Act
from povertyportal.accounts.models import Officer
from povertyportal.areas.names import plain
from povertyportal.sheets import cells
from povertyportal.sheets.layouts import Column, Layout
from povertyportal.sheets.models import ImportBatch, ImportRow
from povertyportal.sheets.small import SmallKind
from povertyportal.sheets.small_rows import Found, Line, Now, Values
from programs.models import Benefit, Enrolment
from programs.services.enrolment_rows import drop_enrolment, keep_enrolment

ENROLMENTS = Layout(
    name="enrolments",
    title="Danh sách người hưởng chế độ",
    aliases=("Danh sách thẻ bảo hiểm y tế", "Người hưởng", "Danh sách hưởng"),
    columns=(
        Column(
            "personal_id",
            "Số định danh",
            cells.personal_id,
            aliases=("CCCD", "Số CCCD", "Số định danh cá nhân"),
            filled=True,
            secret=True,
            width=18,
        ),
        Column(
            "name",
            "Họ và tên",
            cells.person_name,
            aliases=("Họ tên", "Họ tên người hưởng"),
            filled=True,
            width=28,
        ),
        Column(
            "number",
            "Số thẻ, mã",
            cells.text(40),
            aliases=("Số thẻ", "Mã thẻ", "Mã số BHXH", "Mã khách hàng"),
            required=False,
            is_text=True,
            width=20,
        ),
        Column(
            "starts",
            "Từ ngày",
            cells.full_date,
            aliases=("Hưởng từ ngày", "Giá trị từ"),
            filled=True,
            repeats=True,
        ),
        Column(
            "ends",
            "Đến hết ngày",
            cells.full_date,
            aliases=("Đến ngày", "Giá trị đến"),
            required=False,
            repeats=True,
        ),
    ),
    marks=("personal_id", "starts"),
)


class EnrolmentListForm(forms.Form):
    """What holds for the whole file."""

    benefit = forms.ChoiceField(
        label="Chế độ", choices=Benefit.choices, initial=Benefit.HEALTH
    )


@dataclass(frozen=True)
class _Known:
    """Members in sight by personal id, and the enrolments there are."""

    benefit: str
    members: Mapping[str, Membership]
    there: Mapping[tuple[int, int | None, str], Enrolment]


class EnrolmentKind(SmallKind):
    """Who has a benefit, by personal id; of electricity the household counts."""

    code = "enrolments"
    title = "Người hưởng chế độ"
    lead = "Danh sách thẻ bảo hiểm y tế, tiền điện, học phí từ nơi chi trả."
    act = Act.GIVE_SUPPORT
    form_class = EnrolmentListForm
    layout = ENROLMENTS
    template_name = "mau-nguoi-huong-che-do.xlsx"
    notes = (
        "Người không có trong tệp vẫn giữ nguyên: tệp không làm ai thôi hưởng.",
        "Tiền điện tính theo hộ: ghi số định danh của một thành viên.",
    )

    def options(self, form: forms.Form) -> dict[str, Any]:
        """The benefit."""
        return {"benefit": form.cleaned_data["benefit"]}

    def option_words(self, batch: ImportBatch) -> Sequence[tuple[str, str]]:
        """The benefit in words."""
        return [("Chế độ", Benefit(batch.options["benefit"]).label)]

    def prepare(self, batch: ImportBatch, by: Officer, lines: Sequence[Line]) -> _Known:
        """Members of today by the ids of the list, and what is entered of them."""
        benefit = batch.options["benefit"]
        ids = {line.values["personal_id"] for line in lines} - {None}
        rows = Membership.objects.filter(
            household__in=Household.objects.visible_to(by),
            person__personal_id__in=ids,
            ends__isnull=True,
        ).select_related("household", "person")
        members = {row.person.personal_id: row for row in rows}
        found = Enrolment.objects.filter(
            benefit=benefit, household__in={row.household_id for row in rows}
        )
        there = {_key(row): row for row in found.order_by("pk")}
        return _Known(benefit, members, there)

    def compare(self, line: Line, known: _Known) -> Found | None:
        """The enrolment of that person from that day: missing, the same, or other."""
        told = line.values
        member = known.members.get(told["personal_id"] or "")
        if told["personal_id"] and member is None:
            line.wrong("personal_id", "Không có người này trong các hộ bạn phụ trách.")
        if member is None or told["starts"] is None:
            return None
        self._check(line, member)
        by_household = known.benefit == Benefit.ELECTRICITY
        person = None if by_household else member.person_id
        after: Values = {
            "name": member.person.name,
            "number": told["number"] or "",
            "starts": told["starts"].isoformat(),
            "ends": told["ends"].isoformat() if told["ends"] else None,
            "benefit": known.benefit,
            "household_id": member.household_id,
            "person_id": person,
            "area_id": member.household.commune_id,
        }
        identity = (member.household_id, person, after["starts"])
        there = known.there.get(identity)
        return Found(
            identity=identity,
            title=f"{member.person.name}, từ {told['starts']:%d/%m/%Y}",
            after=after,
            now=_now(there, member.person.name) if there else None,
            area_id=member.household.commune_id,
        )

    def _check(self, line: Line, member: Membership) -> None:
        told = line.values
        if told["name"] and plain(told["name"]) != plain(member.person.name):
            line.wrong(
                "name",
                f"Số định danh này là của {member.person.name}. Hãy kiểm tra hai ô.",
            )
        if told["ends"] and told["ends"] < told["starts"]:
            line.wrong("ends", "Ngày cuối không được trước ngày bắt đầu. Hãy sửa.")

    def present(self, rows: Sequence[ImportRow]) -> Mapping[int, Now]:
        """The enrolments of the rows' people and days by now."""
        households = {row.after["household_id"] for row in rows}
        found = Enrolment.objects.filter(household__in=households)
        by_key = {(each.benefit, *_key(each)): each for each in found.order_by("pk")}
        return {
            row.number: _now(there, row.after["name"])
            for row in rows
            for there in [by_key.get(_key_of(row.after))]
            if there is not None
        }

    def write(self, by: Officer, row: ImportRow) -> int:
        """Enter the enrolment, or correct number and end of the one that is there."""
        if row.object_id is None:
            made = _filled(Enrolment(), row.after)
            return keep_enrolment(by=by, enrolment=made).pk
        there = Enrolment.objects.get(pk=row.object_id)
        return keep_enrolment(by=by, enrolment=_filled(there, row.after)).pk

    def take_back(self, by: Officer, row: ImportRow) -> None:
        """As it was before; an enrolment that the file brought is dropped."""
        there = Enrolment.objects.get(pk=row.object_id or 0)
        if row.before is None:
            drop_enrolment(by=by, enrolment=there)
        else:
            keep_enrolment(by=by, enrolment=_filled(there, row.before))


def _key(row: Enrolment) -> tuple[int, int | None, str]:
    return row.household_id, row.person_id, row.starts.isoformat()


def _key_of(values: Values) -> tuple[str, int, int | None, str]:
    names = ("benefit", "household_id", "person_id", "starts")
    benefit, household, person, starts = (values[name] for name in names)
    return benefit, household, person, starts


def _filled(row: Enrolment, values: Values) -> Enrolment:
    """The row with the list's values; a list's last day is the day before the end."""
    ends = values["ends"]
    row.benefit, row.number = values["benefit"], values["number"]
    row.household_id, row.person_id = values["household_id"], values["person_id"]
    row.area_id = values["area_id"]
    row.starts = dt.date.fromisoformat(values["starts"])
    row.ends = dt.date.fromisoformat(ends) + dt.timedelta(days=1) if ends else None
    return row


def _now(there: Enrolment, name: str) -> Now:
    last = there.ends - dt.timedelta(days=1) if there.ends else None
    values: Values = {
        "name": name,
        "number": there.number,
        "starts": there.starts.isoformat(),
        "ends": last.isoformat() if last else None,
        "benefit": there.benefit,
        "household_id": there.household_id,
        "person_id": there.person_id,
        "area_id": there.area_id,
    }
    return Now(there.pk, values, f"{there.pk} {there.number} {there.ends}")
