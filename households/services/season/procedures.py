"""Correcting the procedure's data once a text has been read; audited."""

from django.db import transaction
from django.forms.models import model_to_dict

from households.models import Procedure, ProcedureRule
from households.services.season.terms import refresh_lawful_steps
from povertyportal.accounts.access import Act, require
from povertyportal.accounts.models import Officer
from povertyportal.audit import trail

TERM = ("days", "day_kind", "day", "month", "before", "citation", "is_verified")
VERSION = ("opinion_by", "opinion_required", "is_verified", "note")


@transaction.atomic
def correct_rule(*, by: Officer, rule: ProcedureRule, reason: str) -> int:
    """Save a corrected term; due days of open rounds that rest on it follow.

    Returns how many due days changed. Days that were counted and kept (postings)
    stay as they were. Raises PermissionDenied, ValidationError.
    """
    require(by, Act.EDIT_PROCEDURE)
    rule.full_clean()
    before = ProcedureRule.objects.select_for_update().get(pk=rule.pk)
    former = model_to_dict(before, TERM)
    rule.save(update_fields=TERM)
    changed = refresh_lawful_steps(rule.procedure)
    trail.record(
        by=by,
        act="households.procedure.rule_changed",
        kind="procedure_rule",
        object_id=rule.pk,
        reason=reason,
        procedure=rule.procedure.code,
        name=rule.name,
        former=former,
        now=model_to_dict(rule, TERM),
        due_days_changed=changed,
    )
    return changed


@transaction.atomic
def correct_procedure(*, by: Officer, procedure: Procedure, reason: str) -> None:
    """Save whose opinion a version asks for, and whether its text was read.

    Raises PermissionDenied, ValidationError.
    """
    require(by, Act.EDIT_PROCEDURE)
    procedure.full_clean()
    before = Procedure.objects.select_for_update().get(pk=procedure.pk)
    former = model_to_dict(before, VERSION)
    procedure.save(update_fields=VERSION)
    trail.record(
        by=by,
        act="households.procedure.changed",
        kind="procedure",
        object_id=procedure.pk,
        reason=reason,
        former=former,
        now=model_to_dict(procedure, VERSION),
    )
