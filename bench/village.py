"""The grid of a village: 60 households being filled in, against six of them."""

from collections.abc import Iterator

from django.db import connection
from django.urls import reverse

from bench import data
from bench.measuring import Line, costs_of, p95, times_of
from bench.pages import logged_in
from households.models import CommuneRound, Review

FEW, MANY = 6, 60
VILLAGE = 100_002
MOST_MS = 300
REQUESTS = 60

# Every question of the household is answered, no two of them alike in every cell.
FILL = """
UPDATE households_review SET state = 'draft', closed_at = NULL, saved_at = now(),
    surveyed_on = date '2026-09-20' + (id %% 20)::int,
    answers = jsonb_build_object('household', jsonb_build_object(
        'phone', '09' || lpad(id::text, 8, '0'), 'no_labour', id %% 7 = 0,
        'merit', id %% 11 = 0, 'agri', id %% 3 > 0, 'aquaculture', id %% 5 = 0,
        'electricity', 'grid', 'floor_area', (20 + id %% 90)::text,
        'wall', 'durable', 'column', 'weak', 'roof', 'weak', 'water', 'rain',
        'toilet', 'two_vault', 'internet', id %% 2 = 0,
        'devices', jsonb_build_array('tv', 'phone'), 'b1_total', 90 + id %% 120,
        'causes', jsonb_build_array('land', 'capital')))
WHERE village_id = %(village)s AND id IN (
    SELECT id FROM households_review WHERE village_id = %(village)s
    ORDER BY id LIMIT %(count)s)
"""
TAKE_OUT = """
UPDATE households_review SET state = 'withdrawn', closed_at = now()
WHERE village_id = %(village)s
"""


def lines() -> Iterator[Line]:
    """Queries at both sizes, and how long the full village takes."""
    officer = data.begin()
    data.grow(1, data.OWN)
    place = CommuneRound.objects.get(commune=1001)
    client = logged_in(officer)
    url = reverse("season:grid", args=[place.pk, VILLAGE])

    def visit() -> None:
        response = client.get(url)
        assert response.status_code == 200

    _fill(FEW)
    few = costs_of(visit).queries
    _fill(MANY)
    assert Review.objects.filter(village=VILLAGE, state="draft").count() == MANY
    now = costs_of(visit).queries
    yield Line("village grid: queries", f"{now} / {few}", "same", now == few)
    best = min(p95(times_of(visit, REQUESTS)) for _ in range(3)) * 1000
    yield Line(
        f"village grid of {MANY}: p95",
        f"{best:.1f} ms",
        f"<= {MOST_MS} ms",
        best <= MOST_MS,
    )


def _fill(count: int) -> None:
    """So many of the village's households are being surveyed, the others are not."""
    values = {"village": VILLAGE, "count": count}
    with connection.cursor() as cursor:
        cursor.execute(TAKE_OUT, values)
        cursor.execute(FILL, values)
