"""Saved views: keeping a page's address, sharing it, putting it in order."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.urls import Resolver404, resolve

from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Level
from povertyportal.audit import trail
from reports.models import SavedView

# The pages that offer to be kept. Neither files nor acts, which an address opened again
# would repeat or refuse, nor lists behind a number: their addresses may hold names.
PAGES = frozenset(
    {
        "reports:dashboard",
        "reports:movement",
        "reports:as-of",
        "analysis:map",
        "analysis:series",
        "analysis:compare",
        "analysis:reference-list",
        "analysis:lesson-list",
        "analysis:radar",
        "analysis:radar-near",
        "analysis:radar-surveyors",
        "analysis:what-if",
        "committee:list",
        "committee:detail",
        "committee:meeting-list",
        "committee:letter-list",
        "committee:task-list",
    }
)
MOST = 50


@transaction.atomic
def save_view(
    *, by: Officer, name: str, address: str, is_shared: bool = False
) -> SavedView:
    """Keep a page's address under a name, last in the officer's order. Audited.

    The same name again keeps the new address under it. Raises PermissionDenied,
    ValidationError (not one of PAGES, too many).
    """
    require(by, Act.VIEW_FIGURES)
    _check(address)
    own = SavedView.objects.select_for_update().filter(officer=by)
    found = own.filter(name=name).first() or SavedView(officer=by, name=name)
    if found.pk is None:
        if own.count() >= MOST:
            raise ValidationError(
                f"Bạn đã có {MOST} góc nhìn: hãy xóa bớt góc nhìn không dùng nữa."
            )
        last = own.aggregate(last=Max("position"))["last"]
        found.position = 0 if last is None else last + 1
    found.address, found.is_shared = address, is_shared
    _write(found)
    found.areas.set(a for a in scope_of(by).areas if a.level != Level.VILLAGE)
    _record(by, found, "saved", is_shared=is_shared)
    return found


def _write(view: SavedView) -> None:
    view.full_clean(exclude=["officer"])
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError:
        # Pressed twice at once: the other press kept it under this name.
        view.full_clean(exclude=["officer"])
        raise


def _check(address: str) -> None:
    parts = urlsplit(address)
    try:
        match = resolve(parts.path)
    except Resolver404:
        match = None
    is_here = not parts.scheme and not parts.netloc and address.startswith("/")
    if match is None or not is_here or match.view_name not in PAGES:
        raise ValidationError(
            "Không lưu được đường dẫn này: chỉ lưu được trang có nút “Lưu góc nhìn "
            "này”, không lưu tệp, trang đang nhập hay danh sách hộ sau một con số. Hãy "
            "mở trang cần lưu rồi bấm “Lưu góc nhìn này”."
        )


@transaction.atomic
def share_view(*, by: Officer, view: SavedView, is_shared: bool) -> None:
    """Show a view to colleagues, or no longer. Audited.

    Raises PermissionDenied, SavedView.DoesNotExist (another's).
    """
    found = _locked(by, view)
    if found.is_shared == is_shared:
        return
    found.is_shared = is_shared
    found.save(update_fields=["is_shared"])
    _record(by, found, "shared" if is_shared else "unshared")


@transaction.atomic
def move_view(*, by: Officer, view: SavedView, up: bool) -> None:
    """Put a view one place up or down in the officer's own order.

    Raises PermissionDenied, SavedView.DoesNotExist (another's).
    """
    found = _locked(by, view)
    rows = list(SavedView.objects.own(by).select_for_update())
    at = rows.index(found)
    to = at - 1 if up else at + 1
    if 0 <= to < len(rows):
        rows[at], rows[to] = rows[to], rows[at]
    for position, row in enumerate(rows):
        row.position = position
    SavedView.objects.bulk_update(rows, ["position"])


@transaction.atomic
def drop_view(*, by: Officer, view: SavedView) -> None:
    """Forget a view. Audited.

    Raises PermissionDenied, SavedView.DoesNotExist (another's).
    """
    found = _locked(by, view)
    _record(by, found, "dropped")
    found.delete()


def _locked(by: Officer, view: SavedView) -> SavedView:
    require(by, Act.VIEW_FIGURES)
    return SavedView.objects.select_for_update().get(pk=view.pk, officer=by)


def _record(by: Officer, view: SavedView, done: str, **detail: Any) -> None:
    trail.record(
        by=by,
        act=f"reports.saved_view.{done}",
        kind="saved_view",
        object_id=view.pk,
        areas=[area.pk for area in view.areas.all()],
        name=view.name,
        **detail,
    )
