"""Who takes part in an activity, and what came of it for them."""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from households.models import Household, Membership, Person
from households.services.as_of import Moment, homes_of
from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area, AreaChange, Level
from povertyportal.audit import trail
from programs.models import Activity, Participant
from programs.rules.support import ESCAPED, NEAR_POOR, POOR
from programs.services.activities import base
from programs.services.questions import Question, answered
from programs.services.situations import situation_on
from programs.services.support_questions import about_the_class


@dataclass(frozen=True)
class Joining:
    """A household in an activity, with which member (None: the household as such).

    `matching` is what it contributes, in đồng; `exception` the officer's answer to
    what the rules ask.
    """

    household: Household
    person: Person | None
    joined_on: dt.date
    matching: int = 0
    note: str = ""
    exception: str = ""


# What is done for the poor, the near-poor and who has just left the lists.
FOR_THE_POOR = (Activity.Kind.PRODUCTION, Activity.Kind.MODEL, Activity.Kind.CLASS)
_CLASSES = (POOR, NEAR_POOR, ESCAPED)


@transaction.atomic
def add_participant(
    *, by: Officer, activity: Activity, joining: Joining
) -> Participant:
    """Enter a household of the officer's area, and of the activity's. Audited.

    Raises PermissionDenied, Activity.DoesNotExist, ValidationError (gone, elsewhere,
    no member, day, twice); Questioned where what is for the poor is not for it.
    """
    found = base.locked(by, activity)
    base.require_going_on(found)
    household = joining.household
    _check_household(by, found, joining)
    _check_day(found, joining.joined_on)
    _check_person(joining)
    _check_once(found, joining)
    made = Participant(
        activity=found,
        household=household,
        person=joining.person,
        joined_on=joining.joined_on,
        matching=joining.matching,
        note=joining.note,
        exception=answered(_about_the_class(found, joining), joining.exception),
        recorded_by=by,
    )
    made.full_clean(exclude=["recorded_by", "household"])
    made.save()
    base.record(by, found, "programs.participant.added", household=household.pk)
    return made


def _about_the_class(activity: Activity, joining: Joining) -> list[Question]:
    if activity.kind not in FOR_THE_POOR:
        return []
    day, name = joining.joined_on, activity.get_kind_display().lower()
    situation = situation_on(joining.household, day)
    return list(about_the_class(_CLASSES, name, day, situation))


def _check_household(by: Officer, activity: Activity, joining: Joining) -> None:
    household = joining.household
    name = f"Hộ {household.head_name} (số {household.number})"
    told = ""
    if not Household.objects.visible_to(by).filter(pk=household.pk).exists():
        told = f"{name} ở ngoài địa bàn bạn phụ trách."
    elif household.state != Household.State.ACTIVE:
        told = f"{name} không còn cư trú ở địa bàn: chọn hộ khác."
    elif not lives_in(household, activity.area, joining.joined_on):
        told = (
            f"{name} ở {household.commune and household.commune.name}, ngoài địa bàn "
            f"của hoạt động ({activity.area.name}): chọn hộ khác hoặc hoạt động khác."
        )
    if told:
        raise ValidationError({"household": told})


def lives_in(household: Household, area: Area, day: dt.date) -> bool:
    """Whether the household lives in the area, or in what an ended one became.

    Of an ended area it is enough to have lived inside it on `day`.
    """
    home = household.village or household.commune
    if home is None:
        return False
    if area.ended is None:
        return home.path.startswith(area.path)
    then = homes_of(Moment(day), [household.pk]).get(household.pk)
    if then and Area.objects.filter(pk=then, path__startswith=area.path).exists():
        return True
    became = AreaChange.objects.filter(
        old__path__startswith=area.path, old__level__in=(Level.COMMUNE, Level.VILLAGE)
    )
    paths = became.values_list("new__path", flat=True)
    return any(home.path.startswith(path) for path in paths)


def _check_day(activity: Activity, day: dt.date) -> None:
    if day > timezone.localdate():
        raise ValidationError(
            {"joined_on": f"Ngày {day:%d/%m/%Y} chưa đến: ghi ngày đã tham gia."}
        )
    done = activity.finished_on
    if done and day > done:
        raise ValidationError(
            {
                "joined_on": f"Hoạt động đã hoàn thành ngày {done:%d/%m/%Y}: ngày tham "
                "gia phải từ đó trở về trước."
            }
        )


