"""Movements kept of communes that ended: a divided one held what others count too."""

from django.db import migrations

# They are counted again by night.
FORGET = """
DELETE FROM reports_yearmovement m USING areas_area a
WHERE a.id = m.area_id AND extract(year FROM a.ended) <= m.year
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0026_meeting_picture_not_emptied")]

    operations = [migrations.RunSQL(FORGET, migrations.RunSQL.noop)]
