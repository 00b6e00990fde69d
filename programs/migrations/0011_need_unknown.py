"""Needs that nobody knows of, and marks of every year that a row reaches into.

A house or a card counts from its year on until it is accepted or ends: whatever is
changed of it concerns all years from the first until this one.
"""

from importlib import import_module

from django.db import migrations, models

before = import_module("programs.migrations.0005_need_marks")

MARKED = """
CREATE FUNCTION need_marked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'INSERT INTO programs_staleneed (commune_id, year, marked_at)
        SELECT DISTINCT h.commune_id, y.year, now()
        FROM changed n
        JOIN households_household h ON h.id = n.household_id
        CROSS JOIN LATERAL generate_series(
            least(%1$s, %2$s)::integer, greatest(%1$s, %2$s)::integer) AS y(year)
        WHERE h.commune_id IS NOT NULL', TG_ARGV[0], TG_ARGV[1]);
    RETURN NULL;
END $$;
"""
_THIS_YEAR = "extract(year FROM now())"
# table -> the first and the last of the years that a row concerns.
YEARS = {
    "programs_support": ("n.year", "n.year"),
    "programs_housingcase": ("n.year", _THIS_YEAR),
    "programs_policyloan": (*("extract(year FROM n.lent_on)",) * 2,),
    "programs_enrolment": ("extract(year FROM n.starts)", _THIS_YEAR),
}


def _triggers() -> str:
    return "\n".join(
        before._trigger(table, event, f"need_marked('{first}', '{last}')")
        for table, (first, last) in YEARS.items()
        for event in before.EVENTS
    )


def _former() -> str:
    return "\n".join(
        before._trigger(table, event, f"need_marked('{years}')")
        for table, years in before.BY_HOUSEHOLD.items()
        for event in before.EVENTS
    )


def _former_function() -> str:
    text: str = before.MARKS
    return text[: text.index("CREATE FUNCTION need_marked_by_participants")]


def _dropped() -> str:
    triggers = "\n".join(
        f"DROP TRIGGER need_marked_{event} ON {table};"
        for table in YEARS
        for event in before.EVENTS
    )
    return triggers + "DROP FUNCTION need_marked();"


class Migration(migrations.Migration):
    dependencies = [("programs", "0010_house_norms")]

    operations = [
        migrations.AddField(
            model_name="needsummary",
            name="unknown",
            field=models.PositiveIntegerField(
                db_default=0, default=0, verbose_name="chưa rõ"
            ),
        ),
        migrations.RunSQL(
            _dropped() + MARKED + _triggers(),
            _dropped() + _former_function() + _former(),
        ),
    ]
