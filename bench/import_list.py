"""Import of a list: check and apply against reading the file and two bare COPYs.

Then the same list, shorter, with django-import-export row by row. Run by hand:
`python -m bench.import_list`; it makes a database of its own.
"""

import datetime as dt
import io
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

ROWS, ROUNDS, ROWWISE = 100_000, 3, 1_000
CHECK_LIMIT, APPLY_LIMIT, LIMIT_MB = 2.5, 1.5, 450
# A pace that falls off with the size of the list, and how much faster than row by row.
FLAT, FASTER = 0.8, 10
TAB = "\t"
DAY = dt.date(2024, 12, 10)
FAMILY = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Đinh",
    "Vũ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
)
MIDDLE = (
    "Văn",
    "Thị",
    "Hữu",
    "Đức",
    "Ngọc",
    "Minh",
    "Thanh",
    "Quang",
    "Thu",
    "Xuân",
    "Hồng",
    "Kim",
)
GIVEN = (
    "An",
    "Bình",
    "Chi",
    "Dũng",
    "Giang",
    "Hà",
    "Hạnh",
    "Hòa",
    "Hùng",
    "Lan",
    "Linh",
    "Mai",
    "Nam",
    "Nga",
    "Oanh",
    "Phúc",
)


def rows_of(count: int, seed: int = 1) -> Iterator[tuple[object, ...]]:
    """`count` member rows of sheet 1: households of one to six, all made up."""
    chance, made, household = random.Random(seed), 0, 0
    while made < count:
        household += 1
        size = min(chance.randint(1, 6), count - made)
        head = name_of(chance)
        poor = household % 2
        shared = (
            "Tỉnh Đo Lường",
            "Huyện Đo Lường",
            "999",
            f"Xã Đo {household % 20}",
            f"{99000 + household % 20}",
            f"Thôn {household % 10 + 1}",
            "Kinh",
            1 if poor else 2,
            "12/QĐ-UBND",
            DAY,
            chance.randint(60, 140),
            30 if poor else 20,
            "",
            "",
            "x" if household % 9 == 0 else "",
            f"{chance.randint(1, 8)}, {chance.randint(1, 8)}",
        )
        for place in range(size):
            born = dt.date(chance.randint(1945, 2010), chance.randint(1, 12), 5)
            male = chance.random() < 0.5
            century = (born.year // 100 - 19) * 2 + (not male)
            number = f"099{century}{born.year % 100:02d}{made:06d}"
            yield (
                head,
                head if place == 0 else name_of(chance),
                "Chủ hộ" if place == 0 else "Con",
                born,
                "Nam" if male else "Nữ",
                number,
                *shared,
                2024 - born.year,
                size,
            )
            made += 1


def name_of(chance: random.Random) -> str:
    """A name out of fourteen families and their like."""
    return " ".join(
        [
            chance.choice(FAMILY),
            chance.choice(MIDDLE),
            chance.choice(MIDDLE),
            chance.choice(GIVEN),
        ]
    )


def write_file(count: int, path: Path) -> None:
    """The list as a workbook."""
    from households.imports.layouts import MEMBERS
    from povertyportal.sheets.lists import write_lists

    write_lists(path, ["Danh sách đo lường"], [(MEMBERS, rows_of(count))])


def make_areas() -> object:
    """A province of 20 communes of 10 villages, and an officer of it."""
    from povertyportal.accounts.models import Officer, OfficerScope, Role
    from povertyportal.areas.models import Area, AreaVersion, Kind, Level

    def area(level: str, kind: str, code: str, name: str, parent: object) -> object:
        made = Area.objects.create(
            level=level,
            kind=kind,
            code=code,
            name=name,
            parent=parent,
            path=f"tmp{code}",
            sort_key=name,
        )
        made.path = f"{parent.path if parent else ''}{made.pk}."
        made.save()
        AreaVersion.objects.create(area=made, kind=kind, name=name, parent=parent)
        return made

    province = area(Level.PROVINCE, Kind.PROVINCE, "99", "Tỉnh Đo Lường", None)
    for i in range(20):
        commune = area(
            Level.COMMUNE, Kind.COMMUNE, f"{99000 + i}", f"Xã Đo {i}", province
        )
        for n in range(1, 11):
            code = f"{99000 + i}{n:03d}"
            area(Level.VILLAGE, Kind.VILLAGE, code, f"Thôn {n}", commune)
    officer = Officer.objects.create_user("bench", role=Role.PROVINCE_OFFICER)
    OfficerScope.objects.create(
        officer=officer, area=province, starts=dt.date(2020, 1, 1)
    )
    return officer


# The least that holds the same rows: every column typed, a primary key, nothing else.
# Made before, as the portal's are: the embedded server keeps no log of what is copied
# into a table of the same transaction, which no list that comes second could have.
BARE = """
CREATE TABLE bare_household (id integer PRIMARY KEY, head text, province text,
    district text, district_code text, commune text, commune_code text, village text,
    poverty_class smallint, decision text, decided_on date, b1 smallint, b2 smallint,
    minority text, no_labour text, merit text, causes text, members smallint);
CREATE TABLE bare_member (id integer PRIMARY KEY, household integer, name text,
    relation text, born date, sex text, personal_id text, ethnicity text, age smallint)
"""


def baseline(path: Path) -> float:
    """Seconds to read the file with python-calamine and COPY it to two bare tables."""
    from django.db import connection, transaction
    from python_calamine import CalamineWorkbook

    with connection.cursor() as cursor:
        cursor.execute(BARE)
    started = time.perf_counter()
    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    members, households, count, household = io.StringIO(), io.StringIO(), 0, 0
    for row in sheet.iter_rows():
        count += 1
        if count < 5:  # title, headings, column numbers
            continue
        (head, name, relation, born, sex, number, *places, ethnicity) = row[:13]
        (poor, decision, day, b1, b2, *flags, causes, age, size) = row[13:-1]
        if relation == "Chủ hộ":
            household += 1
            households.write(
                f"{household}\t{head}\t{TAB.join(places)}\t{int(poor)}\t{decision}\t"
                f"{day}\t{int(b1)}\t{int(b2)}\t{TAB.join(flags)}\t{causes}\t"
                f"{int(size)}\n"
            )
        members.write(
            f"{count}\t{household}\t{name}\t{relation}\t{born}\t{sex}\t{number}\t"
            f"{ethnicity}\t{int(age)}\n"
        )
    with transaction.atomic(), connection.cursor() as cursor:
        for table, buffer in (
            ("bare_household", households),
            ("bare_member", members),
        ):
            buffer.seek(0)
            cursor.copy_expert(f"COPY {table} FROM STDIN", buffer)
    seconds = time.perf_counter() - started
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bare_member, bare_household")
    return seconds


def imported(path: Path, officer: object) -> tuple[float, float]:
    """Seconds of check and of apply, each a job with its commit."""
    from povertyportal.sheets import tasks
    from povertyportal.sheets.kinds import kind_of
    from povertyportal.sheets.services.applying import confirm
    from povertyportal.sheets.services.receiving import receive_file

    options = {"year": 2024, "area": None, "is_mostly_new": True}
    with path.open("rb") as file:
        batch = receive_file(
            by=officer,
            kind=kind_of("household_list"),
            file=file,
            filename=path.name,
            options=options,
        )
    started = time.perf_counter()
    tasks.run_import(batch.pk)
    between = time.perf_counter()
    batch.refresh_from_db()
    assert batch.counts == {"new": batch.rows_read}, batch.message
    confirm(by=officer, batch=batch, only_good=False)
    confirmed = time.perf_counter()
    tasks.run_import(batch.pk)
    ended = time.perf_counter()
    batch.refresh_from_db()
    assert batch.is_applied, batch.message
    return between - started, ended - confirmed


def rowwise(path: Path, officer: object) -> float:
    """Seconds with django-import-export."""
    from bench import import_rowwise

    return import_rowwise.seconds(path, officer)


@contextmanager
def template() -> Iterator[str]:
    """A migrated database to copy, by name: its tables are made once, not each time."""
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    made = setup_databases(verbosity=0, interactive=False)
    name = str(connection.settings_dict["NAME"])
    connection.close()  # nobody may be in a database that is copied
    try:
        yield name
    finally:
        teardown_databases(made, verbosity=0)


def measure(path: Path, what: str, copied: str) -> None:
    """One measurement in this process; prints its numbers for the parent."""
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    connection.settings_dict["TEST"] |= {"TEMPLATE": copied, "NAME": "bench_import"}
    made = setup_databases(verbosity=0, interactive=False)
    try:
        officer = make_areas()
        if what == "bare":
            told = [baseline(path)]
        elif what == "rowwise":
            told = [rowwise(path, officer)]
        else:
            told = list(imported(path, officer))
    finally:
        teardown_databases(made, verbosity=0)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(*told, peak)


def child(*words: object) -> list[float]:
    """Do it in a fresh process, so that peak memory is its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.import_list", *map(str, words)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return [float(part) for part in done.stdout.split()]


def medians(size: int, copied: str) -> tuple[float, float, float, float]:
    """Seconds of the baseline, of check and of apply; the import's peak in MB.

    The two take turns, so that a busy hour of the machine weighs on both.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        child("write", path, size)
        bare, runs = [], []
        for _ in range(ROUNDS):
            bare.append(child("measure", path, "bare", copied)[0])
            runs.append(child("measure", path, "import", copied))
    check_s, apply_s, peak = (
        statistics.median(each) for each in zip(*runs, strict=True)
    )
    return statistics.median(bare), check_s, apply_s, peak


def row_by_row(copied: str) -> float:
    """Rows a second with django-import-export."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        child("write", path, ROWWISE)
        return ROWWISE / child("measure", path, "rowwise", copied)[0]


def main(sizes: tuple[int, ...] = (ROWS // 10, ROWS)) -> bool:
    """Print one table; True when every limit holds."""
    with template() as copied:
        return shown(sizes, copied)


def shown(sizes: tuple[int, ...], copied: str) -> bool:
    """The table, a line a size, each measured in a copy of that database."""
    print(f"{'rows':>8} {'bare s':>7} {'check s':>8} {'apply s':>8} ", end="")
    print(f"{'check x':>8} {'apply x':>8} {'rows/s':>8} {'MB':>5}")
    paces, good = [], True
    for size in sizes:
        bare, check_s, apply_s, peak = medians(size, copied)
        checks, applies = check_s / bare, apply_s / bare
        paces.append(size / (check_s + apply_s))
        # Of the smaller list, what every import costs once is a larger part.
        in_time = checks <= CHECK_LIMIT and applies <= APPLY_LIMIT
        good &= peak <= LIMIT_MB and (in_time or size < ROWS)
        print(f"{size:>8} {bare:>7.2f} {check_s:>8.2f} {apply_s:>8.2f} ", end="")
        print(
            f"{checks:>8.2f} {applies:>8.2f} {paces[-1]:>8.0f} {peak:>5.0f}", flush=True
        )
    flat, slow = paces[-1] / paces[0], row_by_row(copied)
    good &= flat >= FLAT and paces[-1] / slow >= FASTER
    print(
        f"limits: check <= {CHECK_LIMIT}, apply <= {APPLY_LIMIT} times bare,", end=" "
    )
    print(f"memory <= {LIMIT_MB} MB")
    print(f"pace {flat:.2f} of the smaller list's (>= {FLAT});", end=" ")
    print(f"row by row {slow:,.0f} rows/s: {paces[-1] / slow:.0f} times (>= {FASTER})")
    return good


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    if sys.argv[1:2] == ["write"]:
        write_file(int(sys.argv[3]), Path(sys.argv[2]))
    elif sys.argv[1:2] == ["measure"]:
        measure(Path(sys.argv[2]), sys.argv[3], sys.argv[4])
    else:
        sys.exit(0 if main() else 1)
