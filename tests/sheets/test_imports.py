"""Imports from the upload to the reversal, against a small kind of list."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from povertyportal.accounts.models import OfficerScope
from povertyportal.audit.models import AuditEntry
from povertyportal.sheets import kinds, tasks
from povertyportal.sheets.models import ImportBatch
from tests.sheets.shelf import SHELF, Shelf

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


def test_errors_stop_all_but_the_good_rows(
    sent, commune_officer, client_of, django_capture_on_commit_callbacks
):
    page = sent(book([("an", 1), ("binh", "hai"), ("chi", "<b>")])).content.decode()
    batch = ImportBatch.objects.get()
    assert (batch.counts, batch.problem_count) == ({"new": 1, "wrong": 2}, 2)
    assert "B2" in page
    assert "&lt;b&gt;" in page
    marked = load_workbook(batch.marked.open())
    assert "Hãy ghi một số" in marked["Sheet"]["B2"].comment.text
    client, callbacks = client_of(commune_officer), django_capture_on_commit_callbacks
    page = act(client, "confirm", batch, callbacks).content.decode()
    assert "Tệp còn dòng sai" in page
    assert SHELF == {}
    page = act(client, "confirm", batch, callbacks, only_good="on").content.decode()
    assert "1 + 0 + 0 + 2 = <strong>3 dòng" in page
    assert SHELF == {"an": 1}


def test_candidates_stand_side_by_side_until_decided(
    sent, commune_officer, client_of, django_capture_on_commit_callbacks
):
    SHELF.update(an=1.0, binh=2.0)
    page = sent(book([("?", 7), ("?ai", 8)])).content.decode()
    batch = ImportBatch.objects.get()
    first, second = batch.small_rows.all()
    assert page.count('<th scope="col">binh</th>') == 2
    client, callbacks = client_of(commune_officer), django_capture_on_commit_callbacks
    chosen = {f"choice-{first.pk}": "binh", f"choice-{second.pk}": "khac"}
    page = act(client, "decide", batch, callbacks, **chosen).content.decode()
    assert "Không có lựa chọn này" in page
    assert batch.small_rows.filter(choice="").count() == 2, "all or nothing"
    chosen[f"choice-{second.pk}"] = "skip"
    page = act(client, "decide", batch, callbacks, **chosen).content.decode()
    assert "còn 0 dòng chưa quyết định" in page
    act(client, "confirm", batch, callbacks)
    batch.refresh_from_db()
    assert batch.is_applied
    assert (SHELF["binh"], batch.results["rows_skipped"]) == (7, 1)


def test_what_changed_since_the_check_is_shown_again(
    sent, commune_officer, client_of, django_capture_on_commit_callbacks
):
    sent(book(GOOD))
    batch = ImportBatch.objects.get()
    SHELF["an"] = 5.0
    client, callbacks = client_of(commune_officer), django_capture_on_commit_callbacks
    page = act(client, "confirm", batch, callbacks).content.decode()
    batch.refresh_from_db()
    assert batch.is_waiting
    assert "đã thay đổi sau lần kiểm tra trước" in page
    assert "<del>5.0</del>" in page
    assert SHELF == {"an": 5}
    act(client, "confirm", batch, callbacks)
    assert SHELF["an"] == 1


def test_rows_touched_since_wait_for_a_decision(
    brought, commune_officer, client_of, django_capture_on_commit_callbacks
):
    SHELF.update(an=9.0, binh=8.0)
    batch = brought(GOOD)
    SHELF.update(an=4.0, binh=4.0)
    client, callbacks = client_of(commune_officer), django_capture_on_commit_callbacks
    page = act(client, "revert", batch, callbacks, reason="Nhầm").content.decode()
    assert "2 dòng chờ quyết định" in page
    assert SHELF == {"an": 4, "binh": 4}
    an, binh = batch.small_rows.filter(state="left")
    chosen = {f"choice-{an.pk}": "restore", f"choice-{binh.pk}": "keep"}
    page = act(client, "settle", batch, callbacks, **chosen).content.decode()
    assert "còn 0 dòng" in page
    assert SHELF == {"an": 9, "binh": 4}


def test_the_same_file_again_says_so(brought, sent):
    first = brought(GOOD)
    path = first.file.open().read()
    page = sent(path).content.decode()
    assert "Đúng tệp này đã được tải lên trước đây" in page
    assert reverse("imports:batch-detail", args=[first.pk]) in page
    assert "Tệp không có gì mới để ghi" in page


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"", "a.xlsx", "Tệp rỗng"),
        (b"x", "a.docx", "Cổng đọc tệp .xlsx"),
        (b"PK\x03\x04 cut", "a.xlsx", "Tệp bị hỏng"),
        (b"\x00\x01 no workbook", "a.xlsx", "không phải là tệp Excel"),
    ],
)
def test_what_is_no_list_is_told(sent, content, name, told):
    assert told in sent(content, name).content.decode()
    assert not ImportBatch.objects.exclude(state="failed").exists()


def test_a_file_too_large_is_refused(settings, sent):
    settings.UPLOAD_MAX_BYTES = 100
    assert "quá 0 MB" in sent(book(GOOD)).content.decode()
    assert not ImportBatch.objects.exists()


def test_a_stopped_file_cannot_be_confirmed(brought, commune_officer, monkeypatch):
    monkeypatch.setattr(Shelf, "stop", "Quá nhiều người lạ.")
    batch = brought(GOOD)
    assert batch.is_waiting
    with pytest.raises(ValidationError, match="người lạ"):
        tasks.start_apply(by=commune_officer, batch=batch, only_good=True)


def test_a_lost_row_is_never_shown_as_a_result(brought, monkeypatch):
    found = kinds.Checked(rows=4, counts={"new": 3})
    monkeypatch.setattr(Shelf, "check", lambda *given: found)
    batch = brought(GOOD)
    assert (batch.state, batch.counts) == ("failed", {})
    assert "Chưa ghi dòng nào" in batch.message


@pytest.mark.parametrize("step", ["check", "apply", "revert"])
def test_who_lost_the_commune_meanwhile_does_nothing(
    brought, commune, commune_officer, monkeypatch, step
):
    """Scope is asked again at the end of each step, after the rows were written."""
    monkeypatch.setattr(Shelf, "area_ids", frozenset({commune.pk}))
    batch = brought(GOOD) if step == "revert" else None
    taken = iter([False, True] if step == "apply" else [True])
    leave = OfficerScope.objects.all().delete
    monkeypatch.setattr(Shelf, "hook", lambda _: next(taken) and leave())
    if batch is None:
        batch = brought(GOOD)
    else:
        tasks.reverting.ask_to_revert(by=commune_officer, batch=batch, reason="Nhầm")
        tasks.run_import(batch.pk)
        batch.refresh_from_db()
    assert (batch.stage, batch.state) == (step, "failed")
    assert "không còn thuộc địa bàn" in batch.message


def test_a_failed_step_can_be_done_again(
    brought, commune_officer, client_of, monkeypatch, django_capture_on_commit_callbacks
):
    def break_down(_):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(Shelf, "hook", break_down)
    batch = brought(GOOD)
    assert batch.state == "failed"
    monkeypatch.undo()
    client, callbacks = client_of(commune_officer), django_capture_on_commit_callbacks
    page = act(client, "again", batch, callbacks).content.decode()
    assert "Chờ xác nhận" in page
    act(client, "drop", batch, callbacks)
    batch.refresh_from_db()
    assert batch.is_dropped
    assert not batch.small_rows.exists()


def test_a_second_delivery_and_a_worker_thought_dead_do_nothing(
    brought, commune_officer, monkeypatch
):
    batch = brought(GOOD)
    tasks.run_import(batch.pk)
    tasks.reverting.ask_to_revert(by=commune_officer, batch=batch, reason="Nhầm")
    claimed = ImportBatch.claim(batch.pk)
    ImportBatch.objects.filter(pk=batch.pk).update(attempt=claimed.attempt + 1)
    monkeypatch.setattr(ImportBatch, "claim", lambda pk: claimed)
    tasks.run_import(batch.pk)
    batch.refresh_from_db()
    assert (batch.stage, batch.state) == ("revert", "running")
    assert not batch.small_rows.filter(state="reverted").exists()


def test_a_lost_import_is_tried_three_times_at_a_stage(
    brought, commune_officer, django_capture_on_commit_callbacks
):
    batch = brought(GOOD)
    tasks.reverting.ask_to_revert(by=commune_officer, batch=batch, reason="Nhầm")
    lost = {"state": "running", "heartbeat_at": "2026-01-01T00:00Z"}
    before = batch.attempt
    ImportBatch.objects.update(**lost, attempt=before + 3)
    assert tasks.requeue_lost() == 0
    batch.refresh_from_db()
    assert "Đã thử 3 lần" in batch.message
    ImportBatch.objects.update(**lost, attempt=before + 2)
    with django_capture_on_commit_callbacks(execute=True):
        assert tasks.requeue_lost() == 1
    batch.refresh_from_db()
    assert batch.is_reverted


def test_files_are_handed_out_with_a_note(brought, commune_officer, client_of):
    batch = brought(GOOD)
    client = client_of(commune_officer)
    answer = client.get(reverse("imports:batch-original", args=[batch.pk]))
    assert b"".join(answer.streaming_content) == batch.file.open().read()
    assert AuditEntry.objects.get(act="sheets.import.downloaded").officer_id == (
        commune_officer.pk
    )
    url = reverse("imports:template", args=["shelf", "trong"])
    assert b"".join(client.get(url).streaming_content) == b"mau"
    assert client.get(url.replace("trong", "khac")).status_code == 404
    marked = reverse("imports:batch-marked", args=[batch.pk])
    assert client.get(marked).status_code == 404, "nothing is marked in a good file"


def test_the_list_of_imports_asks_a_fixed_number_of_queries(
    brought, commune_officer, client_of, django_assert_max_num_queries
):
    brought(GOOD)
    brought([("dung", 5)])
    client = client_of(commune_officer)
    with django_assert_max_num_queries(8):
        page = client.get(reverse("imports:batch-list"))
    assert page.content.decode().count("Đã nhập</span>") == 2


def test_what_waits_stands_among_the_things_to_do(
    brought, commune_officer, neighbour_officer, client_of, monkeypatch
):
    brought([("an", "hai")])
    monkeypatch.setattr(Shelf, "check", None)
    brought(GOOD)
    page = client_of(commune_officer).get(reverse("home"))
    url = reverse("imports:batch-list")
    told = [each for each in page.context["items"] if each.url.startswith(url)]
    items = {item.url: item.count for item in told}
    assert items == {f"{url}?state=waiting": 1, f"{url}?state=failed": 1}
    found = client_of(commune_officer).get(f"{url}?state=failed").context["page_obj"]
    assert [batch.state for batch in found] == ["failed"]
    seen = client_of(neighbour_officer).get(reverse("home")).context["items"]
    assert not [each for each in seen if each.url.startswith(url)]


def import_by_command(tmp_path, rows, *more):
    path = str(path_of(tmp_path, rows))
    given = ["--kind", "shelf", "--by", "canbo", "--set", "year=2025", *more]
    call_command("import_list", path, *given)


def test_the_command_writes_and_says_what(tmp_path, commune_officer, capsys):
    import_by_command(tmp_path, [*GOOD, ("dung", "x")], "--only-good")
    told = capsys.readouterr()
    assert "4 rows (3 new" in told.out
    assert "rows_new 3" in told.out
    assert "Sheet\tB4\tx\t" in told.err
    assert set(SHELF) == {"an", "binh", "chi"}


def test_the_command_only_checks_in_a_dry_run(tmp_path, commune_officer, capsys):
    import_by_command(tmp_path, GOOD, "--dry-run")
    assert "3 rows (3 new" in capsys.readouterr().out
    assert SHELF == {}
    assert ImportBatch.objects.get().is_dropped


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--by", "ai"], "no such officer"),
        (["--set", "year=1"], "year"),
        ([], "chưa ghi dòng nào"),
    ],
)
def test_the_command_says_what_stops_it(tmp_path, commune_officer, more, said):
    with pytest.raises(CommandError, match=said):
        import_by_command(tmp_path, [("an", "một")], *more)
