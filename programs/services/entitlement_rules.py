"""Rules of benefits: entered and corrected by the province, as the law changes."""

from django.db import transaction

from povertyportal.accounts.access import Act, require
from povertyportal.accounts.models import Officer
from povertyportal.audit import trail
from programs.models import EntitlementRule


@transaction.atomic
def save_rule(*, by: Officer, rule: EntitlementRule) -> EntitlementRule:
    """Keep a new rule or a changed one; its former text stays in its history. Audited.

    Counts of rights follow in the night. Raises PermissionDenied, ValidationError.
    """
    require(by, Act.EDIT_PROGRAMMES)
    rule.full_clean()
    is_new = rule.pk is None
    if not is_new:
        EntitlementRule.objects.select_for_update().get(pk=rule.pk)
    rule.save()
    trail.record(
        by=by,
        act=f"programs.entitlement_rule.{'added' if is_new else 'changed'}",
        kind="entitlement_rule",
        object_id=rule.pk,
        name=rule.name,
    )
    return rule
