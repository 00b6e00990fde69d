from django.db import migrations

FILL = """
UPDATE households_standing s SET commune_id = o.commune_id
FROM households_outcome o WHERE o.id = s.outcome_id AND s.commune_id IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("households", "0004_standing_commune")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
