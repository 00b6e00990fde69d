"""Print runs: asked for once, made part by part, handed over to whoever may."""

import hashlib
import io
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from pypdf import PdfReader

from households import tasks
from households.models import Certificate, PaperRun
from households.papers import runs
from povertyportal.accounts.models import OfficerScope
from povertyportal.audit.models import AuditEntry
from tests.households.papers.conftest import SITE, text_of


def ask(by, decision, key=None):
    return runs.ask_for_certificates(
        by=by, decision=decision, key=key or uuid.uuid4(), site=SITE
    )


def storage():
    return PaperRun._meta.get_field("file").storage


def test_all_certificates_come_as_one_file_in_their_order(season, monkeypatch):
    monkeypatch.setattr(runs, "PART", 1)
    run = ask(season.officer, season.decision)
    assert (run.total, run.state) == (2, "queued")
    tasks.run_papers(run.pk)
    run.refresh_from_db()
    content = run.file.read()
    assert run.state == "done"
    assert (run.done, run.total, run.pages) == (2, 2, 2)
    assert run.sha256 == hashlib.sha256(content).hexdigest()
    assert run.filename == "giay-chung-nhan-120-qd-ubnd.pdf"
    assert run.message == "Đã in 2 giấy chứng nhận, 2 trang."
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    assert ["01/GCN" in page for page in pages] == [True, False]
    assert ["02/GCN" in page for page in pages] == [False, True]
    # Each paper stands alone: none carries a page number of the whole file.
    assert not pages[1].strip().startswith("2")


def test_a_repeated_key_is_the_same_run(season):
    key = uuid.uuid4()
    assert ask(season.officer, season.decision, key) == ask(
        season.officer, season.decision, key
    )
    assert PaperRun.objects.count() == 1
    acts = AuditEntry.objects.filter(act="households.paper_run.requested")
    assert acts.count() == 1


def test_replaced_certificates_are_not_printed_again(season):
    Certificate.objects.filter(pk=season.certificates[0].pk).update(
        state="replaced", ended_on="2025-12-01"
    )
    run = ask(season.officer, season.decision)
    tasks.run_papers(run.pk)
    run.refresh_from_db()
    assert run.pages == 1
    assert "02/GCN" in text_of(run.file.read())


def test_nothing_to_print_is_refused(season):
    Certificate.objects.update(state="revoked", ended_on="2025-12-01")
    with pytest.raises(ValidationError, match="Không có giấy chứng nhận nào để in"):
        ask(season.officer, season.decision)


def test_what_is_gone_by_its_turn_fails_in_words(season):
    run = ask(season.officer, season.decision)
    Certificate.objects.update(state="revoked", ended_on="2025-12-01")
    tasks.run_papers(run.pk)
    run.refresh_from_db()
    assert (run.state, run.message) == (
        "failed",
        "Không có giấy chứng nhận nào để in.",
    )


def test_a_committee_or_a_neighbour_may_not_ask(
    season, committee_member, neighbour_officer, surveyor
):
    for officer in (committee_member, surveyor):
        with pytest.raises(PermissionDenied):
            ask(officer, season.decision)
    with pytest.raises(runs.OutOfScope):
        ask(neighbour_officer, season.decision)


def test_a_scope_that_ends_meanwhile_gets_no_file(season):
    run = ask(season.officer, season.decision)
    OfficerScope.objects.filter(officer=season.officer).update(ends="2025-06-01")
    tasks.run_papers(run.pk)
    run.refresh_from_db()
    assert run.state == "failed"
    assert "không còn thuộc phạm vi" in run.message
    assert not run.file


