"""All certificates of a commune as one PDF, against typst alone: in turns, medians.

The same template, parts and texts both times: the difference is what the portal adds
(rows to texts, progress, joining, the file).
"""

import resource
import time
import uuid
from collections.abc import Callable, Iterator

from django.db import connection, transaction

from bench import data
from bench.measuring import Line, median, ratio_line
from households import tasks
from households.models import CommuneRound, PaperRun, RecognitionDecision
from households.papers import runs
from povertyportal.accounts.models import Officer
from povertyportal.documents.papers import compile_paper

CERTIFICATES, MEMBERS, ROUNDS = 1_500, 4, 3
LIMIT_SECONDS, LIMIT_RATIO, LIMIT_MB = 60, 2.0, 600

# Household i with a head and members, certified by decision 1.
ROWS = """
INSERT INTO households_household (id, number, state, phone, address, version,
    village_id, commune_id, head_name, head_sort_key, names_key, size, created_at)
SELECT i, 'H' || lpad(i::text, 7, '0'), 'active', '', '', 1, 100001 + i %% 5, 1001,
    'Nguyễn Thị Hường ' || i, lpad(i::text, 7, '0'), '', %(members)s, now()
FROM generate_series(1, %(count)s) i;
INSERT INTO households_person (id, name, sort_key, sex, birth_year, personal_id,
    id_missing_reason, id_mismatch_reason, ethnicity)
SELECT i, 'Nguyễn Thị Hường ' || i, lpad(i::text, 7, '0'), 'female', 1975,
    lpad(i::text, 12, '0'), '', '', 'Mường'
FROM generate_series(1, %(count)s) i;
INSERT INTO households_membership (household_id, person_id, relation, position, starts)
SELECT i, i, 'head', 0, '2020-01-01' FROM generate_series(1, %(count)s) i;
INSERT INTO households_standing (id, household_id, scheme, standard, poverty_class,
    starts, ends, commune_id, decision_number, recorded_at)
SELECT i, i, 'national', 'ND07_2022', 'poor', '2026-01-01', '2027-01-01', 1001,
    '12/QĐ-UBND', now()
FROM generate_series(1, %(count)s) i;
INSERT INTO households_certificate (standing_id, decision_id, household_id, commune_id,
    year, number, why, state, note, members, issued_on, issued_by_id)
SELECT i, %(decision)s, i, 1001, 2026, i, 'first', 'valid', '', (
        SELECT jsonb_agg(jsonb_build_object('name', 'Đinh Văn Dũng ' || m,
            'sex', 'male', 'birth_year', 1990 + m, 'ethnicity', 'Mường',
            'relation', 'Con'))
        FROM generate_series(1, %(members)s) m),
    '2026-01-05', %(officer)s
FROM generate_series(1, %(count)s) i;
"""


def prints() -> Iterator[Line]:
    """1,500 certificates: seconds, share of typst alone, memory."""
    officer = data.begin()
    decision = _certified(officer)
    whole, alone = [], []
    for _ in range(ROUNDS):
        run = runs.ask_for_certificates(
            by=officer, decision=decision, key=uuid.uuid4(), site=""
        )
        # First, since the first hundred parts of a process cost a little less.
        alone.append(_typst_alone(run, officer))
        whole.append(_seconds(lambda pk=run.pk: tasks.run_papers(pk)))
        run.refresh_from_db()
    what, taken = f"{CERTIFICATES} certificates as one PDF", median(sorted(whole))
    good = run.pages == CERTIFICATES and taken <= LIMIT_SECONDS
    yield Line(what, f"{taken:.1f} s, {run.pages} pages", f"<= {LIMIT_SECONDS} s", good)
    base = median(sorted(alone))
    yield ratio_line("the same / typst alone", taken, base, LIMIT_RATIO, "s")
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    yield Line("memory at most", f"{used} MB", f"<= {LIMIT_MB} MB", used <= LIMIT_MB)


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _certified(officer: Officer) -> RecognitionDecision:
    decision = RecognitionDecision.objects.create(
        place=CommuneRound.objects.get(round=1, commune=1001),
        commune_id=1001,
        standard="ND07_2022",
        number="12/QĐ-UBND",
        valid_from="2026-01-01",
        prepared_by=officer,
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            ROWS,
            {
                "count": CERTIFICATES,
                "members": MEMBERS,
                "decision": decision.pk,
                "officer": officer.pk,
            },
        )
        cursor.execute("ANALYZE")
    return decision


def _typst_alone(run: PaperRun, officer: Officer) -> float:
    """Seconds to set as many parts, their texts made beforehand."""
    kind = runs.RUNS[run.kind]
    asked = runs.Asked(officer, run.as_of.date())
    texts = kind.texts(list(kind.rows(run)), asked)
    parts = [
        {**texts, "items": texts["items"][begin : begin + runs.PART]}
        for begin in range(0, CERTIFICATES, runs.PART)
    ]
    return _seconds(
        lambda: [compile_paper(kind.template, part, is_tagged=False) for part in parts]
    )
