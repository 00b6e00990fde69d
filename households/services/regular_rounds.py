"""Regular rounds: one a commune and month, opened by the commune itself."""

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from households.models import (
    CommuneRound,
    Household,
    Review,
    ReviewRound,
    ReviewState,
)
from households.rules.procedure import REGULAR_DAY
from households.rules.standards import NoStandard, standard_in_force
from households.services import rounds
from households.services.season.terms import (
    due_by,
    procedure_on,
    rules_of,
    set_round_steps,
)
from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.audit import trail


@transaction.atomic
def open_regular_round(
    *,
    by: Officer,
    commune: Area,
    year: int,
    month: int,
    undone: Iterable[Household] = (),
) -> CommuneRound:
    """Open a commune's regular round of a month; a repeated call gives the same one.

    It starts on the 15th, by the standard in force that day; households that an
    annual round left `undone` go in at once. Enters the audit trail. Raises
    PermissionDenied, ValidationError (out of scope, a month to come, a time without
    regular rounds).
    """
    require(by, Act.RUN_SEASON)
    starts = _start(commune, by, year, month)
    place = _existing(commune, year, month) or _open(by, commune, starts)
    _take_up(by, place, undone)
    return place


def _open(by: Officer, commune: Area, starts: dt.date) -> CommuneRound:
    try:
        with transaction.atomic():
            found = _make(by, commune, starts)
    except IntegrityError:
        # Another officer of the commune was first.
        standing = _existing(commune, starts.year, starts.month)
        if standing is None:
            raise
        return standing
    trail.record(
        by=by,
        act="households.round.opened",
        kind="round",
        object_id=found.pk,
        area=commune,
        month=starts.month,
        year=starts.year,
    )
    return found.places.select_related("round", "commune").get()


def _start(commune: Area, by: Officer, year: int, month: int) -> dt.date:
    starts = dt.date(year, month, REGULAR_DAY)
    today = timezone.localdate()
    if commune.pk not in scope_of(by).commune_ids:
        raise ValidationError(
            f"{commune.name} ngoài địa bàn bạn phụ trách.", code="scope"
        )
    if (year, month) > (today.year, today.month):
        raise ValidationError(
            f"Tháng {month}/{year} chưa đến: đợt thường xuyên mở trong tháng của nó.",
            code="future",
        )
    if not commune.is_in_being(starts):
        raise ValidationError(
            f"{commune.name} không phải là đơn vị hành chính vào ngày "
            f"{starts:%d/%m/%Y}.",
            code="ended",
        )
    return starts


def _existing(commune: Area, year: int, month: int) -> CommuneRound | None:
    return (
        CommuneRound.objects.select_related("round", "commune")
        .filter(
            commune=commune,
            round__opened_for=commune,
            round__kind=ReviewRound.Kind.REGULAR,
            round__is_imported=False,
            round__year=year,
            round__month=month,
        )
        .first()
    )


def _make(by: Officer, commune: Area, starts: dt.date) -> ReviewRound:
    procedure = procedure_on(starts)
    known = rules_of(procedure, ReviewRound.Kind.REGULAR)
    decided = due_by(known.get("regular_decision"), starts)
    if "regular_start" not in known or decided is None:
        raise ValidationError(
            f"{procedure.title} không có đợt rà soát thường xuyên hằng tháng.",
            code="procedure",
        )
    found = ReviewRound.objects.create(
        name=f"Rà soát thường xuyên tháng {starts.month}/{starts.year}",
        kind=ReviewRound.Kind.REGULAR,
        year=starts.year,
        month=starts.month,
        opened_for=commune,
        procedure=procedure,
        opens_on=starts,
        closes_on=decided.day,
        list_valid_from=starts,
        standards=[_standard(starts)],
        created_by=by,
    )
    found.areas.add(commune)
    set_round_steps(found)
    return found


def _standard(day: dt.date) -> str:
    try:
        return standard_in_force(day).code
    except NoStandard as error:
        raise ValidationError(str(error), code="standard") from error


def left_undone(communes: Iterable[Area]) -> QuerySet[Household]:
    """Households on the list of a closed annual round whose review was never done.

    They still live in the communes, are in no open round, and no later review of
    theirs was handed in.
    """
    undone = Review.objects.filter(
        household=OuterRef("pk"),
        round__kind=ReviewRound.Kind.ANNUAL,
        round__state=ReviewRound.State.CLOSED,
        round__is_imported=False,
        state__in=[ReviewState.TODO, ReviewState.DRAFT],
        closed_at__isnull=False,
    )
    open_now = Review.objects.filter(household=OuterRef("pk"), closed_at__isnull=True)
    later = Review.objects.filter(
        household=OuterRef("household"),
        state__in=[ReviewState.SUBMITTED, ReviewState.IMPORTED],
        round__opens_on__gt=OuterRef("round__opens_on"),
    )
    waiting = undone.filter(~Exists(later))
    return (
        Household.objects.filter(commune__in=communes, state=Household.State.ACTIVE)
        .filter(Exists(waiting), ~Exists(open_now))
        .select_related("village")
        .order_by("village__sort_key", "head_sort_key", "id")
    )


def _take_up(by: Officer, place: CommuneRound, undone: Iterable[Household]) -> None:
    """Put them in; those no longer waiting (a second press) are passed over."""
    asked = [household.pk for household in undone]
    if not asked:
        return
    for household in left_undone([place.commune]).filter(pk__in=asked):
        rounds.add_to_round(
            by=by, round=place.round, household=household, why=_why(household)
        )


def _why(household: Household) -> str:
    """Why the annual round had it: on the list, or on its own request."""
    undone = household.reviews.filter(round__state=ReviewRound.State.CLOSED)
    last = undone.order_by("-round__opens_on", "-id").first()
    return last.why if last else Review.Why.ON_LIST
