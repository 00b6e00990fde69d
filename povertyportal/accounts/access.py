"""What a role may do, and which areas an officer answers for: one place each."""

import datetime as dt
import enum
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from povertyportal.accounts.models import Officer, Role
from povertyportal.areas.models import Area, Level


class Act(enum.StrEnum):
    """An act the portal knows; docs/permissions.md shows the table in words."""

    VIEW_HOUSEHOLDS = "view_households"
    EDIT_HOUSEHOLDS = "edit_households"
    REVIEW = "review"
    OPEN_ROUND = "open_round"
    IMPORT_LISTS = "import_lists"
    UNMASK_ID = "unmask_id"
    VIEW_FIGURES = "view_figures"
    EXPORT_FORMS = "export_forms"
    EDIT_AREAS = "edit_areas"
    VIEW_AUDIT = "view_audit"
    MANAGE_OFFICERS = "manage_officers"
    LOAD_SCORECARDS = "load_scorecards"
    RUN_SEASON = "run_season"
    HEAR_COMPLAINTS = "hear_complaints"
    ANSWER_SUBMISSIONS = "answer_submissions"
    SIGN_DECISIONS = "sign_decisions"
    EDIT_PROCEDURE = "edit_procedure"
    EXPORT_LISTS = "export_lists"
    MAKE_PACKS = "make_packs"
    PLAN_INSPECTIONS = "plan_inspections"
    INSPECT = "inspect"
    ANSWER_FINDINGS = "answer_findings"
    VIEW_PROGRAMMES = "view_programmes"
    EDIT_PROGRAMMES = "edit_programmes"
    ALLOCATE_MONEY = "allocate_money"
    SPEND_MONEY = "spend_money"
    RUN_ACTIVITIES = "run_activities"
    GIVE_SUPPORT = "give_support"
    SET_TARGETS = "set_targets"
    HELP_HOUSEHOLDS = "help_households"
    VISIT_HOUSEHOLDS = "visit_households"
    WRITE_REPORTS = "write_reports"
    SEND_REPORTS = "send_reports"
    VIEW_COMMITTEE = "view_committee"
    RUN_COMMITTEE = "run_committee"
    REPORT_TASKS = "report_tasks"
    COMPARE_AREAS = "compare_areas"
    WRITE_LESSONS = "write_lessons"
    VIEW_RADAR = "view_radar"


_READ = frozenset(
    {
        Act.VIEW_HOUSEHOLDS,
        Act.VIEW_FIGURES,
        Act.EXPORT_LISTS,
        Act.VIEW_PROGRAMMES,
    }
)

CAN: dict[str, frozenset[Act]] = {
    Role.SURVEYOR: frozenset(
        {Act.VIEW_HOUSEHOLDS, Act.REVIEW, Act.EXPORT_LISTS, Act.VISIT_HOUSEHOLDS}
    ),
    Role.COMMUNE_OFFICER: _READ
    | {
        Act.EDIT_HOUSEHOLDS,
        Act.REVIEW,
        Act.IMPORT_LISTS,
        Act.UNMASK_ID,
        Act.EXPORT_FORMS,
        Act.EDIT_AREAS,
        Act.RUN_SEASON,
        Act.HEAR_COMPLAINTS,
        Act.ANSWER_FINDINGS,
        Act.ALLOCATE_MONEY,
        Act.SPEND_MONEY,
        Act.RUN_ACTIVITIES,
        Act.GIVE_SUPPORT,
        Act.HELP_HOUSEHOLDS,
        Act.VISIT_HOUSEHOLDS,
        Act.WRITE_REPORTS,
        Act.REPORT_TASKS,
    },
    Role.COMMUNE_LEADER: _READ
    | {
        Act.UNMASK_ID,
        Act.EXPORT_FORMS,
        Act.VIEW_AUDIT,
        Act.SIGN_DECISIONS,
        Act.MAKE_PACKS,
        Act.ANSWER_FINDINGS,
        Act.SET_TARGETS,
        Act.SEND_REPORTS,
        Act.REPORT_TASKS,
        Act.VIEW_RADAR,
    },
    Role.PROVINCE_OFFICER: _READ
    | {
        Act.OPEN_ROUND,
        Act.IMPORT_LISTS,
        Act.UNMASK_ID,
        Act.EXPORT_FORMS,
        Act.EDIT_AREAS,
        Act.VIEW_AUDIT,
        Act.LOAD_SCORECARDS,
        Act.HEAR_COMPLAINTS,
        Act.ANSWER_SUBMISSIONS,
        Act.EDIT_PROCEDURE,
        Act.MAKE_PACKS,
        Act.PLAN_INSPECTIONS,
        Act.EDIT_PROGRAMMES,
        Act.ALLOCATE_MONEY,
        Act.SPEND_MONEY,
        Act.RUN_ACTIVITIES,
        Act.SET_TARGETS,
        Act.WRITE_REPORTS,
        Act.SEND_REPORTS,
        Act.VIEW_COMMITTEE,
        Act.RUN_COMMITTEE,
        Act.REPORT_TASKS,
        Act.COMPARE_AREAS,
        Act.WRITE_LESSONS,
        Act.VIEW_RADAR,
    },
    Role.COMMITTEE: _READ
    | {
        Act.EXPORT_FORMS,
        Act.VIEW_COMMITTEE,
        Act.RUN_COMMITTEE,
        Act.REPORT_TASKS,
        Act.COMPARE_AREAS,
        Act.WRITE_LESSONS,
        Act.VIEW_RADAR,
    },
    Role.INSPECTOR: _READ
    | {
        Act.UNMASK_ID,
        Act.EXPORT_FORMS,
        Act.VIEW_AUDIT,
        Act.MAKE_PACKS,
        Act.INSPECT,
        Act.VIEW_COMMITTEE,
        Act.COMPARE_AREAS,
        Act.VIEW_RADAR,
    },
    Role.ADMINISTRATOR: frozenset(
        {Act.MANAGE_OFFICERS, Act.VIEW_AUDIT, Act.EXPORT_LISTS}
    ),
}


