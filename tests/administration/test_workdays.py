"""The calendar of days off: seen by year, added to, corrected, taken from."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from povertyportal.administration.services import workdays as services
from povertyportal.audit.models import AuditEntry
from povertyportal.workdays.models import FilledYear, SpecialDay

pytestmark = pytest.mark.django_db
LIST = reverse("administration:workday-list")
TET_2027 = {
    "day": "08/02/2027",
    "kind": "off",
    "name": "Tết Nguyên đán",
    "source": "Thông báo thử",
}


def day(when, kind="off", **fields):
    given = {"name": "Ngày thử", "source": "Văn bản thử"}
    return SpecialDay(day=when, kind=kind, **given | fields)


def test_a_day_is_added_with_its_source_and_the_trail(province_officer):
    monday = dt.date(2027, 2, 8)
    saved = services.save_special_day(by=province_officer, special=day(monday))
    entry = AuditEntry.objects.get(act="workdays.day.added")
    assert (entry.object_id, entry.detail["now"]["day"]) == (saved.pk, "2027-02-08")
    assert entry.detail["former"] is None


def test_a_change_tells_what_was_before(province_officer):
    found = SpecialDay.objects.get(day=dt.date(2026, 11, 24))
    found.is_verified = True
    services.save_special_day(by=province_officer, special=found)
    detail = AuditEntry.objects.get(act="workdays.day.changed").detail
    assert (detail["former"]["is_verified"], detail["now"]["is_verified"]) == (
        "False",
        "True",
    )


@pytest.mark.parametrize(
    ("special", "message"),
    [
        (day(dt.date(2026, 1, 1)), "Ngày này đã có trong lịch"),
        (day(dt.date(2027, 2, 6)), "Thứ Bảy, Chủ nhật đã là ngày nghỉ"),
        (day(dt.date(2027, 2, 8), "working"), "đã là ngày làm việc"),
        (day(dt.date(2027, 2, 8), source=""), "source"),
    ],
)
def test_a_day_that_changes_nothing_is_refused(province_officer, special, message):
    with pytest.raises(ValidationError, match=message):
        services.save_special_day(by=province_officer, special=special)


@pytest.mark.parametrize("who", ["commune_officer", "leader", "administrator"])
def test_others_change_nothing(who, request):
    officer = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        services.save_special_day(by=officer, special=day(dt.date(2027, 2, 8)))
    with pytest.raises(PermissionDenied):
        services.set_year(by=officer, year=2027, source="Thử")


def test_the_page_shows_a_year_and_for_which_years_all_is_entered(
    client_of, province_officer
):
    client = client_of(province_officer)
    page = client.get(LIST, {"year": 2026}).content.decode()
    assert "Ngày Văn hóa Việt Nam" in page
    assert "chưa đối chiếu" in page
    assert "từ ngày 01/01/2021 đến hết ngày 31/12/2026" in page
    empty = client.get(LIST, {"year": 2027}).content.decode()
    assert "Lịch năm 2027 chưa đủ" in empty


def test_adding_on_the_page_leads_to_its_year(client_of, province_officer):
    client = client_of(province_officer)
    answer = client.post(reverse("administration:workday-create"), TET_2027)
    assert answer.url == f"{LIST}?year=2027"
    assert SpecialDay.objects.get(day=dt.date(2027, 2, 8)).name == "Tết Nguyên đán"


def test_a_refusal_stands_at_its_field(client_of, province_officer):
    form = {**TET_2027, "day": "06/02/2027"}
    answer = client_of(province_officer).post(
        reverse("administration:workday-create"), form
    )
    assert "day" in answer.context["form"].errors


def test_taking_a_day_out_asks_why(client_of, province_officer):
    found = SpecialDay.objects.get(day=dt.date(2026, 11, 24))
    url = reverse("administration:workday-delete", args=[found.pk])
    client = client_of(province_officer)
    assert client.post(url, {"reason": ""}).status_code == 200
    assert SpecialDay.objects.filter(pk=found.pk).exists()
    client.post(url, {"reason": "Luật chưa sửa"})
    assert not SpecialDay.objects.filter(pk=found.pk).exists()
    assert AuditEntry.objects.get(act="workdays.day.deleted").reason == "Luật chưa sửa"


def test_a_year_is_whole_when_somebody_says_by_which_text(client_of, province_officer):
    url = reverse("administration:workday-year", args=[2027])
    client = client_of(province_officer)
    client.post(url, {"source": "Thông báo của Bộ Nội vụ"})
    assert FilledYear.objects.get(year=2027).source == "Thông báo của Bộ Nội vụ"
    client.post(url, {"source": ""})
    assert not FilledYear.objects.filter(year=2027).exists()
    acts = AuditEntry.objects.filter(object_kind="calendar_year").order_by("id")
    assert [entry.act for entry in acts] == [
        "workdays.year.filled",
        "workdays.year.reopened",
    ]
