"""The list of a round as communes hold it: one row a member, columns as we read them.

What is taken away here comes back through the import unchanged: personal ids that are
masked say nothing, and a household without a decision says so.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from django.http import Http404, QueryDict

from households.exports.rounds import round_of
from households.imports.choices import CAUSE_COUNT
from households.imports.layouts import MEMBERS, NO_DECISION
from households.models import Outcome, Relation, Sex
from households.rules.personal_id import masked
from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.sheets.exports import CHUNK, ExportColumn, Exported, ListExport
from povertyportal.ui.numbers import number_or_zero

# The columns that are no text in the file.
_FORMS = {
    "decided_on": "date",
    "b1": "whole",
    "b2": "whole",
    "age": "whole",
    "members": "whole",
}
_CLASSES = dict(Outcome.Class.choices)
_RELATIONS = dict(Relation.choices)
_SEXES = dict(Sex.choices)

_FROM = """
FROM households_review v
JOIN households_outcome o ON o.review_id = v.id AND o.is_current
    AND o.standard = %(standard)s AND o.poverty_class <> 'undetermined'
JOIN households_household h ON h.id = v.household_id AND h.state = 'active'
JOIN households_membership s ON s.household_id = h.id AND s.ends IS NULL
WHERE v.round_id = %(round)s AND v.state <> 'withdrawn'
  AND NOT EXISTS (
    SELECT 1 FROM households_review later
    JOIN households_outcome n ON n.review_id = later.id AND n.is_current
    WHERE later.corrects_id = v.id)
  AND (h.commune_id = ANY(%(communes)s) OR h.village_id = ANY(%(villages)s))
  AND (%(area)s IS NULL OR o.commune_id = %(area)s)
"""
_COUNT = "SELECT count(*) " + _FROM
_ROWS = (
    """
SELECT h.head_name, p.name, s.relation,
    concat_ws('/', lpad(p.birth_day::text, 2, '0'), lpad(p.birth_month::text, 2, '0'),
        p.birth_year) AS born,
    p.sex, p.personal_id, province.name, c.name, c.code, g.name, p.ethnicity,
    o.poverty_class, t.decision_number, t.decided_on, o.b1, o.b2, o.is_minority,
    o.no_labour, o.has_merit, o.causes_mask,
    extract(year FROM r.list_valid_from)::integer - 1 - p.birth_year AS age, h.size
"""
    + _FROM.replace(
        "WHERE v.round_id",
        """
JOIN households_reviewround r ON r.id = v.round_id
JOIN households_person p ON p.id = s.person_id
JOIN areas_area c ON c.id = v.commune_id
JOIN areas_area g ON g.id = v.village_id
JOIN areas_area province ON province.id = split_part(c.path, '.', 1)::bigint
LEFT JOIN households_standing t ON t.outcome_id = o.id AND t.scheme = 'national'
    AND t.recorded_to IS NULL
WHERE v.round_id""",
        1,
    )
    + """
ORDER BY c.sort_key, c.id, g.sort_key, g.id, h.head_sort_key, h.id, s.position, s.id
"""
)


class YearListExport(ListExport):
    """Danh sách hộ của một đợt rà soát, one row a member, as the import reads it."""

    code = "year_list"
    title = "Danh sách hộ theo kết quả rà soát"
    act = Act.VIEW_HOUSEHOLDS
    has_ids = True

    def open(
        self, by: Officer, query: QueryDict, object_id: int | None, *, whole_ids: bool
    ) -> Exported:
        """The list of the round `object_id`; `area` narrows it to one commune."""
        require(by, self.act)
        found = round_of(by, object_id)
        scope = scope_of(by)
        commune = _commune(query, scope.commune_ids)
        values = {
            "round": found.pk,
            "standard": found.governing_standard,
            "communes": list(scope.commune_ids),
            "villages": list(scope.village_ids),
            "area": commune.pk if commune else None,
        }
        filters = [("Đợt rà soát", found.name)]
        if commune is not None:
            filters.append(("Xã", commune.name))
        inside = frozenset([commune.pk]) if commune else scope.commune_ids
        return Exported(
            f"{self.title} năm {found.year}",
            [
                ExportColumn(each.heading, each.width, _FORMS.get(each.name, "text"))
                for each in MEMBERS.columns
            ],
            filters,
            _count(values),
            _rows(values, whole_ids=whole_ids),
            inside | (scope.village_ids if commune is None else frozenset()),
        )


def _commune(query: QueryDict, inside: frozenset[int]) -> Area | None:
    asked = number_or_zero(query.get("area"))
    if not asked:
        return None
    if asked not in inside:
        raise Http404
    return Area.objects.get(pk=asked)


def _count(values: Mapping[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, values)
        return int(cursor.fetchone()[0])


def _rows(values: Mapping[str, Any], *, whole_ids: bool) -> Iterator[Sequence[object]]:
    """Rows as they come from the server, in the order of the layout's columns."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(_ROWS, values)
        while chunk := cursor.fetchmany(CHUNK):
            yield from (_row(row, whole_ids=whole_ids) for row in chunk)


def _row(row: Sequence[Any], *, whole_ids: bool) -> list[object]:
    # fmt: off
    (
        head, name, relation, born, sex, personal_id, province, commune, code, village,
        ethnicity, poverty_class, decision, decided_on, b1, b2, minority, no_labour,
        merit, causes, age, size,
    ) = row
    return [
        head, name, _RELATIONS.get(relation, ""), born, _SEXES.get(sex, ""),
        personal_id if whole_ids else masked(personal_id), province, "", "", commune,
        code, village, ethnicity, _CLASSES.get(poverty_class, ""),
        decision or NO_DECISION, decided_on if decision else None, b1, b2,
        _flag(minority), _flag(no_labour), _flag(merit), _causes(causes), age, size,
    ]
    # fmt: on


def _flag(value: bool) -> str:
    return "x" if value else ""


def _causes(mask: int) -> str:
    numbers = range(1, CAUSE_COUNT + 1)
    return ", ".join(str(n) for n in numbers if mask & 1 << (n - 1))
