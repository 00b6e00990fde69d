"""An inspection under way: the lists of 2025 in two communes, half of it visited."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.utils import timezone

from households.models import Outcome, ReviewRound
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area, Level
from reports.demo.figures import GIA_VIEN_NOW
from reports.models import Inspection, InspectionVisit
from reports.sampling import Method
from reports.services.inspections.findings import FindingText, add_finding
from reports.services.inspections.planning import Plan, Signed, create_plan, issue
from reports.services.inspections.visits import Seen, save_visit

YEAR, SIZE, ABSENT = 2025, 16, 3
_PLAN_KEY = uuid.UUID("7d7b6b1e-6a5c-4f0a-9d0e-2f6a6f0c2025")
_State = InspectionVisit.State
_AWAY = "Cả nhà đi làm xa, đã hỏi trưởng thôn."


def begin(officers: dict[str, Officer]) -> Inspection:
    """Plan, decision, sample; every other household visited; one finding."""
    today = timezone.localdate()
    planner, inspector = officers["tinh.ninhbinh"], officers["kiemtra.ninhbinh"]
    found = create_plan(by=planner, key=_PLAN_KEY, plan=_plan(inspector, today))
    decision = Signed(
        f"214/QĐ-SNNMT-{today.year}",
        today,
        "Đỗ Thị Mẫu",
        "Phó Giám đốc Sở Nông nghiệp và Môi trường",
    )
    issue(by=planner, inspection=found, decision=decision)
    found.refresh_from_db()
    visits = InspectionVisit.objects.filter(place__inspection=found)
    ordered = visits.select_related("place__inspection", "outcome")
    _visit(list(ordered.order_by("position", "place")[: SIZE // 2]), inspector, today)
    _find_fault(found, inspector)
    return found


def _plan(inspector: Officer, today: dt.date) -> Plan:
    communes = [
        Area.objects.coded(Level.COMMUNE, code, today).get()
        for code in GIA_VIEN_NOW[:2]
    ]
    return Plan(
        title=f"Kiểm tra kết quả rà soát hộ nghèo, hộ cận nghèo năm {YEAR}",
        round=ReviewRound.objects.get(year=YEAR, is_imported=True),
        communes=communes,
        content="Việc phân loại hộ, họp dân, niêm yết và hồ sơ lưu tại xã.",
        starts_on=today,
        ends_on=today + dt.timedelta(days=20),
        access_ends=today + dt.timedelta(days=110),
        size=SIZE,
        method=Method.RISK_DOUBLE.value,
        head=inspector,
        members=[],
    )


def _visit(
    visits: Sequence[InspectionVisit], inspector: Officer, today: dt.date
) -> None:
    poor = Outcome.Class.POOR
    met = [each for each in visits if each.position != ABSENT]
    wrong = next((v for v in met if v.outcome.poverty_class == poor), None)
    for visit in visits:
        if visit.position == ABSENT:
            seen = Seen(_State.ABSENT, today, note=_AWAY)
        else:
            told = visit.outcome.poverty_class
            found = Outcome.Class.NOT_POOR if visit == wrong else told
            seen = Seen(
                _State.MET,
                today,
                met_whom=visit.head_name,
                surveyor_came=True,
                meeting_held=visit != wrong,
                list_posted=True,
                found_persons=visit.outcome.persons,
                found_class=found,
                note="Có thêm thu nhập từ làm công." if found != told else "",
            )
        save_visit(by=inspector, visit=visit, version=visit.version, seen=seen)


def _find_fault(inspection: Inspection, inspector: Officer) -> None:
    wrong = (
        InspectionVisit.objects.select_related("place")
        .filter(
            place__inspection=inspection,
            found_class=Outcome.Class.NOT_POOR,
            outcome__poverty_class=Outcome.Class.POOR,
        )
        .first()
    )
    if wrong is None:  # by chance, nobody poor was among those met
        return
    said = FindingText(
        kind="result",
        text="Hộ có thu nhập trên chuẩn nhưng vẫn trong danh sách hộ nghèo.",
        demand="Rà soát lại hộ, họp dân và điều chỉnh kết quả.",
        due_on=inspection.ends_on + dt.timedelta(days=30),
        visit=wrong,
    )
    add_finding(by=inspector, place=wrong.place, said=said)
