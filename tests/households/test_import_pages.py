"""Sending a list from the browser, the command line, and through lost workers."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import load_workbook

from households import tasks
from households.imports.layouts import SHEETS
from households.models import Household, ImportBatch, Standing
from povertyportal.accounts.models import OfficerScope
from povertyportal.jobs.models import JobState
from tests.households.lists import YEAR, family, saved

CREATE = "households:import-create"


@pytest.fixture
def path(tmp_path, village):
    return saved(tmp_path / "danh-sach.xlsx", family())


@pytest.fixture
def batch(path, commune_officer):
    with path.open("rb") as file:
        return tasks.receive_list(
            by=commune_officer, file=file, filename=path.name, year=YEAR
        )


def upload(client, content, year=YEAR):
    file = SimpleUploadedFile("danh-sach.xlsx", content)
    return client.post(reverse(CREATE), {"year": year, "file": file})


def test_a_list_sent_from_the_page_is_loaded_after_commit(
    path, commune_officer, client_of, django_capture_on_commit_callbacks
):
    client = client_of(commune_officer)
    with django_capture_on_commit_callbacks() as callbacks:
        response = upload(client, path.read_bytes())
    batch = ImportBatch.objects.get()
    assert response["Location"] == reverse("households:import-detail", args=[batch.pk])
    assert batch.state == JobState.QUEUED
    callbacks[0]()
    page = client.get(response["Location"]).content.decode()
    assert "1 hộ mới" in page
    assert "Xã Đồi Chè" in page
    assert batch.file.open().read() == path.read_bytes()


def test_the_page_shows_every_fault(
    tmp_path, commune_officer, client_of, village, django_capture_on_commit_callbacks
):
    rows = family()
    rows[0]["born"] = "<script>"
    rows[1]["personal_id"] = "37310000001"
    content = saved(tmp_path / "bad.xlsx", rows).read_bytes()
    client = client_of(commune_officer)
    with django_capture_on_commit_callbacks(execute=True):
        response = upload(client, content)
    page = client.get(response["Location"]).content.decode()
    assert "Có 2 chỗ cần sửa" in page
    assert "D5" in page
    assert "F6" in page
    assert "<td><script>" not in page
    assert "37310000001" not in page, "personal numbers are masked"


def test_a_year_to_come_is_refused_on_its_field(path, commune_officer, client_of):
    response = upload(client_of(commune_officer), path.read_bytes(), year=2099)
    assert response.status_code == 200
    assert "year" in response.context["form"].errors


def test_a_file_too_large_is_refused(settings, path, commune_officer, client_of):
    settings.UPLOAD_MAX_BYTES = 100
    response = upload(client_of(commune_officer), path.read_bytes())
    assert "MB" in response.context["form"].errors["file"][0]


def test_the_template_comes_back_filled_in(
    commune_officer, client_of, village, tmp_path
):
    response = client_of(commune_officer).get(reverse("households:import-template"))
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    assert book.sheetnames == [layout.title for layout in SHEETS]
    sheet = book[SHEETS[0].title]
    for offset, filled in enumerate(family(), start=5):
        for place, column in enumerate(SHEETS[0].columns, start=1):
            sheet.cell(offset, place).value = filled.get(column.name)
    book.save(tmp_path / "filled.xlsx")
    batch = tasks.import_now(
        by=commune_officer, path=tmp_path / "filled.xlsx", year=YEAR
    )
    assert (batch.state, batch.households_new) == ("done", 1), batch.problems


def test_an_empty_template_is_told(commune_officer, client_of, tmp_path):
    response = client_of(commune_officer).get(reverse("households:import-template"))
    path = tmp_path / "empty.xlsx"
    path.write_bytes(b"".join(response.streaming_content))
    batch = tasks.import_now(by=commune_officer, path=path, year=YEAR)
    assert "không có dòng nào" in batch.problems[0]["message"]


def test_a_second_delivery_does_nothing(batch):
    tasks.run_import(batch.pk)
    tasks.run_import(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.attempt) == ("done", 1)
    assert Standing.objects.count() == 1


def test_a_worker_thought_dead_cannot_commit(batch, monkeypatch):
    """Between its reading and its end another worker has taken the job."""
    claimed = ImportBatch.claim(batch.pk)
    ImportBatch.objects.filter(pk=batch.pk).update(attempt=claimed.attempt + 1)
    monkeypatch.setattr(ImportBatch, "claim", lambda pk: claimed)
    tasks.run_import(batch.pk)
    assert not Household.objects.exists()
    assert ImportBatch.objects.get().state == "running"


def test_a_lost_import_is_published_again_and_applies_once(
    batch, django_capture_on_commit_callbacks
):
    ImportBatch.claim(batch.pk)  # by a worker that is killed
    ImportBatch.objects.update(heartbeat_at="2026-01-01T00:00Z")
    with django_capture_on_commit_callbacks(execute=True):
        assert tasks.requeue_lost() == 1
    batch.refresh_from_db()
    assert (batch.state, batch.attempt) == ("done", 2)
    assert Standing.objects.count() == 1


def test_an_import_that_keeps_losing_its_worker_fails_at_last(batch):
    ImportBatch.objects.update(
        state="running", attempt=3, heartbeat_at="2026-01-01T00:00Z"
    )
    assert tasks.requeue_lost() == 0
    batch.refresh_from_db()
    assert batch.state == "failed"
    assert "3 lần" in batch.message


def test_who_lost_the_commune_meanwhile_loads_nothing(batch, monkeypatch):
    """The scope is asked again at the end, after the rows were written."""

    def apply_then_take_away(*args):
        loaded = apply(*args)
        OfficerScope.objects.all().delete()
        return loaded

    apply = tasks.apply
    monkeypatch.setattr(tasks, "apply", apply_then_take_away)
    tasks.run_import(batch.pk)
    batch.refresh_from_db()
    assert batch.state == "failed"
    assert "không còn thuộc địa bàn" in batch.message
    assert not Household.objects.exists()


def test_the_command_loads_and_says_what(path, commune_officer, capsys):
    call_command("import_list", path, year=YEAR, by="canbo")
    assert "households 1 new, 0 known; persons 2 new" in capsys.readouterr().out


def test_a_dry_run_writes_nothing(path, commune_officer, capsys):
    call_command("import_list", path, year=YEAR, by="canbo", dry_run=True)
    assert "2 rows, 1 households, 1 communes" in capsys.readouterr().out
    assert not Household.objects.exists()
    assert not ImportBatch.objects.exists()


def test_the_command_tells_faults_as_lines(tmp_path, village, commune_officer, capsys):
    rows = family()
    rows[0]["b1"] = "nhiều"
    path = saved(tmp_path / "bad.xlsx", rows)
    with pytest.raises(CommandError, match="1 problem"):
        call_command("import_list", path, year=YEAR, by="canbo")
    assert "Hộ nghèo, hộ cận nghèo\tQ5\tnhiều\t" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("change", "said"),
    [({"by": "ai"}, "no such officer"), ({"file": "khong.xlsx"}, "no such file")],
)
def test_the_command_names_what_it_cannot_find(path, commune_officer, change, said):
    options = {"file": path, "by": "canbo"} | change
    with pytest.raises(CommandError, match=said):
        call_command("import_list", options["file"], year=YEAR, by=options["by"])


def test_an_import_of_another_commune_is_not_seen(batch, neighbour_officer, client_of):
    url = reverse("households:import-detail", args=[batch.pk])
    assert client_of(neighbour_officer).get(url).status_code == 404


def test_the_list_of_imports_asks_a_fixed_number_of_queries(
    batch, province_officer, client_of, django_assert_max_num_queries
):
    tasks.run_import(batch.pk)
    client = client_of(province_officer)
    with django_assert_max_num_queries(8):
        page = client.get(reverse("households:import-list"))
    assert "danh-sach.xlsx" in page.content.decode()