def _check_person(joining: Joining) -> None:
    person = joining.person
    if person is None:
        return
    members = joining.household.members_on(joining.joined_on)
    if not members.filter(person=person).exists():
        raise ValidationError(
            {
                "person": f"{person.name} không phải là thành viên của hộ ngày "
                f"{joining.joined_on:%d/%m/%Y}: hãy chọn người khác hoặc sửa ngày."
            }
        )


def _check_once(activity: Activity, joining: Joining) -> None:
    there = activity.participants.filter(
        household=joining.household, person=joining.person
    ).first()
    if there is not None:
        who = joining.person.name if joining.person else "Hộ này"
        raise ValidationError(
            f"{who} đã tham gia hoạt động này từ ngày {there.joined_on:%d/%m/%Y}."
        )


@dataclass(frozen=True)
class Came:
    """What came of taking part, and when it was seen; contribution and note anew."""

    outcome: str
    outcome_on: dt.date | None
    matching: int = 0
    note: str = ""


@transaction.atomic
def write_outcome(*, by: Officer, participant: Participant, came: Came) -> Participant:
    """Write down what came of taking part; former values are kept. Audited.

    Raises PermissionDenied, DoesNotExist, ValidationError (day).
    """
    act = "programs.participant.judged"
    with trail.acting(by, act):
        found = _locked(by, participant)
        _check_outcome(found, came)
        found.outcome, found.outcome_on = came.outcome, came.outcome_on
        found.matching, found.note = came.matching, came.note
        found.full_clean(exclude=["recorded_by", "household", "person"])
        found.save(update_fields=["outcome", "outcome_on", "matching", "note"])
        base.record(
            by, found.activity, act, household=found.household_id, outcome=came.outcome
        )
    return found


def _check_outcome(found: Participant, came: Came) -> None:
    day, told = came.outcome_on, ""
    if came.outcome and day is None:
        told = "Hãy ghi ngày ghi nhận kết quả."
    elif day and not came.outcome:
        told = "Có ngày mà chưa chọn kết quả: hãy chọn kết quả hoặc xóa ngày."
    elif day and not found.joined_on <= day <= timezone.localdate():
        told = f"Ngày phải từ ngày tham gia {found.joined_on:%d/%m/%Y} đến hôm nay."
    if told:
        raise ValidationError({"outcome_on": told})


@transaction.atomic
def drop_participant(*, by: Officer, participant: Participant) -> None:
    """Take out who was entered by mistake, before any result; history keeps it.

    Audited. Raises PermissionDenied, DoesNotExist, ValidationError (has a result).
    """
    act = "programs.participant.dropped"
    with trail.acting(by, act):
        found = _locked(by, participant)
        if found.outcome:
            raise ValidationError(
                "Đã ghi kết quả tham gia: không bỏ được. Nếu nghỉ giữa chừng, hãy ghi "
                f"kết quả “{Participant.Outcome.LEFT.label}”."
            )
        base.record(by, found.activity, act, household=found.household_id)
        found.delete()


def _locked(by: Officer, participant: Participant) -> Participant:
    """The row after its activity; its household must live in scope today."""
    activity = base.locked(by, participant.activity)
    found = (
        Participant.objects.filter(scope_of(by).rows("household__"))
        .select_for_update(of=("self",))
        .get(pk=participant.pk, activity=activity)
    )
    found.activity = activity
    return found


def participants_of(by: Officer, activity: Activity) -> "QuerySet[Participant]":
    """Who takes part, of households that live today where the officer answers for."""
    rows = activity.participants.filter(scope_of(by).rows("household__"))
    return rows.select_related(
        "household__village", "household__commune", "person"
    ).order_by("household__head_sort_key", "household_id", "id")


def participations_of(household: Household) -> "QuerySet[Participant]":
    """What a household takes part in, newest first; the caller has it in scope."""
    rows = Participant.objects.filter(household=household)
    return rows.select_related("activity__area", "person").order_by("-joined_on", "-id")


def members_of(household: Household) -> "QuerySet[Membership]":
    """Those who live in the household today, the head first."""
    return household.members_on(timezone.localdate())
