"""A commune of 1,500 reviewed households is signed; the page from which it is."""

import datetime as dt
import uuid
from collections.abc import Iterator

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from bench import data
from bench.measuring import Line, costs_of, p95, ratio_line, times_of
from bench.pages import logged_in
from households.models import (
    CommuneRound,
    DecisionRow,
    RecognitionDecision,
    ReviewRound,
)
from households.services.season import recognition, signing
from povertyportal.accounts.models import Officer, OfficerScope, Role

FEW, MANY = 150, 1_500
MOST_SECONDS, MOST_MS, SIGN_LIMIT = 10, 300, 12
REQUESTS = 40

# Reviewed, voted on, posted; each household was poor or near-poor with no end, so that
# each standing must be shortened. Answers are as long as a filled form's.
READY = """
DELETE FROM households_standing WHERE household_id BETWEEN %(first)s AND %(last)s;
INSERT INTO households_standing (household_id, scheme, standard, poverty_class, starts,
    commune_id, decision_number, recorded_at)
SELECT i, 'national', %(standard)s,
    CASE WHEN i %% 3 = 0 THEN 'poor' ELSE 'near_poor' END,
    '2026-01-01', 1001, '7/QĐ-UBND', now()
FROM generate_series(%(first)s, %(last)s) i;
UPDATE households_review SET state = 'submitted', annual_year = 2026,
    surveyed_on = '2026-09-20', submitted_by_id = %(officer)s, submitted_at = now(),
    surveyor_id = %(officer)s, answers = jsonb_build_object('household', (
        SELECT jsonb_object_agg('question_' || n, n) FROM generate_series(1, 120) n))
WHERE id BETWEEN %(first)s AND %(last)s;
INSERT INTO households_outcome (id, review_id, round_id, commune_id, village_id,
    standard, origin, is_current, poverty_class, b1_source, deprived_mask, known_mask,
    causes_mask, persons, is_minority, no_labour, has_merit, decided_at)
SELECT r.id, r.id, 1, 1001, r.village_id, %(standard)s, 'computed', TRUE, 'poor', '', 0,
    0, 0, 3, FALSE, FALSE, FALSE, now()
FROM households_review r WHERE r.id BETWEEN %(first)s AND %(last)s
ON CONFLICT DO NOTHING;
INSERT INTO households_villagemeeting (place_id, village_id, turn, key, held_on, venue,
    chair, secretary, represented, guests, attended, notes, recorded_by_id,
    recorded_at, closed_at, version)
SELECT %(place)s, v, %(turn)s, gen_random_uuid(), '2026-10-01', 'Nhà văn hóa', 'A',
    'B', '', '', 30, '', %(officer)s, now(), now(), 1
FROM (SELECT DISTINCT village_id AS v FROM households_review
    WHERE id BETWEEN %(first)s AND %(last)s) villages;
INSERT INTO households_meetingvote (meeting_id, review_id, outcome_id, attended, agreed,
    note, head_name)
SELECT m.id, r.id, r.id, 30, 28, '', 'Chủ hộ' FROM households_review r
JOIN households_villagemeeting m
    ON m.village_id = r.village_id AND m.turn = %(turn)s
WHERE r.id BETWEEN %(first)s AND %(last)s;
INSERT INTO households_publicposting (place_id, key, turn, posted_on, last_day, venues,
    loudspeaker, posted_by_id, recorded_at)
VALUES (%(place)s, gen_random_uuid(), %(turn)s, '2026-10-05', '2026-10-07', '{UBND xã}',
    FALSE, %(officer)s, now());
INSERT INTO households_postedoutcome (posting_id, review_id, outcome_id, head_name)
SELECT p.id, r.id, r.id, '' FROM households_review r
JOIN households_publicposting p ON p.turn = %(turn)s
WHERE r.id BETWEEN %(first)s AND %(last)s;
"""
# The least that has to be written: the standings, and the seals.
LEAST = """
UPDATE households_standing SET recorded_to = now()
WHERE commune_id = 1001 AND recorded_to IS NULL;
INSERT INTO households_standing (household_id, scheme, standard, poverty_class, starts,
    ends, outcome_id, commune_id, decision_number, recorded_at)
SELECT review_id, 'national', standard, poverty_class, '2026-07-01', '2027-01-01', id,
    1001, '1', now()
FROM households_outcome WHERE commune_id = 1001;
UPDATE households_review SET sealed_at = now(), closed_at = now()
WHERE commune_id = 1001;
"""


