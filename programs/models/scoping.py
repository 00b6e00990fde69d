"""Who sees rows of this floor: by the area that a row names, of any level."""

from typing import Generic, TypeVar

from django.db import models

from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Officer

_Row = TypeVar("_Row", bound=models.Model)


class ScopedQuerySet(models.QuerySet[_Row], Generic[_Row]):
    """Rows with an `area`: a village, a commune, or a unit wholly inside the scope."""

    def visible_to(self, officer: Officer) -> "ScopedQuerySet[_Row]":
        """Rows whose area lies wholly where the officer answers for today."""
        return self.filter(scope_of(officer).units())


class OfHouseholdQuerySet(models.QuerySet[_Row], Generic[_Row]):
    """Rows with a `household`, whatever area they name."""

    def visible_to(self, officer: Officer) -> "OfHouseholdQuerySet[_Row]":
        """Rows of households that live today where the officer answers for."""
        return self.filter(scope_of(officer).rows("household__"))
