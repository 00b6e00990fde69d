"""Double supports: found set-based, judged by an officer."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from households.models import Household
from povertyportal.accounts.access import Act, require
from povertyportal.accounts.models import Officer
from povertyportal.audit import trail
from programs.models import DoubleSupport

# The same as programs.rules.support.is_repeat, for all pairs of many households.
_FIND = """
INSERT INTO programs_doublesupport (first_id, second_id, verdict, reason, found_at)
SELECT a.id, b.id, '', '', now()
FROM programs_support a
JOIN programs_support b
    ON b.household_id = a.household_id AND b.kind_id = a.kind_id AND b.id > a.id
JOIN programs_supportkind k ON k.id = a.kind_id
WHERE {where} a.state <> 'cancelled' AND b.state <> 'cancelled'
    AND (a.person_id IS NULL OR b.person_id IS NULL OR a.person_id = b.person_id)
    AND CASE
        WHEN k.once_in_years >= 99 THEN TRUE
        WHEN k.once_in_years > 0 THEN abs(a.year - b.year) < k.once_in_years
        ELSE coalesce(a.given_on, a.planned_for) = coalesce(b.given_on, b.planned_for)
            OR a.activity_id = b.activity_id
    END
ON CONFLICT DO NOTHING
"""


def keep_pairs(household_ids: Iterable[int] | None = None) -> int:
    """Keep pairs that look alike, of some households or of all; how many are new.

    In the caller's transaction. What was judged before stays judged.
    """
    where = "" if household_ids is None else "a.household_id = ANY(%s) AND"
    given = [] if household_ids is None else [list(household_ids)]
    with connection.cursor() as cursor:
        cursor.execute(_FIND.format(where=where), given)
        return cursor.rowcount


@transaction.atomic
def judge_double(
    *, by: Officer, double: DoubleSupport, verdict: str, reason: str
) -> DoubleSupport:
    """Say whether two supports are the same one twice. Audited.

    What is double is then cancelled by itself: which of the two, the officer knows.
    Raises PermissionDenied, Household.DoesNotExist, ValidationError.
    """
    require(by, Act.GIVE_SUPPORT)
    if verdict not in {DoubleSupport.Verdict.RIGHT, DoubleSupport.Verdict.WRONG}:
        raise ValidationError({"verdict": "Hãy chọn kết luận."})
    if not reason.strip():
        raise ValidationError({"reason": "Hãy ghi lý do của kết luận."})
    rows = DoubleSupport.objects.select_for_update(of=("self",)).select_related("first")
    found = rows.get(pk=double.pk)
    Household.objects.visible_to(by).get(pk=found.first.household_id)
    found.verdict, found.reason = verdict, reason.strip()
    found.judged_by, found.judged_at = by, timezone.now()
    found.save(update_fields=["verdict", "reason", "judged_by", "judged_at"])
    trail.record(
        by=by,
        act="programs.double.judged",
        kind="double_support",
        object_id=found.pk,
        area_id=found.first.area_id,
        reason=found.reason,
        verdict=verdict,
        first=found.first_id,
        second=found.second_id,
    )
    return found
