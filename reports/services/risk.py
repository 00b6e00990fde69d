"""Which signs of a wrong class each household shows, as they were known at a moment.

The frame of a sample: the households with a result in a round, in some communes. What
is read is never changed afterwards or is read from what keeps its own time (outcomes
by when they were decided, reopenings, meetings, signatures), so that the same moment
gives the same frame however the data has gone on since.

The margins are the portal's own choice, not the law's; `MARGINS` states them.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.utils import timezone

from households.models import ReviewRound
from households.rules.facts import AreaKind
from households.rules.standards import STANDARDS
from households.services.as_of import large_statement
from reports.sampling import RISKS, Method, Risk, Unit

NEAR_POINTS = 5
JUMP_POINTS = 30
SURVEYOR_LEAST = 10
SURVEYOR_DEVIATIONS = 2

LABELS: Mapping[Risk, str] = MappingProxyType(
    {
        Risk.NEAR_LINE: "Sát ngưỡng điểm",
        Risk.BIG_JUMP: "Thay đổi lớn so với kỳ trước",
        Risk.LATE_EDIT: "Sửa muộn",
        Risk.SURVEYOR: "Rà soát viên có kết quả khác thường",
        Risk.ORDINARY: "Không có dấu hiệu rủi ro",
    }
)
MARGINS: Mapping[Risk, str] = MappingProxyType(
    {
        Risk.NEAR_LINE: f"điểm B1 cách một ngưỡng phân loại không quá {NEAR_POINTS} "
        "điểm",
        Risk.BIG_JUMP: f"điểm B1 chênh từ {JUMP_POINTS} điểm trở lên so với lần rà "
        "soát định kỳ trước theo cùng chuẩn, hoặc chuyển giữa hộ nghèo và hộ có mức "
        "sống trung bình, hộ không nghèo",
        Risk.LATE_EDIT: "phiếu được mở lại sau khi họp dân đã chốt biên bản, hoặc kết "
        "quả có sau ngày kết thúc đợt rà soát",
        Risk.SURVEYOR: "tỷ lệ hộ nghèo, hộ cận nghèo của rà soát viên lệch từ "
        f"{SURVEYOR_DEVIATIONS} độ lệch chuẩn trở lên so với các rà soát viên khác "
        f"trong xã (rà soát từ {SURVEYOR_LEAST} hộ)",
        Risk.ORDINARY: "các hộ còn lại",
    }
)
METHODS: Mapping[Method, str] = MappingProxyType(
    {
        Method.PROPORTIONAL: "Phân bổ theo tỷ lệ số hộ",
        Method.RISK_DOUBLE: "Hộ có dấu hiệu rủi ro được chọn với trọng số gấp đôi",
    }
)


@dataclass(frozen=True)
class AtRisk:
    """A household of the frame, with what its class rests on and the signs it shows.

    `b1` and `b2` are points, None where the list tells none; `former_class` is that of
    the annual review before, empty for none.
    """

    household: int
    number: str
    review: int
    outcome: int
    commune: int
    village: int
    poverty_class: str
    former_class: str
    b1: int | None
    b2: int | None
    former_b1: int | None
    risks: frozenset[Risk]

    @property
    def unit(self) -> Unit:
        """What the sampler draws from."""
        return Unit(self.household, self.number, self.commune, self.risks)


def frame(
    round_: ReviewRound, communes: Collection[int], at: dt.datetime
) -> list[AtRisk]:
    """Households with a class of the round in the communes (ids), known at a moment.

    Under the first of the round's standards by which a class is known: an undetermined
    result claims nothing that a visit could check. By number. Whoever calls has asked
    whether the officer may read these communes.
    """
    with large_statement() as cursor:
        cursor.execute(_SQL, _parameters(round_, communes, at))
        return [_read(row) for row in cursor.fetchall()]


def _parameters(
    round_: ReviewRound, communes: Collection[int], at: dt.datetime
) -> dict[str, Any]:
    lines = [(code, *each) for code in round_.standards for each in _lines(code)]
    codes, kinds, points = zip(*lines, strict=True) if lines else ([], [], [])
    over = dt.datetime.combine(round_.closes_on + dt.timedelta(days=1), dt.time())
    return {
        "round": round_.pk,
        "year": round_.year,
        "standards": list(round_.standards),
        "communes": sorted(communes),
        "at": at,
        "over": timezone.make_aware(over),
        "line_codes": list(codes),
        "line_kinds": list(kinds),
        "line_points": list(points),
        "near": NEAR_POINTS,
        "jump": JUMP_POINTS,
        "least": SURVEYOR_LEAST,
        "deviations": SURVEYOR_DEVIATIONS,
    }


def _lines(code: str) -> list[tuple[str, int]]:
    """Points that divide classes under a standard, with the kind of area."""
    points = STANDARDS[code].points
    if points is None:
        return []
    by_kind = ((AreaKind.RURAL, points.rural), (AreaKind.URBAN, points.urban))
    return [
        (kind.value, step.value) for kind, steps in by_kind for step in steps.given()
    ]


def _read(row: tuple[Any, ...]) -> AtRisk:
    facts, signs = row[: -len(RISKS)], row[-len(RISKS) :]
    shown = frozenset(risk for risk, has in zip(RISKS, signs, strict=True) if has)
    return AtRisk(*(*facts, shown))


_LINES = """
WITH lines AS MATERIALIZED (
    SELECT * FROM unnest(%(line_codes)s::text[], %(line_kinds)s::text[],
        %(line_points)s::int[]) AS l (standard, kind, points)
),
"""
# `told`: the result of each household then. A correction counts from its signature.
# `by_surveyor`: the surveyor it had then stands in the first reopening since.
# `others`: each surveyor's numbers beside those of all of the commune.
RESULTS = """
told AS MATERIALIZED (
    SELECT DISTINCT ON (r.household_id)
        r.household_id, r.id AS review_id, r.surveyor_id, o.id AS outcome_id,
        o.commune_id, o.village_id, o.poverty_class, o.b1, o.b2, o.decided_at, o.origin,
        o.standard
    FROM households_outcome o
    JOIN households_review r ON r.id = o.review_id
    WHERE o.round_id = %(round)s AND o.commune_id = ANY(%(communes)s)
        AND o.standard = ANY(%(standards)s) AND o.decided_at <= %(at)s
        AND o.poverty_class <> 'undetermined'
        AND NOT (r.state = 'withdrawn' AND r.closed_at <= %(at)s)
        AND NOT EXISTS (
            SELECT 1 FROM households_outcome n
            WHERE n.review_id = o.review_id AND n.standard = o.standard
                AND n.decided_at <= %(at)s
                AND (n.decided_at, n.id) > (o.decided_at, o.id))
        AND (r.corrects_id IS NULL OR EXISTS (
            SELECT 1 FROM households_decisionrow w
            JOIN households_recognitiondecision d ON d.id = w.decision_id
            WHERE w.outcome_id = o.id AND d.state = 'signed'
                AND d.signed_at <= %(at)s))
    ORDER BY r.household_id, array_position(%(standards)s::text[], o.standard::text),
        o.decided_at DESC, o.id DESC
),
by_surveyor AS MATERIALIZED (
    SELECT t.household_id, t.commune_id,
        t.poverty_class IN ('poor', 'near_poor') AS is_listed,
        CASE WHEN since.review_id IS NULL THEN t.surveyor_id
            ELSE since.surveyor_id END AS surveyor_id
    FROM told t
    LEFT JOIN LATERAL (
        SELECT p.review_id, p.surveyor_id FROM households_reopening p
        WHERE p.review_id = t.review_id AND p.opened_at > %(at)s
        ORDER BY p.id LIMIT 1
    ) since ON TRUE
),
surveyors AS (
    SELECT commune_id, surveyor_id, count(*)::numeric AS n,
        count(*) FILTER (WHERE is_listed)::numeric AS k
    FROM by_surveyor WHERE surveyor_id IS NOT NULL GROUP BY commune_id, surveyor_id
),
others AS (
    SELECT s.*, sum(n) OVER w AS all_n, sum(k) OVER w AS all_k
    FROM surveyors s WINDOW w AS (PARTITION BY commune_id)
)
"""
# `unusual`: two proportions compared by their pooled deviation, squared.
_SIGNS = """,
unusual AS (
    SELECT commune_id, surveyor_id FROM others
    WHERE n >= %(least)s AND all_n - n >= %(least)s
        AND all_k > 0 AND all_k < all_n
        AND (k / n - (all_k - k) / (all_n - n)) ^ 2
            >= %(deviations)s ^ 2 * (all_k / all_n) * (1 - all_k / all_n)
                * (1 / n + 1 / (all_n - n))
)
SELECT t.household_id, h.number, t.review_id, t.outcome_id, t.commune_id, t.village_id,
    t.poverty_class, coalesce(f.poverty_class, ''), t.b1, t.b2, f.b1,
    coalesce(EXISTS (
        SELECT 1 FROM lines l
        WHERE l.standard = t.standard AND abs(t.b1 - l.points) <= %(near)s
            AND l.kind = CASE
                WHEN g.facts->>'area_kind' IN ('urban', 'rural')
                    THEN g.facts->>'area_kind'
                WHEN a.kind IN ('ward', 'township') THEN 'urban' ELSE 'rural' END),
        FALSE),
    coalesce(f.standard = t.standard AND abs(t.b1 - f.b1) >= %(jump)s, FALSE)
        OR (t.poverty_class = 'poor') <> (f.poverty_class = 'poor')
            AND 'near_poor' NOT IN (t.poverty_class, f.poverty_class),
    t.origin = 'computed' AND t.decided_at >= %(over)s OR EXISTS (
        SELECT 1 FROM households_reopening p
        JOIN households_meetingvote v ON v.review_id = p.review_id
        JOIN households_villagemeeting m ON m.id = v.meeting_id
        WHERE p.review_id = t.review_id AND p.opened_at <= %(at)s
            AND m.closed_at < p.opened_at),
    EXISTS (
        SELECT 1 FROM by_surveyor b JOIN unusual u USING (commune_id, surveyor_id)
        WHERE b.household_id = t.household_id)
FROM told t
JOIN households_household h ON h.id = t.household_id
JOIN areas_area a ON a.id = t.commune_id
LEFT JOIN households_outcomegrounds g ON g.outcome_id = t.outcome_id
LEFT JOIN LATERAL (
    SELECT o.poverty_class, o.b1, o.standard
    FROM households_review r
    JOIN households_outcome o ON o.review_id = r.id
    JOIN households_reviewround e ON e.id = r.round_id
        AND o.standard = ANY(e.standards)
    WHERE r.household_id = t.household_id AND r.annual_year < %(year)s
        AND r.corrects_id IS NULL AND o.decided_at <= %(at)s
        AND o.poverty_class <> 'undetermined'
        AND NOT (r.state = 'withdrawn' AND r.closed_at <= %(at)s)
    ORDER BY r.annual_year DESC, o.standard = t.standard DESC,
        array_position(e.standards::text[], o.standard::text), o.decided_at DESC,
        o.id DESC
    LIMIT 1
) f ON TRUE
ORDER BY h.number
"""
_SQL = _LINES + RESULTS + _SIGNS
