"""Reviews and memberships that come by the thousand are checked once a statement.

A review that brings its year is compared with its round; only one that brings none is
filled, row by row. Households and persons of memberships are looked up and held by
the trigger of 0016, so that foreign keys would only do it again, one by one; what a
foreign key does at the other end, when somebody is deleted, triggers do here.
"""

import django.db.models.deletion
from django.db import migrations, models

REVIEWS = """
CREATE FUNCTION reviews_match_rounds() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE bad record;
BEGIN
    SELECT a.household_id, a.village_id, a.commune_id INTO bad FROM added a
    LEFT JOIN areas_area v ON v.id = a.village_id AND v.parent_id = a.commune_id
    WHERE v.id IS NULL LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'review of household %: village % is not in commune %',
            bad.household_id, bad.village_id, bad.commune_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_village_in_commune';
    END IF;
    SELECT a.household_id, a.annual_year INTO bad FROM added a
    JOIN households_reviewround r ON r.id = a.round_id
    WHERE a.annual_year IS DISTINCT FROM CASE WHEN r.kind = 'annual' THEN r.year END
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'review of household %: % is not the year of its round',
            bad.household_id, bad.annual_year
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_year_of_round';
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER review_columns ON households_review;

CREATE TRIGGER review_columns_insert BEFORE INSERT ON households_review
FOR EACH ROW WHEN (NEW.annual_year IS NULL) EXECUTE FUNCTION review_columns();

CREATE TRIGGER review_columns_update
BEFORE UPDATE OF round_id, annual_year, village_id, commune_id
ON households_review FOR EACH ROW EXECUTE FUNCTION review_columns();

CREATE TRIGGER review_insert_check AFTER INSERT ON households_review
REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION reviews_match_rounds();
"""
NO_REVIEWS = """
DROP TRIGGER review_insert_check ON households_review;
DROP TRIGGER review_columns_update ON households_review;
DROP TRIGGER review_columns_insert ON households_review;
DROP FUNCTION reviews_match_rounds();

CREATE TRIGGER review_columns
BEFORE INSERT OR UPDATE OF round_id, annual_year, village_id, commune_id
ON households_review FOR EACH ROW EXECUTE FUNCTION review_columns();
"""

# Deferred as the foreign keys were; deleting is rare, so row by row will do.
KEPT = """
CREATE FUNCTION households_still_needed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM times_need_fresh_reads();
    IF EXISTS (SELECT 1 FROM households_membership WHERE household_id = OLD.id)
        OR EXISTS (SELECT 1 FROM households_residence WHERE household_id = OLD.id)
    THEN
        RAISE EXCEPTION 'household % has members or places', OLD.id
            USING ERRCODE = 'foreign_key_violation',
                CONSTRAINT = 'time_has_its_household';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION persons_still_needed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM times_need_fresh_reads();
    IF EXISTS (SELECT 1 FROM households_membership WHERE person_id = OLD.id) THEN
        RAISE EXCEPTION 'person % is a member of a household', OLD.id
            USING ERRCODE = 'foreign_key_violation',
                CONSTRAINT = 'time_has_its_person';
    END IF;
    RETURN NULL;
END $$;

-- Households need none: their outcomes are never emptied.
CREATE FUNCTION memberships_still_stand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM households_membership) THEN
        RAISE EXCEPTION 'persons are emptied while memberships stand'
            USING ERRCODE = 'foreign_key_violation',
                CONSTRAINT = 'time_has_its_person';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER person_truncate_needed AFTER TRUNCATE ON households_person
FOR EACH STATEMENT EXECUTE FUNCTION memberships_still_stand();
"""
LET_GO = """
DROP TRIGGER person_truncate_needed ON households_person;
DROP FUNCTION memberships_still_stand();
DROP FUNCTION persons_still_needed();
DROP FUNCTION households_still_needed();
"""


def _keep(table: str, function: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"""
CREATE CONSTRAINT TRIGGER {table}_delete_needed AFTER DELETE ON households_{table}
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {function}();

CREATE CONSTRAINT TRIGGER {table}_id_needed AFTER UPDATE OF id ON households_{table}
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.id <> NEW.id)
EXECUTE FUNCTION {function}();
""",
        f"""
DROP TRIGGER {table}_id_needed ON households_{table};
DROP TRIGGER {table}_delete_needed ON households_{table};
""",
    )


def _without_key(
    model: str, field: str, to: str, related: str
) -> migrations.AlterField:
    return migrations.AlterField(
        model_name=model,
        name=field,
        field=models.ForeignKey(
            db_constraint=False,
            on_delete=django.db.models.deletion.PROTECT,
            related_name=related,
            to=to,
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("households", "0016_open_times_apart")]

    operations = [
        migrations.RunSQL(REVIEWS, NO_REVIEWS),
        migrations.RunSQL(KEPT, LET_GO),
        _keep("household", "households_still_needed"),
        _keep("person", "persons_still_needed"),
        _without_key("membership", "household", "households.household", "memberships"),
        _without_key("membership", "person", "households.person", "memberships"),
        _without_key("residence", "household", "households.household", "residences"),
    ]