def test_a_worker_that_was_overtaken_throws_its_file_away(season, monkeypatch):
    run = ask(season.officer, season.decision)
    first = PaperRun.claim(run.pk)
    PaperRun.objects.filter(pk=run.pk).update(heartbeat_at="2025-01-01T00:00Z")
    kept = runs._check_still_allowed

    def overtaken(slow):
        """While the first one is about to finish, a second takes the run over."""
        monkeypatch.setattr(runs, "_check_still_allowed", kept)
        PaperRun.objects.filter(pk=run.pk).update(heartbeat_at="2025-01-01T00:00Z")
        tasks.run_papers(run.pk)
        return kept(slow)

    monkeypatch.setattr(runs, "_check_still_allowed", overtaken)
    runs.make(first, lambda done, total: None)
    run.refresh_from_db()
    assert (run.state, run.attempt) == ("done", 2)
    folder = run.file.name.rpartition("/")[0]
    _, files = storage().listdir(folder)
    mine = [name for name in files if name.startswith(run.key.hex)]
    assert mine == [f"{run.key.hex}-2.pdf"]


def test_what_a_killed_worker_left_on_disk_goes(season):
    run = ask(season.officer, season.decision)
    PaperRun.claim(run.pk)
    left = f"papers/{run.queued_at:%Y/%m}/{run.key.hex}-1.pdf"
    storage().save(left, io.BytesIO(b"%PDF-1.7 half"))
    PaperRun.objects.filter(pk=run.pk).update(heartbeat_at="2025-01-01T00:00Z")
    assert tasks.requeue_lost() == 1
    tasks.run_papers(run.pk)
    run.refresh_from_db()
    assert run.state == "done"
    assert not storage().exists(left)


def test_a_run_lost_three_times_is_given_up(season):
    run = ask(season.officer, season.decision)
    PaperRun.objects.filter(pk=run.pk).update(
        state="running", attempt=3, heartbeat_at="2025-01-01T00:00Z"
    )
    assert tasks.requeue_lost() == 0
    run.refresh_from_db()
    assert run.state == "failed"
    assert run.message == "Đã thử 3 lần mà chưa xong; hãy báo người quản trị."


def test_an_error_is_told_and_may_be_tried_again(season, client_of, monkeypatch):
    run = ask(season.officer, season.decision)

    def broken(*args, **kwargs):
        raise RuntimeError("no font")

    monkeypatch.setattr(runs, "compile_paper", broken)
    tasks.run_papers(run.pk)
    run.refresh_from_db()
    assert run.state == "failed"
    assert run.message.startswith("Chưa in được.")
    client_of(season.officer).post(reverse("season:paper-run-retry", args=[run.pk]))
    run.refresh_from_db()
    assert run.state == "queued"


def test_the_pages_lead_from_asking_to_the_file(
    season, client_of, django_capture_on_commit_callbacks
):
    client = client_of(season.officer)
    address = reverse("season:paper-run-create", args=[season.decision.pk])
    page = client.get(address)
    assert "<strong>2</strong> giấy chứng nhận" in page.content.decode()
    key = str(page.context["key"])
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(address, {"key": key})
    run = PaperRun.objects.get()
    detail = reverse("season:paper-run-detail", args=[run.pk])
    assert answer["Location"] == detail
    # Pressed twice: the same run.
    assert client.post(address, {"key": key})["Location"] == detail
    assert "Tải tệp PDF" in client.get(detail).content.decode()
    fragment = client.get(detail, {"fragment": 1}).content.decode()
    assert "<html" not in fragment
    file = client.get(reverse("season:paper-run-download", args=[run.pk]))
    assert file["Content-Type"] == "application/pdf"
    assert "attachment" in file["Content-Disposition"]
    assert b"".join(file.streaming_content).startswith(b"%PDF-")
    taken = AuditEntry.objects.get(act="households.paper_run.downloaded")
    assert (taken.officer, taken.object_id) == (season.officer, run.pk)


def test_an_unfinished_file_is_not_there(season, client_of):
    run = ask(season.officer, season.decision)
    address = reverse("season:paper-run-download", args=[run.pk])
    assert client_of(season.officer).get(address).status_code == 404


