"""Inspections in each of their states, made row by row."""

import datetime as dt
import itertools

from django.utils import timezone

from reports.models import (
    Finding,
    FindingAnswer,
    Inspection,
    InspectionMember,
    InspectionPlace,
    InspectionStratum,
    InspectionVisit,
)

_numbers = itertools.count(1)


def draft_of(round_, commune, planner, head, **fields):
    """A plan for one commune."""
    today = timezone.localdate()
    usual = {
        "title": "Kiểm tra kết quả rà soát",
        "content": "Việc rà soát tại xã.",
        "starts_on": today - dt.timedelta(days=10),
        "ends_on": today + dt.timedelta(days=10),
        "access_ends": today + dt.timedelta(days=100),
        "size": 5,
        "seed": "thu",
    }
    made = Inspection.objects.create(
        round=round_, prepared_by=planner, **usual | fields
    )
    InspectionPlace.objects.create(inspection=made, commune=commune)
    InspectionMember.objects.create(inspection=made, officer=head, position="head")
    return made


def opened(round_, commune, planner, head, reviews, **fields):
    """An inspection under way whose sample are the households of the reviews."""
    made = draft_of(round_, commune, planner, head, **fields)
    place = made.places.get()
    InspectionStratum.objects.create(
        place=place, risk="ordinary", population=len(reviews) * 10, drawn=len(reviews)
    )
    for at, review in enumerate(reviews, 1):
        InspectionVisit.objects.create(
            place=place,
            household=review.household,
            review=review,
            outcome=review.outcomes.current().first(),
            head_name=review.household.head_name,
            position=at,
            risk="ordinary",
        )
    now = timezone.now()
    made.state, made.number = "open", f"{next(_numbers)}/QĐ-SNN"
    made.decided_on, made.signer_name = timezone.localdate(), "Trần Văn Giám"
    made.signer_position, made.as_of = "Giám đốc Sở", now
    made.issued_by, made.issued_at = planner, now
    made.save()
    return made


def finding_of(place, inspector, **fields):
    """Something wrong in a commune."""
    usual = {
        "kind": "posting",
        "text": "Không niêm yết ở thôn.",
        "demand": "Niêm yết lại.",
        "due_on": place.inspection.ends_on + dt.timedelta(days=20),
    }
    return Finding.objects.create(place=place, recorded_by=inspector, **usual | fields)


def close_minutes(place, inspector):
    """The minutes, closed with every visit made."""
    now = timezone.now()
    for visit in place.visits.filter(state="todo"):
        visit.state, visit.visited_on = "met", timezone.localdate()
        visit.met_whom, visit.found_persons = "Chủ hộ", 3
        visit.found_class = visit.outcome.poverty_class
        visit.saved_by, visit.saved_at = inspector, now
        visit.save()
    place.met_on, place.venue = timezone.localdate(), "Trụ sở xã"
    place.present, place.closed_by, place.closed_at = "Chủ tịch", inspector, now
    place.save()
    return place


def inspection_objects(round_, commune, review, planner, inspector, answerer):
    """{key of the access test's world: arguments of the address}."""
    draft = draft_of(round_, commune, planner, inspector)
    going = opened(round_, commune, planner, inspector, [review])
    typed = finding_of(going.places.get(), inspector)
    told = opened(round_, commune, planner, inspector, [review])
    finding = finding_of(told.places.get(), inspector)
    place = close_minutes(told.places.get(), inspector)
    open_one = Finding.objects.get(pk=finding.pk)
    answer = FindingAnswer.objects.create(
        finding=open_one, text="Đã niêm yết lại.", answered_by=answerer
    )
    Finding.objects.filter(pk=finding.pk).update(state="answered")
    return {
        "inspection_draft": {"pk": draft.pk},
        "inspection": {"pk": told.pk},
        "inspection_place": {"pk": place.pk},
        "inspection_typing": {"pk": going.places.get().pk},
        "inspection_visit": {"pk": going.places.get().visits.get().pk},
        "finding_draft": {"pk": typed.pk},
        "finding": {"pk": answer.finding_id},
        "inspection_paper": {"kind": "bien-ban", "pk": place.pk},
    }
