"""What a registered chart is: a function of an officer and an address."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.http import QueryDict

from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.ui.charts import Chart


@dataclass(frozen=True)
class Asked:
    """A chart, the communes (ids) that it tells of, areas outside the reader's scope.

    The last two for the trail.
    """

    chart: Chart
    communes: Collection[int]
    outside: Collection[Area] = ()


# Raises PermissionDenied beyond the role, Http404 outside the scope or without figures.
Source = Callable[[Officer, QueryDict], Asked]
