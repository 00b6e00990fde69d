"""What the addresses of charts are about."""

from reports.figures import PARTS
from reports.models import AreaSummary


def chart_objects(commune):
    """A chart of the commune's province, where one deprivation at least is known."""
    kept = AreaSummary.objects.filter(area__in=[commune, commune.parent])
    kept.update(poor_parts=[1] * len(PARTS))
    return {"chart": {"code": "thieu-hut"}}
