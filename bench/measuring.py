"""Counting what a piece of work costs: queries, buffers, time."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) "
EXPLAINED = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


@dataclass(frozen=True)
class Line:
    """One line of the table: what, its figure, the limit, whether it holds."""

    what: str
    figure: str
    limit: str = ""
    good: bool = True


class Costs:
    """Queries and buffers (8 kB pages found or read) of what runs inside.

    Each statement is first explained with its own parameters, a writing one in a
    savepoint that is rolled back, and then run.
    """

    def __init__(self) -> None:
        self.queries = self.buffers = 0
        self.heaviest: tuple[int, str] = (0, "")

    def __enter__(self) -> "Costs":
        self._wrapping = connection.execute_wrapper(self._explained)
        self._wrapping.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        self._wrapping.__exit__(*exc)

    def _explained(self, execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        if sql.lstrip().upper().startswith(EXPLAINED):
            self.queries += 1
            read = self._buffers(sql, params)
            self.buffers += read
            self.heaviest = max(self.heaviest, (read, " ".join(sql.split())))
        return execute(sql, params, many, context)

    def _buffers(self, sql: str, params: object) -> int:
        held = connection.in_atomic_block
        with connection.connection.cursor() as cursor:
            if held:
                cursor.execute("SAVEPOINT explained")
            cursor.execute(EXPLAIN + sql, params)
            (plan,) = cursor.fetchone()
            if held:
                cursor.execute("ROLLBACK TO SAVEPOINT explained")
        top = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
        return int(top["Shared Hit Blocks"] + top["Shared Read Blocks"])


def costs_of(work: Callable[[], object]) -> Costs:
    """Queries and buffers of a warm run."""
    work()
    with Costs() as costs:
        work()
    return costs


def times_of(work: Callable[[], object], count: int, warm: int = 10) -> list[float]:
    """Seconds of each of `count` runs, sorted."""
    for _ in range(warm):
        work()
    found = []
    for _ in range(count):
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return sorted(found)


def p95(times: list[float]) -> float:
    """The time that 95 of 100 runs keep within."""
    return times[int(len(times) * 0.95) - 1]


def median(times: list[float]) -> float:
    """The time that half of the runs keep within."""
    return times[len(times) // 2]


def ratio_line(what: str, now: float, base: float, limit: float, unit: str) -> Line:
    """A figure against its base, which must not be `limit` times exceeded."""
    ratio = now / base
    figure = f"{now:,.4g} {unit} / {base:,.4g} {unit} = {ratio:.2f}"
    return Line(what, figure, f"<= {limit:g}", ratio <= limit)
