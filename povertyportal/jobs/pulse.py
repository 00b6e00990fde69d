"""A worker's sign of life while one long statement or one large file takes it."""

import datetime as dt
import threading
from collections.abc import Callable
from contextlib import suppress

from django.db import OperationalError, connection
from django.utils import timezone

EVERY = 1.0  # seconds
# A worker that has told nothing of its own for so long hangs: another may take over.
PATIENCE = dt.timedelta(minutes=15)


class Pulse(threading.Thread):
    """Writes the heartbeat of a job every second, on a connection of its own.

    `table`, `pk` and `attempt` name the job; `told_at` gives when the work itself
    reported last. Use start() and stop().
    """

    def __init__(
        self, table: str, pk: int, attempt: int, told_at: Callable[[], dt.datetime]
    ) -> None:
        super().__init__(daemon=True)
        self._sql = (
            f'UPDATE "{table}" SET heartbeat_at = %s '  # noqa: S608  a table name of ours
            "WHERE id = %s AND attempt = %s AND state = 'running'"
        )
        self._job = (pk, attempt)
        self._told_at = told_at
        self._over = threading.Event()

    def run(self) -> None:
        """Beat until the work is over or hangs."""
        if self._over.wait(EVERY):
            return
        side = connection.copy()
        try:
            while timezone.now() - self._told_at() < PATIENCE:
                # The work holds its row at its very end: then there is no need to beat.
                with suppress(OperationalError), side.cursor() as cursor:
                    cursor.execute("SET lock_timeout = '200ms'")
                    cursor.execute(self._sql, [timezone.now(), *self._job])
                if self._over.wait(EVERY):
                    return
        finally:
            side.close()

    def stop(self) -> None:
        """The work is over: no more beats after this."""
        self._over.set()
        self.join()
