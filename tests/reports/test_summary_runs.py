"""Runs of the summaries: who asks, what is recorded, what happens when they fail."""

import datetime as dt
import threading

import psycopg2
import pytest
from celery.canvas import Signature
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from kombu.exceptions import OperationalError

from households.models import StaleArea
from households.services.stale import mark_stale
from povertyportal.jobs.models import JobState
from povertyportal.jobs.requeueing import MOST_ATTEMPTS
from reports import summaries, tasks
from reports.models import AreaSummary, ReportRun, SummaryRun
from tests.factories import ReportRunFactory, ReviewFactory, SummaryRunFactory
from tests.reports.world import add_outcome

LONG_AGO = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def changed(open_round, household, commune):
    summaries.rebuild()
    add_outcome(ReviewFactory(round=open_round, household=household))
    mark_stale([commune.pk], 2026)
    return commune


def poor(area):
    return AreaSummary.objects.get(
        area=area, standard="ND07_2022", basis="preliminary"
    ).poor


@pytest.mark.django_db
def test_a_mark_asks_for_a_refresh_once_it_is_committed(
    open_round, household, commune, django_capture_on_commit_callbacks
):
    add_outcome(ReviewFactory(round=open_round, household=household))
    with django_capture_on_commit_callbacks() as asked:
        mark_stale([commune.pk], 2026)
    assert not AreaSummary.objects.exists()
    assert len(asked) == 1
    asked[0]()
    assert poor(commune) == 1


