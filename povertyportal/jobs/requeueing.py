"""Jobs whose worker or message was lost: published again, or ended with a word."""

from django.utils import timezone

from povertyportal.jobs.models import Job, JobState
from povertyportal.jobs.publishing import publish

MOST_ATTEMPTS = 3


def requeue_lost(jobs: type[Job], task: str, advice: str) -> int:
    """Publish lost jobs again; returns how many.

    After MOST_ATTEMPTS a job fails: its officer is told so, with `advice`, a sentence
    that goes on after a semicolon.
    """
    published = 0
    for job in jobs.objects.lost(timezone.now()):
        if job.state == JobState.RUNNING and job.tries >= MOST_ATTEMPTS:
            job.fail(f"Đã thử {job.tries} lần mà chưa xong; {advice}")
        else:
            job.requeue()
            publish(task, job.pk)
            published += 1
    return published
