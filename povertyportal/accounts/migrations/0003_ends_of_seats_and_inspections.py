"""A seat ends after it begins; an inspector's areas have an end.

The second rule spans two tables, so two triggers keep it. The lock on the officer
makes a change of his role and a new area wait for one another.
"""

from django.db import migrations, models

FORWARD = """
CREATE FUNCTION accounts_scope_of_inspector_ends() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    its_role text;
BEGIN
    SELECT role INTO its_role FROM accounts_officer
    WHERE id = NEW.officer_id FOR SHARE;
    IF its_role = 'inspector' THEN
        RAISE EXCEPTION 'the area of an inspector must have an end'
            USING ERRCODE = 'check_violation',
                CONSTRAINT = 'officer_scope_of_inspector_ends';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER officer_scope_of_inspector_ends
AFTER INSERT OR UPDATE ON accounts_officerscope
FOR EACH ROW WHEN (NEW.ends IS NULL)
EXECUTE FUNCTION accounts_scope_of_inspector_ends();

CREATE FUNCTION accounts_inspector_has_ends() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM accounts_officerscope
               WHERE officer_id = NEW.id AND ends IS NULL) THEN
        RAISE EXCEPTION 'the areas of an inspector must have an end'
            USING ERRCODE = 'check_violation',
                CONSTRAINT = 'officer_scope_of_inspector_ends';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER officer_inspector_has_ends
AFTER UPDATE OF role ON accounts_officer
FOR EACH ROW WHEN (NEW.role = 'inspector')
EXECUTE FUNCTION accounts_inspector_has_ends();
"""
BACKWARD = """
DROP TRIGGER officer_inspector_has_ends ON accounts_officer;
DROP FUNCTION accounts_inspector_has_ends();
DROP TRIGGER officer_scope_of_inspector_ends ON accounts_officerscope;
DROP FUNCTION accounts_scope_of_inspector_ends();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_scopes_and_committees"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="committeemember",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends__isnull", True),
                    ("starts__lt", models.F("ends")),
                    _connector="OR",
                ),
                name="committee_member_starts_before_ends",
                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
