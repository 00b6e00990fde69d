"""Rows that come by the thousand are checked once a statement.

A review that brings its year is compared with its round; only one that brings none is
filled, row by row. Keys between the tables of a list are looked up together: the
trigger holds what they refer to as a foreign key would, so that whoever deletes it
waits and is then refused. Foreign keys do that one by one, which took a fifth of the
time of a list of 100,000 rows.
"""

import django.db.models.deletion
from django.conf import settings
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

# The triggers' arguments come in pairs: of rows that refer, the column and the table it
# refers to; of rows that are referred to, the other table and its column.
KEYS = """
CREATE FUNCTION keys_are_there() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE is_missing boolean;
BEGIN
    FOR i IN 0 .. TG_NARGS - 2 BY 2 LOOP
        EXECUTE format(
            'SELECT count(*) < (SELECT count(DISTINCT %1$I) FROM changed)
            FROM (
                SELECT 1 FROM %2$I WHERE id IN (SELECT %1$I FROM changed)
                ORDER BY id FOR KEY SHARE) held',
            TG_ARGV[i], TG_ARGV[i + 1]) INTO is_missing;
        IF is_missing THEN
            RAISE EXCEPTION '% of % is not in %',
                TG_ARGV[i], TG_TABLE_NAME, TG_ARGV[i + 1]
                USING ERRCODE = 'foreign_key_violation';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

CREATE FUNCTION changed_key_is_there() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wanted bigint := to_jsonb(NEW) ->> TG_ARGV[0];
    is_there boolean;
BEGIN
    EXECUTE format('SELECT true FROM %I WHERE id = $1 FOR KEY SHARE', TG_ARGV[1])
        INTO is_there USING wanted;
    IF is_there IS NULL AND wanted IS NOT NULL THEN
        RAISE EXCEPTION '% of % is not in %', TG_ARGV[0], TG_TABLE_NAME, TG_ARGV[1]
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION still_referred_to() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE is_used boolean;
BEGIN
    PERFORM needs_fresh_reads();
    FOR i IN 0 .. TG_NARGS - 2 BY 2 LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I WHERE %I = $1)',
            TG_ARGV[i], TG_ARGV[i + 1]) INTO is_used USING OLD.id;
        IF is_used THEN
            RAISE EXCEPTION '% % is still referred to by % of %',
                TG_TABLE_NAME, OLD.id, TG_ARGV[i + 1], TG_ARGV[i]
                USING ERRCODE = 'foreign_key_violation';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

CREATE FUNCTION none_refers_here() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE is_used boolean;
BEGIN
    FOR i IN 0 .. TG_NARGS - 2 BY 2 LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I WHERE %I IS NOT NULL)',
            TG_ARGV[i], TG_ARGV[i + 1]) INTO is_used;
        IF is_used THEN
            RAISE EXCEPTION '% is still referred to by % of %',
                TG_TABLE_NAME, TG_ARGV[i + 1], TG_ARGV[i]
                USING ERRCODE = 'foreign_key_violation';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
"""
NO_KEYS = """
DROP FUNCTION none_refers_here();
DROP FUNCTION still_referred_to();
DROP FUNCTION changed_key_is_there();
DROP FUNCTION keys_are_there();
"""

HOUSEHOLD, PERSON = "households_household", "households_person"
ROUND, REVIEW = "households_reviewround", "households_review"
OUTCOME, STANDING = "households_outcome", "households_standing"
MEMBERSHIP, RESIDENCE = "households_membership", "households_residence"
AREA, OFFICER = "areas_area", settings.AUTH_USER_MODEL.lower().replace(".", "_")
# Members' and places' persons and households are looked up and held by 0016.
LOOKED_UP = {
    RESIDENCE: [("village_id", AREA)],
    REVIEW: [("round_id", ROUND), ("household_id", HOUSEHOLD), ("village_id", AREA)],
    OUTCOME: [("review_id", REVIEW), ("decided_by_id", OFFICER)],
    STANDING: [
        ("household_id", HOUSEHOLD),
        ("outcome_id", OUTCOME),
        ("commune_id", AREA),
    ],
}
# Outcomes are never deleted, renumbered or emptied by other triggers.
REFERRED_TO = {
    PERSON: [(MEMBERSHIP, "person_id")],
    HOUSEHOLD: [
        (MEMBERSHIP, "household_id"),
        (RESIDENCE, "household_id"),
        (REVIEW, "household_id"),
        (STANDING, "household_id"),
    ],
    ROUND: [(REVIEW, "round_id")],
    REVIEW: [(OUTCOME, "review_id")],
    AREA: [
        (RESIDENCE, "village_id"),
        (REVIEW, "village_id"),
        (STANDING, "commune_id"),
    ],
    OFFICER: [(OUTCOME, "decided_by_id")],
}


