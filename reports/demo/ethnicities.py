"""The ethnicities that the demo's provinces name in their forms."""

from povertyportal.areas.models import Area
from reports.demo.figures import District
from reports.models import FormEthnicity


def name_ethnicities(district: District, commune: Area) -> None:
    """A district's peoples beside the Kinh, all local, for its commune's province."""
    peoples = [people for people, _ in district.peoples if people != "Kinh"]
    for position, people in enumerate(peoples, start=1):
        FormEthnicity.objects.get_or_create(
            province_id=commune.ancestor_ids[0],
            ethnicity=people,
            defaults={"position": position, "is_local": True},
        )
