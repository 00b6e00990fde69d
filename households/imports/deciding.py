"""What officers decide about doubtful rows, and what is remembered of it.

A decision counts from the next check on, which finds the person or asks no more: so
an import is checked again after decisions, and shows what they change before it is
confirmed. A row that is left out takes its whole household with it.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from households.models import Likeness, ListedHousehold, ListedMember, ListedState
from povertyportal.accounts.models import Officer
from povertyportal.sheets.models import ImportBatch, Verdict

NEW, SKIP = "new", "skip"


def undecided(batch: ImportBatch) -> int:
    """Doubtful rows on which nobody has decided yet."""
    return _doubtful(batch.pk).filter(choice="", state=ListedState.BATCH).count()


def has_news(batch_id: int) -> bool:
    """Whether decisions wait for a check that follows them."""
    return _doubtful(batch_id).exclude(choice__in=("", SKIP)).exists()


def decide(batch: ImportBatch, by: Officer, key: str, choice: str) -> None:
    """Note who the row of line `key` is: a person's id, "new" or "skip".

    Raises ValidationError for a row that is not in doubt and for any other choice.
    """
    if not key.isdigit():
        raise ValidationError("Không có dòng này.", code="no_row")
    row = _doubtful(batch.pk).filter(line=int(key)).first()
    if row is None:
        raise ValidationError("Dòng này không còn cần xem xét.", code="no_row")
    household = ListedHousehold.objects.get(batch=batch, hh=row.hh)
    persons = [each["id"] for each in row.candidates]
    if choice == SKIP:
        _skip(batch.pk, [row.hh])
    elif choice == NEW:
        _require_village(household)
        _remember(batch, by, row, household, dict.fromkeys(persons, False))
    elif choice.isdigit() and int(choice) in persons:
        _require_free(row, choice)
        same = {pk: pk == int(choice) for pk in persons}
        _remember(batch, by, row, household, same)
    else:
        raise ValidationError("Hãy chọn một trong các người được nêu.", code="choice")
    ListedMember.objects.filter(batch=batch, line=row.line).update(choice=choice)
    if choice != SKIP:
        _take_back(batch.pk, row.hh)


def _doubtful(batch_id: int) -> "QuerySet[ListedMember]":
    return ListedMember.objects.filter(batch_id=batch_id, verdict=Verdict.DOUBTFUL)


def _require_village(household: ListedHousehold) -> None:
    if household.village_id is None:
        raise ValidationError(
            f"{household.head_name} (dòng {household.row}): tệp không ghi thôn nên "
            "không ghi mới được. Hãy thêm cột “Thôn, tổ dân phố” vào tệp, hoặc bỏ qua "
            "dòng này.",
            code="no_village",
        )


def _require_free(row: ListedMember, choice: str) -> None:
    taken = (
        ListedMember.objects.filter(batch_id=row.batch_id)
        .filter(choice=choice, verdict=Verdict.DOUBTFUL)
        .exclude(line=row.line)
        .first()
    )
    if taken is not None:
        raise ValidationError(
            f"Người này đã được chọn cho dòng {taken.row}. Hãy chọn người khác, hoặc "
            "sửa quyết định ở dòng đó trước.",
            code="taken",
        )


def _remember(
    batch: ImportBatch,
    by: Officer,
    row: ListedMember,
    household: ListedHousehold,
    same: dict[int, bool],
) -> None:
    """Keep for the next list which of these persons a row like this is."""
    like: dict[str, Any] = {
        "place_id": household.village_id
        or household.commune_id
        or batch.options["area"],
        "name_key": row.name_key,
        "sex": row.sex,
        "birth_year": row.birth_year,
        "personal_id": row.personal_id,
        "code": household.code,
    }
    Likeness.objects.filter(**like).update(is_same=False)
    for person_id, is_same in same.items():
        Likeness.objects.update_or_create(
            **like,
            person_id=person_id,
            defaults={"is_same": is_same, "decided_by": by},
        )


def skipped(batch_id: int) -> list[int]:
    """Lines that were left out by a decision, to be left out by the next check."""
    rows = _doubtful(batch_id).filter(choice=SKIP)
    return list(rows.values_list("line", flat=True))


def skip_again(batch_id: int, lines: Iterable[int]) -> None:
    """Leave these lines out once more, where they are still in doubt."""
    rows = _doubtful(batch_id).filter(line__in=lines)
    found = list(rows.values_list("hh", flat=True))
    rows.update(choice=SKIP)
    _skip(batch_id, found)


def _skip(batch_id: int, households: Iterable[int]) -> None:
    _set_state(batch_id, list(households), ListedState.SKIPPED)


def _take_back(batch_id: int, hh: int) -> None:
    """A household is left out only as long as one of its rows is."""
    if not _doubtful(batch_id).filter(hh=hh, choice=SKIP).exists():
        _set_state(batch_id, [hh], ListedState.BATCH)


def _set_state(batch_id: int, households: list[int], state: ListedState) -> None:
    for rows in (ListedHousehold, ListedMember):
        rows.objects.filter(batch_id=batch_id, hh__in=households).update(state=state)