def _arguments(pairs: list[tuple[str, str]]) -> str:
    return ", ".join(f"'{word}'" for pair in pairs for word in pair)


def _look_up(table: str, pairs: list[tuple[str, str]]) -> migrations.RunSQL:
    """New rows together; a changed key, which is rare, alone."""
    changes = "".join(
        f"""
CREATE TRIGGER {column}_changed_key AFTER UPDATE OF {column} ON {table}
FOR EACH ROW WHEN (OLD.{column} IS DISTINCT FROM NEW.{column})
EXECUTE FUNCTION changed_key_is_there('{column}', '{target}');
"""
        for column, target in pairs
    )
    return migrations.RunSQL(
        f"""
CREATE TRIGGER insert_keys AFTER INSERT ON {table}
REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION keys_are_there({_arguments(pairs)});
{changes}""",
        f"DROP TRIGGER insert_keys ON {table};"
        + "".join(
            f"DROP TRIGGER {column}_changed_key ON {table};" for column, _ in pairs
        ),
    )


def _keep(table: str, pairs: list[tuple[str, str]]) -> migrations.RunSQL:
    """Deferred as the foreign keys were, and row by row: deleting is rare."""
    arguments = _arguments(pairs)
    return migrations.RunSQL(
        f"""
CREATE CONSTRAINT TRIGGER referred_to_delete AFTER DELETE ON {table}
DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION still_referred_to({arguments});

CREATE CONSTRAINT TRIGGER referred_to_id AFTER UPDATE OF id ON {table}
DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION still_referred_to({arguments});

CREATE TRIGGER referred_to_truncate AFTER TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION none_refers_here({arguments});
""",
        f"""
DROP TRIGGER referred_to_truncate ON {table};
DROP TRIGGER referred_to_id ON {table};
DROP TRIGGER referred_to_delete ON {table};
""",
    )


def _without_constraint(
    model: str, field: str, to: str, related: str = "+", **more: object
) -> migrations.AlterField:
    return migrations.AlterField(
        model_name=model,
        name=field,
        field=models.ForeignKey(
            db_constraint=False,
            on_delete=django.db.models.deletion.PROTECT,
            related_name=related,
            to=to,
            **more,
        ),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0002_search_key_composed"),
        ("households", "0016_open_times_apart"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(REVIEWS, NO_REVIEWS),
        migrations.RunSQL(KEYS, NO_KEYS),
        *(_look_up(table, pairs) for table, pairs in LOOKED_UP.items()),
        *(_keep(table, pairs) for table, pairs in REFERRED_TO.items()),
        _without_constraint(
            "membership", "household", "households.household", "memberships"
        ),
        _without_constraint("membership", "person", "households.person", "memberships"),
        _without_constraint(
            "residence", "household", "households.household", "residences"
        ),
        _without_constraint("residence", "village", "areas.area", verbose_name="thôn"),
        _without_constraint("review", "round", "households.reviewround", "reviews"),
        _without_constraint("review", "household", "households.household", "reviews"),
        _without_constraint("review", "village", "areas.area"),
        _without_constraint("outcome", "review", "households.review", "outcomes"),
        _without_constraint(
            "outcome", "decided_by", settings.AUTH_USER_MODEL, null=True
        ),
        _without_constraint(
            "standing", "household", "households.household", "standings"
        ),
        _without_constraint(
            "standing", "outcome", "households.outcome", "standings", null=True
        ),
        _without_constraint(
            "standing",
            "commune",
            "areas.area",
            blank=True,
            null=True,
            verbose_name="xã công nhận",
        ),
    ]
