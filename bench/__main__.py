"""Benchmarks: one table of figures, limits and whether they hold.

`python -m bench [register] [import]`; without names, all. DATABASE_URL must lead to a
server whose databases may be made and dropped by a superuser.
"""

import os
import sys
from collections.abc import Iterator

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.test.utils import setup_databases, teardown_databases  # noqa: E402

from bench import data, import_list, pages, summary  # noqa: E402
from bench.measuring import Line  # noqa: E402
from reports import summaries  # noqa: E402


def register() -> Iterator[Line]:
    """Figures and pages while one register grows to 10^6 households."""
    officer = data.begin()
    data.grow(1, 1_300)
    summaries.rebuild()
    yield from pages.save_lines(officer)
    few_buffers = summary.refresh_cost()
    data.grow(1_301, 10_000)
    summaries.rebuild()
    few = pages.page_costs(officer)
    data.grow(10_001, 300_000)
    yield from summary.full_build()
    yield summary.refresh_line(few_buffers, summary.refresh_cost())
    data.grow(300_001, 1_000_000)
    summaries.rebuild()
    yield from pages.growth_lines(few, pages.page_costs(officer))


def show(line: Line) -> None:
    """One line of the table, as soon as it is known."""
    verdict = ("pass" if line.good else "FAIL") if line.limit else ""
    print(f"{line.what:<52} {line.figure:>36} {line.limit:>9} {verdict}", flush=True)


def measured_register() -> bool:
    """The register's benchmarks in a database of their own."""
    made = setup_databases(verbosity=0, interactive=False)
    try:
        good = True
        for line in register():
            show(line)
            good &= line.good
    finally:
        teardown_databases(made, verbosity=0)
    return good


BENCHES = {"register": measured_register, "import": import_list.main}


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
