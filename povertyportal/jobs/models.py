"""A job is a row first and a message second: the row is the truth."""

import datetime as dt
from typing import Any, Self

from django.db import connection, models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from povertyportal.accounts.models import Officer
from povertyportal.jobs.pulse import Pulse

LOST_AFTER = dt.timedelta(seconds=90)


class JobState(models.TextChoices):
    """Trạng thái công việc."""

    QUEUED = "queued", "Đang chờ"
    RUNNING = "running", "Đang làm"
    DONE = "done", "Đã xong"
    FAILED = "failed", "Không làm được"


class JobQuerySet(models.QuerySet):
    """Which jobs wait, run or have lost their worker."""

    def lost(self, now: dt.datetime) -> "JobQuerySet":
        """Running without a sign of life, or queued and never picked up."""
        before = now - LOST_AFTER
        return self.alias(told_at=Coalesce("heartbeat_at", "queued_at")).filter(
            Q(state=JobState.RUNNING, heartbeat_at__lt=before)
            | Q(state=JobState.QUEUED, told_at__lt=before)
        )


class Job(models.Model):
    """Long work (công việc nền): owner, scope and moment fixed at the start.

    `attempt` fences: each claim raises it, and a worker that was thought dead
    cannot finish or report in the name of its successor.
    """

    owner = models.ForeignKey(
        Officer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người yêu cầu",
    )
    state = models.CharField(
        "trạng thái", max_length=10, choices=JobState, default=JobState.QUEUED
    )
    as_of = models.DateTimeField("số liệu lúc", default=timezone.now)
    queued_at = models.DateTimeField("yêu cầu lúc", default=timezone.now)
    started_at = models.DateTimeField("bắt đầu lúc", null=True)
    finished_at = models.DateTimeField("xong lúc", null=True)
    heartbeat_at = models.DateTimeField(null=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveIntegerField("đã làm", default=0)
    total = models.PositiveIntegerField("tổng số", default=0)
    message = models.TextField("thông báo", blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_over(self) -> bool:
        """Done or failed: nothing more will happen by itself."""
        return self.state in {JobState.DONE, JobState.FAILED}

    @property
    def percent(self) -> int | None:
        """Whole percent done, None while the total is unknown."""
        return self.done * 100 // self.total if self.total else None

    @property
    def seconds_left(self) -> int | None:
        """An estimate from the pace so far, None until it means something."""
        if not self.started_at or not self.heartbeat_at or not self.done:
            return None
        spent = (self.heartbeat_at - self.started_at).total_seconds()
        return round(spent * (self.total - self.done) / self.done)

    @property
    def tries(self) -> int:
        """How often it was begun."""
        return self.attempt

    @property
    def seconds_spent(self) -> int | None:
        """How long the worker has been at it, by its last sign of life."""
        if self.state != JobState.RUNNING or not self.started_at:
            return None
        last = self.heartbeat_at or self.started_at
        return int((last - self.started_at).total_seconds())

    @classmethod
    def claim(cls, pk: int) -> Self | None:
        """Take the job for this worker; None when it is not there to take.

        A queued job can be taken once; a running one only after its worker has
        been silent for LOST_AFTER. So a message delivered twice does no harm.
        """
        now = timezone.now()
        free = Q(state=JobState.QUEUED) | Q(
            state=JobState.RUNNING, heartbeat_at__lt=now - LOST_AFTER
        )
        taken = cls.objects.filter(free, pk=pk).update(
            state=JobState.RUNNING,
            started_at=now,
            heartbeat_at=now,
            done=0,
            message="",
            attempt=F("attempt") + 1,
        )
        # The manager is declared once, for Job; it returns the subclass's rows.
        found: Any = cls.objects.get(pk=pk) if taken else None
        return found

    def _mine(self) -> "JobQuerySet":
        return type(self).objects.filter(
            pk=self.pk, state=JobState.RUNNING, attempt=self.attempt
        )

    def finish(self, message: str = "") -> bool:
        """Record success, if the job is still this worker's."""
        return self._end(JobState.DONE, message)

    def fail(self, message: str) -> bool:
        """Record failure with a message for the officer, if still this worker's."""
        return self._end(JobState.FAILED, message)

    def _end(self, state: JobState, message: str) -> bool:
        now = timezone.now()
        changed = self._mine().update(
            state=state, message=message, finished_at=now, heartbeat_at=now
        )
        self.refresh_from_db()
        return bool(changed)

    def requeue(self) -> None:
        """Put a failed or lost job back into the queue (the caller publishes it)."""
        type(self).objects.filter(pk=self.pk).exclude(state=JobState.DONE).update(
            state=JobState.QUEUED, heartbeat_at=timezone.now(), message=""
        )
        self.refresh_from_db()


class Progress:
    """Reports a running job's progress on a connection of its own.

    The work itself may be one long transaction, whose writes nobody sees until
    its end; progress must be seen while it runs. Use as a context manager.
    """

    def __init__(self, job: Job) -> None:
        self.job = job
        self._side = connection.copy() if not connection.in_atomic_block else connection
        self._own = self._side is not connection
        self._told_at = timezone.now()
        self._pulse = Pulse(
            job._meta.db_table, job.pk, job.attempt, lambda: self._told_at
        )

    def __enter__(self) -> "Progress":
        if self._own:
            self._pulse.start()
        return self

    def __exit__(self, *exc: object) -> None:
        if self._own:
            self._pulse.stop()
            self._side.close()

    def report(self, done: int, total: int | None = None) -> None:
        """Write counts and heartbeat; `total` None keeps the former."""
        self._told_at = timezone.now()
        table = self.job._meta.db_table
        with self._side.cursor() as cursor:
            cursor.execute(
                f'UPDATE "{table}" SET done = %s, total = coalesce(%s, total), '  # noqa: S608  a table name of ours
                "heartbeat_at = %s WHERE id = %s AND attempt = %s",
                [done, total, timezone.now(), self.job.pk, self.job.attempt],
            )
