"""Exports of lists: from the button of a list to its file, and who may have it."""

import datetime as dt
import io

import msoffcrypto
import pytest
from django.http import Http404
from django.urls import reverse
from openpyxl import load_workbook

from povertyportal.accounts.models import OfficerScope
from povertyportal.audit.models import AuditEntry
from povertyportal.jobs.models import JobState
from povertyportal.sheets import export_tasks
from povertyportal.sheets.models import ExportRun
from povertyportal.sheets.services import exporting
from reports.tasks import requeue_lost_jobs
from tests.factories import HouseholdFactory, PersonFactory

CREATE = reverse("exports:export-create", args=["households"])
LIST = reverse("households:household-list")
PASSWORD = "mở tệp 2026"


@pytest.fixture
def some(household, village, neighbour_village):
    """Three households of the commune, one of the next."""
    for name in ("Trần Văn Bình", "Lê Thị =1+1"):
        HouseholdFactory(village=village, head=PersonFactory(name=name))
    return HouseholdFactory(village=neighbour_village)


@pytest.fixture
def ask(client_of, django_capture_on_commit_callbacks):
    """Press the button as somebody; the (eager) worker makes the list."""

    def _ask(officer, query="", **answers):
        with django_capture_on_commit_callbacks(execute=True):
            response = client_of(officer).post(f"{CREATE}{query}", answers)
        assert response.status_code == 302, response.context["form"].errors
        return ExportRun.objects.get()

    return _ask