def can(officer: Officer, act: Act) -> bool:
    """Whether the officer's role allows the act at all."""
    return officer.is_active and act in CAN[officer.role]


def require(officer: Officer, act: Act) -> None:
    """Refuse an act beyond the role. Raises PermissionDenied (403)."""
    if not can(officer, act):
        raise PermissionDenied(
            f"Vai trò “{Role(officer.role).label}” không có quyền làm việc này."
        )


@dataclass(frozen=True)
class Scope:
    """The areas an officer answers for on a day, resolved to row filters.

    `commune_ids` and `village_ids` are ids of areas; a row is inside when its
    commune is among the first or its village among the second. `dissolved_ids` are
    those of the communes that lie below none of `areas`: they became part of them.
    """

    areas: tuple[Area, ...]
    commune_ids: frozenset[int]
    village_ids: frozenset[int]
    dissolved_ids: frozenset[int] = frozenset()

    def rows(self, path: str = "") -> Q:
        """The condition on rows inside: `path` leads to what has commune and village.

        "" for households themselves, "household__" for what belongs to one.
        """
        inside = Q(**{f"{path}commune_id__in": self.commune_ids})
        if self.village_ids:
            inside |= Q(**{f"{path}village_id__in": self.village_ids})
        return inside

    @cached_property
    def unit_ids(self) -> frozenset[int]:
        """Ids of provinces and districts, of any time, wholly inside.

        A unit is inside when each of its communes is: a district that ended belongs to
        whoever answers for all that its communes became.
        """
        with connection.cursor() as cursor:
            cursor.execute(_UNITS, {"communes": list(self.commune_ids)})
            return frozenset(pk for (pk,) in cursor.fetchall())

    def units(self, path: str = "area") -> Q:
        """The condition on rows that name an area of any level by `path`."""
        inside = Q(**{f"{path}_id__in": self.commune_ids | self.unit_ids})
        if self.commune_ids:
            inside |= Q(
                **{
                    f"{path}__level": Level.VILLAGE,
                    f"{path}__parent_id__in": self.commune_ids,
                }
            )
        if self.village_ids:
            inside |= Q(**{f"{path}_id__in": self.village_ids})
        return inside

    def holds_unit(self, area: Area) -> bool:
        """Whether `area` (of any level and time) lies wholly inside."""
        return area.pk in self.unit_ids or self.holds(area)

    def holds_communes(self, ids: Collection[int]) -> bool:
        """Whether there are communes (ids), all of them inside."""
        return bool(ids) and self.commune_ids.issuperset(ids)

    def holds(self, area: Area) -> bool:
        """Whether `area` (of any level) lies wholly inside."""
        if any(own.contains(area) for own in self.areas):
            return True
        if area.level == Level.COMMUNE:
            return area.pk in self.commune_ids
        return area.level == Level.VILLAGE and area.parent_id in self.commune_ids


