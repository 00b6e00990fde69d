"""Figures count households headed by a woman, and those with children.

Kept figures get places for the new counts and are marked to be counted again; until
then their pages say that they are being updated.
"""

from django.db import migrations

_WIDEN = """
UPDATE reports_areasummary SET
    poor_parts = poor_parts || array_fill(0, ARRAY[42 - cardinality(poor_parts)]),
    near_poor_parts = near_poor_parts
        || array_fill(0, ARRAY[42 - cardinality(near_poor_parts)])
WHERE cardinality(poor_parts) < 42 OR cardinality(near_poor_parts) < 42;
INSERT INTO households_stalearea (commune_id, year, marked_at)
SELECT DISTINCT s.area_id, s.year, now()
FROM reports_areasummary s JOIN areas_area a ON a.id = s.area_id
WHERE a.level = 'commune';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0015_committee"),
        ("households", "0041_who_heads_whose_children"),
    ]

    operations = [migrations.RunSQL(_WIDEN, migrations.RunSQL.noop)]