def test_a_surveyor_prints_the_forms_of_his_village_only(
    season, village, surveyor, client_of, django_capture_on_commit_callbacks
):
    client = client_of(surveyor)
    place, other = season.place.pk, season.near.village_id
    foreign = reverse("season:review-forms-print", args=[place, other])
    assert client.post(foreign).status_code == 404
    own = reverse("season:review-forms-print", args=[place, village.pk])
    page = client.get(own)
    assert "<strong>1</strong> phiếu rà soát của Thôn Bến" in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(own, {"key": str(page.context["key"])})
    run = PaperRun.objects.get()
    assert answer["Location"] == reverse("season:paper-run-detail", args=[run.pk])
    text = text_of(run.file.read())
    assert "Nguyễn Thị Hoà" in text
    assert "Bùi Quang Ưng" not in text
    download = reverse("season:paper-run-download", args=[run.pk])
    assert client.get(download).status_code == 200


def test_parts_ask_for_no_more_rows_than_they_print(
    season, django_assert_max_num_queries
):
    run = ask(season.officer, season.decision)
    claimed = PaperRun.claim(run.pk)
    with django_assert_max_num_queries(30):
        runs.make(claimed, lambda done, total: None)


def test_one_paper_is_shown_and_written_down(season, client_of):
    client = client_of(season.officer)
    address = reverse("season:paper", args=["posting", season.posting.pk])
    shown = client.get(address)
    assert shown["Content-Type"] == "application/pdf"
    assert shown["Content-Disposition"].startswith("inline;")
    book = client.get(address, {"dang": "xlsx"})
    assert "spreadsheet" in book["Content-Type"]
    assert book["Content-Disposition"].startswith("attachment;")
    entries = AuditEntry.objects.filter(act="households.paper.printed").order_by("id")
    assert [entry.detail["form"] for entry in entries] == ["pdf", "xlsx"]
    assert {entry.object_id for entry in entries} == {season.posting.pk}


def test_ids_that_were_printed_are_written_down(season, surveyor, client_of):
    pk = season.poor.household_id
    for officer in (season.officer, surveyor):
        client_of(officer).get(reverse("season:paper", args=["request-enter", pk]))
    entries = AuditEntry.objects.filter(act="households.paper.printed").order_by("id")
    assert [entry.detail["with_ids"] for entry in entries] == [True, False]


@pytest.mark.parametrize(
    ("kind", "query"),
    [("nothing", {}), ("family", {"dang": "xlsx"})],
)
def test_there_is_no_such_paper(season, client_of, kind, query):
    address = reverse("season:paper", args=[kind, season.poor.pk])
    assert client_of(season.officer).get(address, query).status_code == 404


def test_papers_of_others_do_not_exist_and_roles_are_asked(
    season, neighbour_officer, surveyor, client_of
):
    for kind, pk in (
        ("posting", season.posting.pk),
        ("decision", season.decision.pk),
        ("certificate", season.certificates[0].pk),
        ("minutes", season.meeting.pk),
        ("family", season.poor.pk),
        ("confirmation", season.poor.household_id),
    ):
        address = reverse("season:paper", args=[kind, pk])
        assert client_of(neighbour_officer).get(address).status_code == 404, kind
    decision = reverse("season:paper", args=["decision", season.decision.pk])
    assert client_of(surveyor).get(decision).status_code == 403
    # The other village's minutes are not the surveyor's either.
    other = reverse("season:paper", args=["minutes", season.meeting.pk])
    assert client_of(surveyor).get(other).status_code == 404


def test_a_paper_that_a_row_does_not_have_is_refused_in_words(
    request_of, season, client_of
):
    address = reverse("season:paper", args=["refusal", request_of().pk])
    answer = client_of(season.officer).get(address)
    assert answer.status_code == 409
    assert "không bị từ chối" in answer.content.decode()


def test_a_day_that_is_none_is_refused_in_words(season, client_of):
    pk = season.poor.household_id
    address = reverse("season:paper", args=["confirmation", pk])
    answer = client_of(season.officer).get(address, {"ngay": "31/12/2025"})
    assert answer.status_code == 409
    assert "không phải là ngày" in answer.content.decode()
