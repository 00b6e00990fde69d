"""Visit forms on paper: what the portal says, and room for what the team finds."""

from collections.abc import Sequence

from households.models import Outcome
from povertyportal.documents.letterhead import SIGNED, signer
from povertyportal.ui.numbers import vietnamese
from reports.models import InspectionPlace, InspectionVisit
from reports.papers.texts import Texts, head_of
from reports.sampling import Risk
from reports.services import risk
from reports.services.inspections import visits

_STATES = [each.label for each in InspectionVisit.State if each.value != "todo"]
_CLASSES = [each.label for each in Outcome.Class if each.value != "undetermined"]
_KNOWN = {True: "Có", False: "Không", None: "Không biết"}
_LACKS = {True: "Thiếu hụt", False: "–", None: "Chưa có số liệu"}
_QUESTIONS = [
    ["surveyor_came", "Rà soát viên có đến nhà khi rà soát không?"],
    ["meeting_held", "Hộ có được mời dự họp dân về kết quả không?"],
    ["list_posted", "Hộ có thấy niêm yết kết quả không?"],
]


def visit_forms(place: InspectionPlace) -> Texts:
    """The forms of a commune's sample, one a sheet, filled in as far as known."""
    rows = place.visits.select_related(
        "household__village", "outcome", "place__commune", "place__inspection"
    )
    return forms_of(place, list(rows))


def forms_of(place: InspectionPlace, rows: Sequence[InspectionVisit]) -> Texts:
    """The forms of these visits of a commune."""
    return {
        "title": f"Phiếu xác minh hộ, {place.commune.name}",
        "head": head_of(place.inspection, is_dated=False),
        "items": [_item(place, each) for each in rows],
        "states": _STATES,
        "known": list(_KNOWN.values()),
        "questions": _QUESTIONS,
        "signers": [
            signer("Đại diện hộ", hint=SIGNED),
            signer("Người xác minh", hint=SIGNED),
        ],
    }


def _item(place: InspectionPlace, visit: InspectionVisit) -> Texts:
    return {
        "number": f"Số {visit.position}, {place.commune.name}",
        "facts": _facts(place, visit),
        "indicators": [
            [f"{each.number}. {each.name}", _LACKS[lacks]]
            for each, lacks in visits.told(visit)
        ],
        "classes": _CLASSES,
        "seen": _seen(visit),
    }


def _facts(place: InspectionPlace, visit: InspectionVisit) -> list[list[str]]:
    household, outcome = visit.household, visit.outcome
    village = household.village.name if household.village else "–"
    signs = [risk.LABELS[Risk(sign)] for sign in visit.risks]
    address = ", ".join(part for part in (household.address, village) if part)
    return [
        ["Chủ hộ", f"{visit.head_name}, hộ số {household.number}"],
        ["Nơi ở", f"{address}, {place.commune.name}"],
        ["Đợt rà soát", place.inspection.round.name],
        ["Kết quả phân loại", outcome.get_poverty_class_display()],
        ["Số nhân khẩu khi rà soát", vietnamese(outcome.persons)],
        ["Điểm B1", _points(outcome.b1)],
        ["Vì sao được chọn", "; ".join(signs) or risk.LABELS[Risk.ORDINARY]],
    ]


def _points(points: int | None) -> str:
    return "–" if points is None else vietnamese(points)


def _seen(visit: InspectionVisit) -> Texts:
    """What was found; empty to be filled in by hand."""
    if visit.state == InspectionVisit.State.TODO:
        answers = dict.fromkeys((key for key, _ in _QUESTIONS), "")
        keys = ("state", "visited_on", "met_whom", "persons", "class", "note")
        return {**dict.fromkeys(keys, ""), **answers, "deprived": []}
    is_met = visit.state == InspectionVisit.State.MET
    return {
        "state": visit.get_state_display(),
        "visited_on": f"{visit.visited_on:%d/%m/%Y}" if visit.visited_on else "",
        "met_whom": visit.met_whom,
        "persons": vietnamese(visit.found_persons) if visit.found_persons else "",
        **{key: _KNOWN[getattr(visit, key)] if is_met else "" for key, _ in _QUESTIONS},
        "deprived": visits.numbers(visit.found_mask),
        "class": visit.get_found_class_display(),
        "note": visit.note,
    }
