"""Triggers that keep a review's year and place right, whoever writes it.

Reviews are written by SQL too (opening a round, importing a list): the year is
copied here, in one place, and a commune that is not the village's is refused.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION review_columns() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT CASE WHEN kind = 'annual' THEN year END INTO NEW.annual_year
    FROM households_reviewround WHERE id = NEW.round_id;
    IF NOT EXISTS (
        SELECT 1 FROM areas_area
        WHERE id = NEW.village_id AND parent_id = NEW.commune_id)
    THEN
        RAISE EXCEPTION 'review of household %: village % is not in commune %',
            NEW.household_id, NEW.village_id, NEW.commune_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_village_in_commune';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION review_round_year() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE households_review
    SET annual_year = CASE WHEN NEW.kind = 'annual' THEN NEW.year END
    WHERE round_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER review_columns
BEFORE INSERT OR UPDATE OF round_id, annual_year, village_id, commune_id
ON households_review FOR EACH ROW EXECUTE FUNCTION review_columns();

CREATE TRIGGER review_round_year
AFTER UPDATE OF year, kind ON households_reviewround FOR EACH ROW
WHEN (OLD.year <> NEW.year OR OLD.kind <> NEW.kind)
EXECUTE FUNCTION review_round_year();
"""

NO_FUNCTIONS = """
DROP TRIGGER review_round_year ON households_reviewround;
DROP TRIGGER review_columns ON households_review;
DROP FUNCTION review_round_year();
DROP FUNCTION review_columns();
"""

FILL = """
UPDATE households_review r SET annual_year = o.year
FROM households_reviewround o WHERE o.id = r.round_id AND o.kind = 'annual'
"""


class Migration(migrations.Migration):
    dependencies = [("households", "0009_review_annual_year")]

    operations = [
        # Before the triggers: what was written without them is not judged here.
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
    ]
