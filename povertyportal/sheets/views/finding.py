"""Which import an address is about, and whether its officer may open it."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from povertyportal.accounts.access import require
from povertyportal.accounts.models import Officer
from povertyportal.sheets.kinds import ImportKind, kind_of, kinds
from povertyportal.sheets.models import ImportBatch
from povertyportal.sheets.services.batches import require_any, visible_batches


def batch_or_404(officer: Officer, pk: int) -> ImportBatch:
    """An import that the officer may see. Raises PermissionDenied, Http404."""
    require_any(officer)
    return get_object_or_404(
        visible_batches(officer).select_related("owner", "confirmed_by", "reverted_by"),
        pk=pk,
    )


def kind_or_404(officer: Officer, code: str) -> ImportKind:
    """A kind of list that the officer may import. Raises PermissionDenied, Http404."""
    if code not in kinds():
        raise Http404
    kind = kind_of(code)
    require(officer, kind.act)
    return kind