@pytest.mark.django_db
def test_a_missing_broker_never_breaks_the_save(
    commune, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    def unreachable(*args, **options):
        raise OperationalError("connection refused")

    monkeypatch.setattr(Signature, "apply_async", unreachable)
    with django_capture_on_commit_callbacks(execute=True):
        mark_stale([commune.pk], 2026)
    assert StaleArea.objects.count() == 1
    assert "broker cannot be reached" in caplog.text


@pytest.mark.django_db
def test_a_missing_broker_leaves_the_job_in_the_queue(
    leader, commune, client_of, monkeypatch, django_capture_on_commit_callbacks
):
    def unreachable(*args, **options):
        raise OperationalError("connection refused")

    monkeypatch.setattr(Signature, "apply_async", unreachable)
    with django_capture_on_commit_callbacks(execute=True):
        response = client_of(leader).post(reverse("reports:summary-run-create"))
    assert response.status_code == 302
    assert SummaryRun.objects.get().state == JobState.QUEUED


@pytest.mark.django_db
def test_an_asked_run_counts_the_scope(
    leader, client_of, changed, django_capture_on_commit_callbacks
):
    StaleArea.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        response = client_of(leader).post(reverse("reports:summary-run-create"))
    run = SummaryRun.objects.get()
    assert response.url == reverse("reports:summary-run-detail", args=[run.pk])
    assert (run.state, run.owner, run.done) == (JobState.DONE, leader, 1)
    assert poor(changed) == 1
    text = client_of(leader).get(response.url).content.decode()
    assert "4 dòng thay đổi" in text  # commune and province, two standards


@pytest.mark.django_db
def test_runs_elsewhere_are_not_shown(leader, client_of, elsewhere, commune):
    hidden = SummaryRunFactory(communes=[elsewhere])
    shown = SummaryRunFactory(communes=[commune, elsewhere])
    client = client_of(leader)
    page = client.get(reverse("reports:summary-run-list"))
    assert [run.pk for run in page.context["page_obj"]] == [shown.pk]
    url = reverse("reports:summary-run-detail", args=[hidden.pk])
    assert client.get(url).status_code == 404


@pytest.mark.django_db
def test_a_failed_run_keeps_the_marks(changed, monkeypatch):
    def breaks(communes, year):
        AreaSummary.objects.all().delete()
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(summaries, "build", breaks)
        tasks.refresh_stale()
    assert SummaryRun.objects.get().state == JobState.FAILED
    assert StaleArea.objects.count() == 1
    assert poor(changed) == 0
    tasks.refresh_stale()
    assert poor(changed) == 1
    assert not StaleArea.objects.exists()


@pytest.mark.django_db
def test_nothing_stale_makes_no_run(commune):
    assert tasks.refresh_stale() == ""
    assert not SummaryRun.objects.exists()


@pytest.mark.django_db
def test_a_second_delivery_does_nothing(changed):
    tasks.refresh_stale()
    run = SummaryRun.objects.get()
    tasks.run_summary(run.pk)
    run.refresh_from_db()
    assert run.attempt == 1


@pytest.mark.django_db
def test_the_nightly_check_logs_unmarked_differences(changed, caplog):
    tasks.rebuild_all()
    assert "full rebuild changed" not in caplog.text
    AreaSummary.objects.filter(area=changed, standard="ND07_2022").update(poor=9)
    tasks.rebuild_all()
    assert poor(changed) == 1
    assert "full rebuild changed 1 kept figures" in caplog.text


@pytest.mark.django_db
def test_old_runs_of_the_schedule_are_forgotten(leader):
    old = {"state": JobState.DONE, "finished_at": LONG_AGO}
    SummaryRunFactory(**old)
    asked = SummaryRunFactory(owner=leader, **old)
    failed = SummaryRunFactory(state=JobState.FAILED, finished_at=LONG_AGO)
    tasks.rebuild_all()
    left = SummaryRun.objects.filter(is_full=False)
    assert {run.pk for run in left} == {asked.pk, failed.pk}


@pytest.mark.django_db
def test_lost_jobs_are_published_again(
    commune, changed, django_capture_on_commit_callbacks
):
    lost = SummaryRunFactory(state=JobState.RUNNING, heartbeat_at=LONG_AGO, attempt=1)
    waiting = SummaryRunFactory(queued_at=LONG_AGO)
    given_up = SummaryRunFactory(
        state=JobState.RUNNING, heartbeat_at=LONG_AGO, attempt=MOST_ATTEMPTS
    )
    fresh = SummaryRunFactory()
    form = ReportRunFactory(areas=[commune], owner__role="commune_officer")
    ReportRun.objects.filter(pk=form.pk).update(
        state=JobState.RUNNING, heartbeat_at=LONG_AGO
    )
    with django_capture_on_commit_callbacks(execute=True):
        assert tasks.requeue_lost_jobs() == 3
    states = {run.pk: run.state for run in SummaryRun.objects.all()}
    assert states == {
        lost.pk: JobState.DONE,
        waiting.pk: JobState.DONE,
        given_up.pk: JobState.FAILED,
        fresh.pk: JobState.QUEUED,
    }
    form.refresh_from_db()
    assert form.state == JobState.FAILED  # its owner answers for no area


@pytest.mark.django_db
def test_commands_do_what_the_schedule_does(changed, capsys):
    call_command("refresh_summaries")
    assert "4 dòng thay đổi" in capsys.readouterr().out
    call_command("refresh_summaries")
    assert "Nothing is stale" in capsys.readouterr().out
    call_command("refresh_summaries", "--all")
    assert "0 dòng thay đổi" in capsys.readouterr().out
    call_command("requeue_jobs")
    assert "0 jobs published again" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_two_builders_take_turns(changed):
    AreaSummary.objects.all().delete()
    StaleArea.objects.get_or_create(commune=changed, year=2026)
    settings = connection.get_connection_params() | {"cursor_factory": None}
    holder = psycopg2.connect(**settings)
    results = []

    def build():
        results.append(summaries.refresh())
        connection.close()

    with holder, holder.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [summaries._LOCK])
        builders = [threading.Thread(target=build) for _ in range(2)]
        for builder in builders:
            builder.start()
        builders[0].join(timeout=0.5)
        assert results == []
    for builder in builders:
        builder.join(timeout=30)
    holder.close()
    assert sorted(results, key=str)[0].communes == 1
    assert None in results
    assert poor(changed) == 1
