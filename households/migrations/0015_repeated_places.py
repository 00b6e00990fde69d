"""Places that repeat another row's are compared, not looked up one by one.

A household's places come from its residence, a review's commune is its village's
parent: triggers keep both already. An outcome's are compared with its review here,
once a statement, whoever writes them.
"""

import django.db.models.deletion
from django.db import migrations, models

FUNCTION = """
CREATE FUNCTION outcome_repeats_review() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM added o JOIN households_review r ON r.id = o.review_id
        WHERE (o.round_id, o.commune_id, o.village_id)
            IS DISTINCT FROM (r.round_id, r.commune_id, r.village_id))
    THEN
        RAISE EXCEPTION 'an outcome must have the round and place of its review'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'outcome_repeats_review';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER outcome_insert_check AFTER INSERT ON households_outcome
REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION outcome_repeats_review();
"""
NO_FUNCTION = """
DROP TRIGGER outcome_insert_check ON households_outcome;
DROP FUNCTION outcome_repeats_review();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0001_initial"),
        ("households", "0014_keep_outcomes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="household",
            name="commune",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="areas.area",
                verbose_name="xã",
            ),
        ),
        migrations.AlterField(
            model_name="household",
            name="village",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="areas.area",
                verbose_name="thôn",
            ),
        ),
        migrations.AlterField(
            model_name="outcome",
            name="commune",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="areas.area",
            ),
        ),
        migrations.AlterField(
            model_name="outcome",
            name="round",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="households.reviewround",
            ),
        ),
        migrations.AlterField(
            model_name="outcome",
            name="village",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="areas.area",
            ),
        ),
        migrations.AlterField(
            model_name="review",
            name="commune",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="areas.area",
            ),
        ),
        migrations.RunSQL(FUNCTION, NO_FUNCTION),
    ]
