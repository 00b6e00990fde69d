"""A short list through its kind, without pages and jobs."""

from openpyxl import Workbook

from povertyportal.sheets.models import ImportBatch


def told(done, total):
    """Progress, which nobody watches here."""


def check(kind, officer, folder, headings, rows, **options):
    """Write a file of these rows and check it: (batch, what was found)."""
    book = Workbook()
    for row in ([kind.layout.title], headings, *rows):
        book.active.append(row)
    book.save(folder / "file.xlsx")
    batch = ImportBatch.objects.create(
        kind=kind.code,
        owner=officer,
        file="file.xlsx",
        filename="file.xlsx",
        options=options,
    )
    found = kind.check(batch, folder / "file.xlsx", officer, told)
    assert found.is_balanced
    batch.counts, batch.rows_read = found.counts, found.rows
    batch.fingerprint = found.fingerprint
    batch.save()
    return batch, found


def apply(kind, batch, officer):
    """Write the batch, if nothing changed since its check."""
    assert kind.fingerprint(batch) == batch.fingerprint
    applied = kind.apply(batch, officer, told)
    assert applied.rows == batch.rows_read
    return applied
