"""Benchmarks: one table of figures, limits and whether they hold.

`python -m bench [figures] [pages] [movement] [forms] [import] [export] [papers]
[programs] [room] [season] [signing] [village]`; without names, all. DATABASE_URL must
lead to a server where a superuser may make and drop databases.
"""

import os
import sys
from collections.abc import Callable, Iterator

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.test.utils import setup_databases, teardown_databases  # noqa: E402

from bench import (  # noqa: E402
    data,
    export_list,
    forms,
    import_list,
    movement,
    pages,
    papers,
    programs,
    room,
    season,
    signing,
    summary,
    village,
)
from bench.measuring import Line  # noqa: E402
from reports import summaries  # noqa: E402


def figures() -> Iterator[Line]:
    """A save; the refresh among 1,000 and 300,000 households; the full summary."""
    officer = data.begin()
    data.grow(1, data.OWN + 1_000)
    summaries.rebuild()
    yield from pages.save_lines(officer)
    few = summary.refresh_cost()
    data.grow(data.OWN + 1_001, 300_000)
    yield from summary.full_build()
    yield summary.refresh_line(few, summary.refresh_cost())


def growth() -> Iterator[Line]:
    """Pages of one commune at 10^4 and at 10^6 households."""
    officer = data.begin()
    data.grow(1, 10_000)
    summaries.rebuild()
    data.settle()
    few = pages.page_costs(officer)
    data.grow(10_001, 1_000_000)
    summaries.rebuild()
    data.settle()
    yield from pages.growth_lines(few, pages.page_costs(officer))


def show(line: Line) -> None:
    """One line of the table, as soon as it is known."""
    verdict = ("pass" if line.good else "FAIL") if line.limit else ""
    print(f"{line.what:<52} {line.figure:>36} {line.limit:>9} {verdict}", flush=True)


def measured(bench: Callable[[], Iterator[Line]]) -> bool:
    """Run a benchmark in a database of its own; True when every limit holds."""
    made = setup_databases(verbosity=0, interactive=False)
    try:
        good = True
        for line in bench():
            show(line)
            good &= line.good
    finally:
        teardown_databases(made, verbosity=0)
    return good


BENCHES = {
    "figures": lambda: measured(figures),
    "pages": lambda: measured(growth),
    "movement": lambda: measured(movement.lines),
    "forms": lambda: measured(forms.lines),
    "import": import_list.main,
    "export": export_list.main,
    "papers": lambda: measured(papers.prints),
    "programs": lambda: measured(programs.lines),
    "room": lambda: measured(room.lines),
    "season": lambda: measured(season.lines),
    "signing": lambda: measured(signing.lines),
    "village": lambda: measured(village.lines),
}


def main() -> int:
    """Run the benches named, or all."""
    wanted = sys.argv[1:] or list(BENCHES)
    unknown = [name for name in wanted if name not in BENCHES]
    if unknown:
        print(
            f"No such benchmark: {', '.join(unknown)}. There are: {', '.join(BENCHES)}"
        )
        return 2
    results = [BENCHES[name]() for name in wanted]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
