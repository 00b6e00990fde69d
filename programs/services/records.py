"""Adding, changing and dropping single rows: one way for plans, movements, examples.

A kind says which rows they are, which act they ask for and what must hold beside the
constraints of the table.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction

from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.audit import trail


def _nothing(row: Any, by: Officer) -> None:
    """Some kinds ask for nothing beside their constraints."""


@dataclass(frozen=True)
class RecordKind:
    """What is recorded: its table, its name in the trail, the act it asks for.

    `check` raises ValidationError by field. Rows of a placed kind name an `area` that
    the officer must answer for wholly; an empty one is allowed where the table allows.
    `app` begins the names of its acts in the trail.
    """

    model: type[models.Model]
    noun: str
    act: Act
    check: Callable[[Any, Officer], None] = _nothing
    is_placed: bool = True
    app: str = "programs"

    def rows(self, by: Officer) -> Any:
        """The rows that the officer may see."""
        rows: Any = self.model._default_manager.all()
        return rows.visible_to(by) if self.is_placed else rows


@transaction.atomic
def add_record(*, by: Officer, kind: RecordKind, values: Mapping[str, Any]) -> Any:
    """Write a new row; the same again gives the same. Audited.

    Raises PermissionDenied, ValidationError (fields, `check`, constraints).
    """
    require(by, kind.act)
    require_place(by, kind, values.get("area"))
    same = kind.model._default_manager.filter(**_lookup(values)).first()
    if same is not None:
        return same
    row: Any = kind.model(**values)
    if any(each.name == "recorded_by" for each in kind.model._meta.fields):
        row.recorded_by = by
    _write(by, kind, row)
    _record(by, kind, row, "added")
    return row


@transaction.atomic
def change_record(
    *, by: Officer, kind: RecordKind, row: models.Model, values: Mapping[str, Any]
) -> Any:
    """Change a row; the history keeps what it was. Audited with what changed.

    Raises PermissionDenied, ObjectDoesNotExist (out of scope), ValidationError.
    """
    found = _locked(by, kind, row)
    require_place(by, kind, values.get("area", getattr(found, "area", None)))
    changed = [name for name in values if getattr(found, name) != values[name]]
    if not changed:
        return found
    for name in changed:
        setattr(found, name, values[name])
    _write(by, kind, found)
    _record(by, kind, found, "changed", fields=sorted(changed))
    return found


@transaction.atomic
def drop_record(
    *, by: Officer, kind: RecordKind, row: models.Model, reason: str
) -> None:
    """Take a mistaken row away; history and trail keep it. Audited with the reason.

    Raises PermissionDenied, ObjectDoesNotExist (out of scope), ValidationError (no
    reason, or other rows hang on it).
    """
    if not reason.strip():
        raise ValidationError({"reason": "Hãy ghi lý do xóa."})
    found = _locked(by, kind, row)
    _record(by, kind, found, "dropped", reason=reason, name=str(found)[:200])
    try:
        found.delete()
    except models.ProtectedError as error:
        raise ValidationError(
            "Không xóa được: đã có dữ liệu khác gắn với dòng này. Hãy sửa lại nội dung "
            "thay vì xóa.",
            code="used",
        ) from error


def _locked(by: Officer, kind: RecordKind, row: models.Model) -> Any:
    require(by, kind.act)
    rows = kind.rows(by).select_for_update(of=("self",))
    return rows.get(pk=row.pk)


def require_place(by: Officer, kind: RecordKind, area: Area | None) -> None:
    """Refuse an area that the officer does not wholly answer for (PermissionDenied)."""
    if kind.is_placed and area is not None and not scope_of(by).holds_unit(area):
        raise PermissionDenied("Địa bàn này không thuộc phạm vi bạn phụ trách.")


def _write(by: Officer, kind: RecordKind, row: models.Model) -> None:
    kind.check(row, by)
    row.full_clean(exclude=["recorded_by"])
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        # Somebody else wrote it between the check and now: say so in words.
        row.full_clean(exclude=["recorded_by"])
        raise


def _lookup(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        f"{name}__isnull" if value is None else name: True if value is None else value
        for name, value in values.items()
    }


def _record(
    by: Officer, kind: RecordKind, row: Any, done: str, reason: str = "", **detail: Any
) -> None:
    trail.record(
        by=by,
        act=f"{kind.app}.{kind.noun}.{done}",
        kind=kind.noun,
        object_id=row.pk,
        area=getattr(row, "area", None),
        reason=reason,
        **detail,
    )
