"""The table of a round's communes becomes a model of its own: a commune's season.

Rows stay as they are; columns are named after what they hold.
"""

import django.db.models.deletion
from django.db import migrations, models

RENAME = """
ALTER TABLE households_reviewround_areas RENAME TO households_communeround;
ALTER TABLE households_communeround RENAME COLUMN reviewround_id TO round_id;
ALTER TABLE households_communeround RENAME COLUMN area_id TO commune_id;
DO $$
DECLARE was text;
BEGIN
    SELECT conname INTO STRICT was FROM pg_constraint
    WHERE conrelid = 'households_communeround'::regclass AND contype = 'u';
    -- Going back leaves the name as it is.
    IF was <> 'commune_once_a_round' THEN
        EXECUTE format('ALTER TABLE households_communeround
            RENAME CONSTRAINT %I TO commune_once_a_round', was);
    END IF;
END $$;
"""
BACK = """
ALTER TABLE households_communeround RENAME COLUMN round_id TO reviewround_id;
ALTER TABLE households_communeround RENAME COLUMN commune_id TO area_id;
ALTER TABLE households_communeround RENAME TO households_reviewround_areas;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0001_initial"),
        ("households", "0017_bulk_checks"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(RENAME, BACK)],
            state_operations=[
                migrations.CreateModel(
                    name="CommuneRound",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="places",
                                to="households.reviewround",
                            ),
                        ),
                        (
                            "commune",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="areas.area",
                                verbose_name="xã",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "xã trong đợt rà soát",
                        "verbose_name_plural": "các xã trong đợt rà soát",
                        "ordering": ["round", "commune"],
                    },
                ),
                migrations.AddConstraint(
                    model_name="communeround",
                    constraint=models.UniqueConstraint(
                        fields=("round", "commune"), name="commune_once_a_round"
                    ),
                ),
                migrations.AlterField(
                    model_name="reviewround",
                    name="areas",
                    field=models.ManyToManyField(
                        related_name="rounds",
                        through="households.CommuneRound",
                        to="areas.area",
                        verbose_name="các xã",
                    ),
                ),
            ],
        ),
    ]
