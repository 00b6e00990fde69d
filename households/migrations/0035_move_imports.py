"""Former imports of household lists become imports like all others.

They keep their ids, by which the trail names them, unless one is taken. Of their rows
nothing was kept: they can be read, not taken back.
"""

from django.db import migrations
from django.db.models import Max

_FIELDS = (
    "owner_id",
    "as_of",
    "queued_at",
    "started_at",
    "finished_at",
    "heartbeat_at",
    "attempt",
    "done",
    "total",
    "message",
    "file",
    "filename",
    "sha256",
    "scope_ids",
    "rows_read",
    "problems",
)
_BROKEN_OFF = (
    "Cổng được nâng cấp trong lúc chờ; chưa nhập dòng nào. Hãy tải tệp lên lại."
)


def move(apps, schema_editor):
    """Copy every batch with its file's name, its year, its communes, its counts."""
    old_batches = apps.get_model("households", "ImportBatch").objects
    batches = apps.get_model("sheets", "ImportBatch").objects
    taken = set(batches.values_list("pk", flat=True))
    free = max([0, *taken, old_batches.aggregate(last=Max("pk"))["last"] or 0])
    for old in old_batches.order_by("pk").prefetch_related("communes"):
        pk = old.pk
        if pk in taken:
            pk = free = free + 1
        batches.create(pk=pk, **_values(old))
    if old_batches.exists():
        table = batches.model._meta.db_table
        schema_editor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) "  # noqa: S608  a table of ours
            f"FROM {table}"
        )


def _values(old):
    values = {name: getattr(old, name) for name in _FIELDS}
    values |= {
        "kind": "household_list",
        "options": {"year": old.year, "area": None},
        "area_ids": sorted(area.pk for area in old.communes.all()),
        "problem_count": len(old.problems),
        "state": "failed",
    }
    if old.state == "done" and old.owner_id is not None:
        values |= {
            "state": "done",
            "stage": "apply",
            "confirmed_by_id": old.owner_id,
            "confirmed_at": old.queued_at,
            "applied_at": old.finished_at,
            "results": {
                "households_new": old.households_new,
                "households_matched": old.households_matched,
                "persons_new": old.persons_new,
                "persons_matched": old.persons_matched,
            },
        }
    elif old.state != "failed":
        values["message"] = _BROKEN_OFF
    return values


class Migration(migrations.Migration):
    dependencies = [
        ("households", "0034_listed_changes"),
        ("sheets", "0002_count_attempts_by_stage"),
    ]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