def rows_of(content):
    """(lines above, rows under the heading, the last line) of a workbook."""
    rows = list(load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    head = next(place for place, row in enumerate(rows) if row[0] == "TT")
    return [row[0] for row in rows[:head]], rows[head + 1 : -1], rows[-1][0]


def downloaded(client, run, password=""):
    url = reverse("exports:export-download", args=[run.pk])
    response = client.post(url, {"password": password})
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def test_a_list_becomes_a_file_of_as_many_rows(ask, client_of, commune_officer, some):
    run = ask(commune_officer, "?q=&page=7")
    assert (run.state, run.screen_count, run.row_count) == (JobState.DONE, 3, 3)
    client = client_of(commune_officer)
    above, rows, foot = rows_of(downloaded(client, run))
    page = client.get(LIST)
    assert foot == f"Tổng số: {page.context['page_obj'].paginator.count} dòng"
    shown = [each.head_name for each in page.context["page_obj"]]
    assert [row[1] for row in rows] == shown
    assert above[0] == "Danh sách hộ dân"
    assert above[-1].startswith("Người lập: ")
    assert "037175999001" not in str(rows)
    acts = AuditEntry.objects.filter(object_kind="export_run").values_list(
        "act", "area_ids"
    )
    assert list(acts.order_by("pk")) == [
        ("sheets.export.requested", run.area_ids),
        ("sheets.export.downloaded", run.area_ids),
    ]


def test_filters_are_printed_and_ids_in_them_hidden(ask, commune_officer, some):
    run = ask(commune_officer, "?q=037175999001")
    with run.file.open("rb") as file:
        above, rows, _ = rows_of(file.read())
    assert len(rows) == run.screen_count == 1
    assert "Tên, số hộ hoặc số định danh: ******01" in above
    assert "037175999001" not in str(AuditEntry.objects.values_list("detail"))


def test_whole_ids_need_the_role_and_a_purpose(
    ask, client_of, commune_officer, surveyor, some
):
    client = client_of(commune_officer)
    refused = client.post(CREATE, {"whole_ids": "on", "purpose": " "})
    assert "Hãy ghi mục đích" in refused.content.decode()
    assert "whole_ids" not in client_of(surveyor).get(CREATE).context["form"].fields
    run = ask(commune_officer, whole_ids="on", purpose="Đối chiếu dân cư")
    with run.file.open("rb") as file:
        above, rows, _ = rows_of(file.read())
    assert "037175999001" in {row[3] for row in rows}
    assert above[-1] == "Số định danh ghi đầy đủ. Mục đích: Đối chiếu dân cư"
    entry = AuditEntry.objects.get(act="sheets.export.requested")
    assert (entry.reason, entry.detail["whole_ids"]) == ("Đối chiếu dân cư", True)


def test_a_purpose_does_not_give_ids_to_a_role_without_the_right(
    ask, client_of, surveyor, some
):
    run = ask(surveyor, whole_ids="on", purpose="Xem")
    assert (run.whole_ids, run.purpose) == (False, "")
    with run.file.open("rb") as file:
        assert "037175999001" not in str(rows_of(file.read()))


def test_a_password_locks_the_copy_and_is_kept_nowhere(
    ask, client_of, commune_officer, some
):
    run = ask(commune_officer)
    client = client_of(commune_officer)
    url = reverse("exports:export-download", args=[run.pk])
    assert "ít nhất 8 ký tự" in client.post(url, {"password": "1"}).content.decode()
    locked = msoffcrypto.OfficeFile(io.BytesIO(downloaded(client, run, PASSWORD)))
    assert locked.is_encrypted()
    opened = io.BytesIO()
    locked.load_key(password=PASSWORD)
    locked.decrypt(opened)
    assert opened.getvalue() == downloaded(client, run)
    assert AuditEntry.objects.filter(detail__is_locked=True).count() == 1
    assert PASSWORD not in str(AuditEntry.objects.values_list("detail", "reason"))


def test_a_file_too_large_for_a_password_is_given_without(
    ask, client_of, commune_officer, some, monkeypatch
):
    run = ask(commune_officer)
    monkeypatch.setattr("povertyportal.sheets.export_forms.LARGEST_LOCKED", 10)
    client = client_of(commune_officer)
    url = reverse("exports:export-download", args=[run.pk])
    refused = client.post(url, {"password": PASSWORD})
    assert "không đặt mật khẩu được" in refused.content.decode()
    assert downloaded(client, run)


def test_a_list_of_another_day_is_that_of_its_screen(
    ask, client_of, commune_officer, some, household
):
    query = "?on=01/06/2026"
    run = ask(commune_officer, query)
    page = client_of(commune_officer).get(LIST + query).context["page_obj"]
    with run.file.open("rb") as file:
        above, rows, _ = rows_of(file.read())
    assert [row[1] for row in rows] == [each.head_name for each in page]
    assert len(rows) == page.paginator.count > 0
    assert "Tính đến ngày: 01/06/2026" in above


def test_a_scope_that_ends_withholds_the_file(
    client_of, ask, commune_officer, some, monkeypatch
):
    """Whether it ends while the list is made, or afterwards."""
    make = exporting.write_list

    def ended(*args, **more):
        OfficerScope.objects.filter(officer=commune_officer).delete()
        return make(*args, **more)

    monkeypatch.setattr(exporting, "write_list", ended)
    run = ask(commune_officer)
    assert (run.state, run.file.name) == (JobState.FAILED, "")
    assert "không còn thuộc phạm vi" in run.message


def test_nothing_is_handed_over_after_the_scope_ended(
    client_of, ask, commune_officer, neighbour_officer, some
):
    run = ask(commune_officer)
    url = reverse("exports:export-download", args=[run.pk])
    assert client_of(neighbour_officer).post(url).status_code == 404
    OfficerScope.objects.filter(officer=commune_officer).delete()
    response = client_of(commune_officer).post(url)
    assert response.status_code == 403
    assert "không được giao" in response.content.decode()


def test_a_role_without_the_screen_has_no_list(client_of, administrator):
    assert client_of(administrator).get(CREATE).status_code == 403
    unknown = reverse("exports:export-create", args=["nothing"])
    assert client_of(administrator).get(unknown).status_code == 404


def test_a_miscount_is_never_delivered(ask, commune_officer, some, monkeypatch):
    monkeypatch.setattr(exporting, "write_list", lambda *args, **more: 2)
    run = ask(commune_officer)
    assert run.state == JobState.FAILED
    assert "Chưa lập được tệp" in run.message


def test_a_long_title_fits_its_row_and_its_file(
    ask, commune_officer, some, monkeypatch
):
    long = "Danh sách hộ " * 30
    monkeypatch.setattr("households.exports.households.HouseholdExport.title", long)
    run = ask(commune_officer)
    assert (run.state, run.title) == (JobState.DONE, long[:200])
    with run.file.open("rb") as file:
        assert rows_of(file.read())[0][0] == long


def test_a_second_delivery_does_nothing(ask, commune_officer, some):
    run = ask(commune_officer)
    before = (run.attempt, run.sha256)
    export_tasks.run_export(run.pk)
    run.refresh_from_db()
    assert (run.attempt, run.sha256) == before


def test_the_home_page_tells_of_a_list_just_made(ask, client_of, commune_officer, some):
    ask(commune_officer)
    client = client_of(commune_officer)
    found = {each.title for each in client.get(reverse("home")).context["items"]}
    assert "Danh sách Excel vừa lập xong" in found


def test_a_list_whose_message_was_lost_is_made(
    client_of, commune_officer, some, django_capture_on_commit_callbacks
):
    """The broker was away: the minute's clock publishes it again."""
    run = exporting.ask_for_list(
        by=commune_officer, code="households", query="", about=None
    )
    ExportRun.objects.update(queued_at=run.queued_at - dt.timedelta(hours=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert requeue_lost_jobs() == 1
    run.refresh_from_db()
    assert (run.state, run.row_count) == (JobState.DONE, 3)


def test_ids_are_not_offered_where_there_are_none(commune_officer, monkeypatch):
    monkeypatch.setattr("households.exports.households.HouseholdExport.has_ids", False)
    with pytest.raises(exporting.ValidationError, match="không có số định danh"):
        exporting.ask_for_list(
            by=commune_officer, code="households", query="", about=None, purpose="x"
        )
    with pytest.raises(Http404):
        exporting.ask_for_list(by=commune_officer, code="không", query="", about=None)
