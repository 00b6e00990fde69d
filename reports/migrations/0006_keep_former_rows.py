"""What an inspection pack reads is kept, so that a pack of a former instant can be made.

What is only added, or only reached from rows that are kept (grounds of outcomes,
attachments, scorecards), needs nothing. Of a review the typing is not kept: its answers
stand in the grounds of each outcome, and in the reopening that set them aside.
"""

from django.db import migrations

TYPING = ("answers", "draft", "version", "saved_by_id", "saved_at")
LOGIN = ("password", "last_login", "must_change_password")
PLAIN = (
    "areas_area",
    "areas_areaversion",
    "areas_areachange",
    "areas_areapopulation",
    "workdays_specialday",
    "workdays_filledyear",
    "households_reviewround",
    "households_communeround",
    "households_roundstep",
    "households_procedure",
    "households_procedurerule",
    "households_household",
    "households_membership",
    "households_residence",
    "households_householdevent",
    "households_outcome",
    "households_standing",
    "households_surveyassignment",
    "households_reviewrequest",
    "households_villagemeeting",
    "households_meetingvote",
    "households_meetingobjection",
    "households_publicposting",
    "households_postedoutcome",
    "households_complaint",
    "households_submission",
    "households_reviewcomment",
    "households_reopening",
    "households_delayreason",
    "households_recognitiondecision",
    "households_decisionrow",
    "households_workerstanding",
    "households_certificate",
    "reports_formethnicity",
)
# A person is only reached through rows that are kept: when one was added says nothing.
PERSONS = """
SELECT audit_keep('households_person');
DROP TRIGGER keep_added ON households_person;
"""
NO_PERSONS = """
DROP TRIGGER keep_changed ON households_person;
DROP TRIGGER keep_deleted ON households_person;
"""


def _kept(table: str, *unkept: str) -> migrations.RunSQL:
    named = "".join(f", '{column}'" for column in unkept)
    return migrations.RunSQL(
        f"SELECT audit_keep('{table}'{named});",
        f"SELECT audit_keep_no_more('{table}');",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0005_form_ethnicities"),
        ("accounts", "0003_ends_of_seats_and_inspections"),
        ("areas", "0002_search_key_composed"),
        ("audit", "0003_former_rows"),
        ("households", "0030_voted_name"),
        ("workdays", "0003_days_of_2021_to_2026"),
    ]

    operations = [
        *(_kept(table) for table in PLAIN),
        _kept("accounts_officer", *LOGIN),
        _kept("households_review", *TYPING),
        migrations.RunSQL(PERSONS, NO_PERSONS),
    ]
