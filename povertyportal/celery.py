"""The Celery app and its schedule, which is code (a row could drift unseen)."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "povertyportal.settings")

app = Celery("povertyportal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["povertyportal.sheets"], related_name="export_tasks")

app.conf.beat_schedule = {
    "refresh-stale-summaries": {
        "task": "reports.tasks.refresh_stale",
        "schedule": 30.0,
    },
    "requeue-lost-jobs": {
        "task": "reports.tasks.requeue_lost_jobs",
        "schedule": 60.0,
    },
    "build-stale-needs": {
        "task": "programs.tasks.build_stale_needs",
        "schedule": 30.0,
    },
    "rebuild-needs": {
        "task": "programs.tasks.rebuild_needs",
        "schedule": crontab(hour=3, minute=15),
    },
    "find-doubles": {
        "task": "programs.tasks.find_doubles",
        "schedule": crontab(hour=3, minute=45),
    },
    "refresh-radar": {
        "task": "reports.tasks.refresh_radar",
        "schedule": 60.0,
        "options": {"expires": 55},  # one turn at a time is enough
    },
    "keep-season": {
        "task": "reports.tasks.keep_season",
        "schedule": crontab(minute=10),
    },
    "remind-of-tasks": {
        "task": "reports.tasks.remind_of_tasks",
        "schedule": crontab(hour=5, minute=30),
    },
    "rebuild-all-summaries": {
        "task": "reports.tasks.rebuild_all",
        "schedule": crontab(hour=2, minute=30),
    },
}