# Both run on every request: written out, they cost a tenth of building them anew.
# A committee's areas count for its role only, which reads: with another role they
# would carry that role's acts (editing, whole ids) into communes not given to it.
_SCOPE_AREAS = """
SELECT a.* FROM areas_area a
WHERE a.id IN (
    SELECT s.area_id FROM accounts_officerscope s
    WHERE s.officer_id = %(officer)s
      AND s.starts <= %(day)s AND (s.ends IS NULL OR s.ends > %(day)s)
    UNION
    SELECT c.area_id FROM accounts_committee_areas c
    JOIN accounts_committeemember m ON m.committee_id = c.committee_id
    JOIN accounts_officer o ON o.id = m.officer_id AND o.role = %(seated)s
    WHERE m.officer_id = %(officer)s
      AND m.starts <= %(day)s AND (m.ends IS NULL OR m.ends > %(day)s))
ORDER BY a.path
"""
_DISSOLVED_INTO = """
SELECT DISTINCT old.id FROM areas_areachange c
JOIN areas_area old ON old.id = c.old_id
WHERE c.new_id = ANY(%(communes)s)
  AND old.level = 'commune' AND old.ended IS NOT NULL
  AND NOT EXISTS (
    SELECT 1 FROM areas_areachange other
    WHERE other.old_id = c.old_id AND other.new_id <> ALL(%(communes)s))
"""
# A province's communes lie under it directly or under its districts. Arrays, so that
# each step is a look-up by index: joined, the whole map would be read.
_UNITS = """
WITH inside AS (
    SELECT id, parent_id FROM areas_area WHERE id = ANY(%(communes)s)),
above AS (
    SELECT parent_id AS id FROM inside
    UNION
    SELECT d.parent_id FROM areas_area d
    WHERE d.id = ANY(ARRAY(SELECT DISTINCT parent_id FROM inside))),
below AS (
    SELECT id FROM above
    UNION
    SELECT d.id FROM areas_area d
    WHERE d.parent_id = ANY(ARRAY(SELECT id FROM above)) AND d.level = 'district'),
missing AS (
    SELECT DISTINCT parent_id AS id FROM areas_area
    WHERE parent_id = ANY(ARRAY(SELECT id FROM below)) AND level = 'commune'
      AND id <> ALL(%(communes)s))
SELECT u.id FROM areas_area u
WHERE u.id = ANY(ARRAY(SELECT id FROM above)) AND u.level IN ('province', 'district')
  AND u.id NOT IN (SELECT id FROM missing)
  AND u.id NOT IN (
    SELECT d.parent_id FROM missing m JOIN areas_area d ON d.id = m.id
    WHERE d.parent_id IS NOT NULL)
"""


def scope_areas(officer: Officer, day: dt.date) -> list[Area]:
    """Areas given to the officer himself or, in that role, to his committees."""
    given = {"officer": officer.pk, "day": day, "seated": Role.COMMITTEE.value}
    return list(Area.objects.raw(_SCOPE_AREAS, given))


def scope_of(officer: Officer, day: dt.date | None = None) -> Scope:
    """The officer's scope on `day` (today), remembered on the officer object.

    A commune that has ended is inside when everything it became is inside: its
    households that nobody has moved yet belong to whoever holds its successors.
    """
    day = day or timezone.localdate()
    known: dict[dt.date, Scope] = officer.__dict__.setdefault("_scopes", {})
    if day not in known:
        known[day] = _resolve(scope_areas(officer, day))
    return known[day]


def scope_over(areas: Iterable[Area]) -> Scope:
    """What areas hold together, with ended communes all of which went into them."""
    return _resolve(list(areas))


def _resolve(areas: list[Area]) -> Scope:
    villages = {a.pk for a in areas if a.level == Level.VILLAGE}
    wide = [a for a in areas if a.level != Level.VILLAGE]
    below = set(Area.objects.under(*wide).communes().values_list("pk", flat=True))
    dissolved = frozenset(_dissolved_into(below) - below)
    return Scope(tuple(areas), dissolved | below, frozenset(villages), dissolved)


def _dissolved_into(communes: set[int]) -> set[int]:
    """Ended communes all of whose successors are among `communes`."""
    if not communes:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_DISSOLVED_INTO, {"communes": list(communes)})
        return {pk for (pk,) in cursor.fetchall()}