def lines() -> Iterator[Line]:
    """The page at 150 and at 1,500 households, then the signature."""
    officer = data.begin()
    leader = _leader()
    place = CommuneRound.objects.get(commune=1001)
    place.list_closed_on = dt.date(2026, 9, 10)
    place.save()
    # A list that the standard of the bench still governs.
    ReviewRound.objects.update(list_valid_from=dt.date(2026, 7, 1))
    client = logged_in(leader)
    grow(1, FEW, officer, place)
    draft = _draft(officer, place)
    few = _queries(client, draft)
    recognition.cancel(by=officer, decision=draft)
    grow(FEW + 1, MANY, officer, place)
    draft = _draft(officer, place)
    yield from _page_lines(client, draft, few)
    yield from _sign_lines(leader, draft)


def _leader() -> Officer:
    leader = Officer.objects.create_user(
        "bench-leader", role=Role.COMMUNE_LEADER, must_change_password=False
    )
    OfficerScope.objects.create(officer=leader, area_id=1001, starts="2020-01-01")
    return leader


def grow(first: int, last: int, officer: Officer, place: CommuneRound) -> None:
    """Households of the commune that only wait for a signature, by number."""
    shape = {
        "own": MANY,
        "owners": 1,
        "communes": data.COMMUNES,
        "villages": data.VILLAGES,
        "standard": data.STANDARD,
        "first": first,
        "last": last,
    }
    season = {"officer": officer.pk, "place": place.pk, "turn": 1 if first == 1 else 2}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(data.HOUSEHOLDS, shape)
        cursor.execute(READY, shape | season)
    data.settle()


def _draft(officer: Officer, place: CommuneRound) -> RecognitionDecision:
    return recognition.prepare(
        by=officer, place=place, standard=data.STANDARD, key=uuid.uuid4()
    )


def _address(draft: RecognitionDecision) -> str:
    return reverse("season:decision-sign", args=[draft.pk])


def _queries(client: Client, draft: RecognitionDecision) -> int:
    return costs_of(lambda: client.get(_address(draft))).queries


def _page_lines(client: Client, draft: RecognitionDecision, few: int) -> Iterator[Line]:
    now = _queries(client, draft)
    yield Line("sign-off page: queries", f"{now} / {few}", "same", now == few)
    times = times_of(lambda: client.get(_address(draft)), REQUESTS)
    milliseconds = p95(times) * 1000
    yield Line(
        f"sign-off page: p95, {MANY:,} households",
        f"{milliseconds:.0f} ms",
        f"<= {MOST_MS} ms",
        milliseconds <= MOST_MS,
    )


def _sign_lines(leader: Officer, draft: RecognitionDecision) -> Iterator[Line]:
    least = times_of(_least, 3, warm=1)[0]
    signature = signing.Signature("120/QĐ-UBND", dt.date(2026, 11, 1), "Chủ tịch")
    (taken,) = times_of(
        lambda: signing.sign(by=leader, decision=draft, signature=signature), 1, warm=0
    )
    signed = DecisionRow.objects.filter(decision=draft, standing__isnull=False)
    assert signed.count() == MANY
    yield ratio_line(
        f"signing {MANY:,} against its bare writes", taken, least, SIGN_LIMIT, "s"
    )
    good = taken < MOST_SECONDS
    yield Line(f"signing {MANY:,}", f"{taken:.2f} s", f"< {MOST_SECONDS} s", good)


def _least() -> None:
    """Write the least and take it back."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LEAST)
        transaction.set_rollback(True)
