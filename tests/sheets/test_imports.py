"""Imports from the upload to the reversal, against a small kind of list."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from povertyportal.audit.models import AuditEntry
from povertyportal.sheets import kinds, tasks
from povertyportal.sheets.models import ImportBatch
from tests.sheets.shelf import SHELF

GOOD = [("an", 1), ("binh", 2), ("chi", 3)]


@pytest.fixture(autouse=True)
def shelf(settings):
    """The kind, alone; nothing on the shelf."""
    settings.IMPORT_KINDS = ["tests.sheets.shelf.Shelf"]
    kinds.kinds.cache_clear()
    SHELF.clear()
    yield kinds.kinds()["shelf"]
    kinds.kinds.cache_clear()


def book(rows):
    """A workbook of these rows, as bytes."""
    made, out = Workbook(), io.BytesIO()
    for row in rows:
        made.active.append(row)
    made.save(out)
    return out.getvalue()


def path_of(tmp_path, rows):
    path = tmp_path / "danh-sach.xlsx"
    path.write_bytes(book(rows))
    return path


@pytest.fixture
def brought(commune_officer, tmp_path):
    """brought(rows): a batch checked, confirmed if it can be, applied."""

    def _bring(rows, **more):
        return tasks.import_now(
            by=commune_officer,
            kind="shelf",
            path=path_of(tmp_path, rows),
            options={"year": 2025},
            **more,
        )

    return _bring


@pytest.fixture
def sent(commune_officer, client_of, django_capture_on_commit_callbacks):
    """sent(content): the page after an upload, its job done."""

    def _send(content, name="danh-sach.xlsx"):
        client = client_of(commune_officer)
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(
                reverse("imports:batch-create", args=["shelf"]),
                {"year": 2025, "file": SimpleUploadedFile(name, content)},
            )
        return (
            client.get(answer["Location"]) if answer.has_header("Location") else answer
        )

    return _send


def act(client, name, batch, callbacks, **data):
    with callbacks(execute=True):
        url = reverse(f"imports:batch-{name}", args=[batch.pk])
        answer = client.post(url, data)
    return client.get(answer["Location"])


def test_a_file_goes_from_upload_to_report_and_back(
    sent, commune_officer, client_of, django_capture_on_commit_callbacks
):
    SHELF.update(an=9.0, binh=2.0)
    page = sent(book([*GOOD, ("chi", 3)])).content.decode()
    batch = ImportBatch.objects.get()
    assert "1 + 1 + 1 + 0 + 1 + 0 = <strong>4 dòng" in page
    assert "<del>9.0</del>" in page
    assert SHELF == {"an": 9, "binh": 2}, "nothing is written before the word"
    client, callbacks = client_of(commune_officer), django_capture_on_commit_callbacks
    page = act(client, "confirm", batch, callbacks).content.decode()
    assert "1 + 1 + 1 + 1 = <strong>4 dòng" in page
    assert SHELF == {"an": 1, "binh": 2, "chi": 3}
    page = act(client, "revert", batch, callbacks, reason="Nhầm năm").content.decode()
    assert "Đã hoàn lại 2 dòng." in page
    assert SHELF == {"an": 9, "binh": 2}
    acts = AuditEntry.objects.filter(object_kind="import").values_list("act", flat=True)
    verbs = ["received", "confirmed", "applied", "revert_asked", "reverted"]
    assert sorted(acts) == sorted(f"sheets.import.{verb}" for verb in verbs)
