"""Requests (Mẫu 01, Mẫu 04, a worker's) and the answer that refuses one."""

from dataclasses import dataclass

from households.models import Household, Person, ReviewRequest
from households.papers.common import (
    Asked,
    Texts,
    address_of,
    chairman_of,
    committee_of,
    person_texts,
    relation_of,
    stays_on,
    upper_first,
)
from povertyportal.areas.models import Area
from povertyportal.documents.letterhead import chairman, day_in_words, head, in_sentence

Kind = ReviewRequest.Kind
DECREE = "Quyết định số 24/2021/QĐ-TTg"
BLANK_ROWS, LEAST_ROWS = 7, 3


@dataclass(frozen=True)
class Form:
    """A request form: its number, what it asks for and in which words."""

    number: str
    about: str
    asked: str


FORMS = {
    Kind.ENTER: Form(
        f"Mẫu số 01 ({DECREE})",
        "Rà soát hộ nghèo, hộ cận nghèo",
        "Gia đình tôi đề nghị được rà soát để xác định hộ nghèo, hộ cận nghèo.",
    ),
    Kind.AVERAGE: Form(
        f"Mẫu số 01 ({DECREE})",
        "Xác định hộ làm nông nghiệp, lâm nghiệp, ngư nghiệp và diêm nghiệp "
        "có mức sống trung bình",
        "Gia đình tôi đề nghị được xác định là hộ làm nông nghiệp, lâm nghiệp, ngư "
        "nghiệp và diêm nghiệp có mức sống trung bình.",
    ),
    Kind.LEAVE: Form(
        f"Mẫu số 04 ({DECREE})",
        "Công nhận hộ thoát nghèo, hộ thoát cận nghèo",
        "Gia đình tôi đề nghị được rà soát để công nhận hộ thoát nghèo, hộ thoát cận "
        "nghèo.",
    ),
    # No number of a form was found for workers.
    Kind.WORKER: Form(
        "",
        "Xác định người lao động có thu nhập thấp",
        "Tôi đề nghị được xác định là người lao động có thu nhập thấp.",
    ),
}


def of_request(request: ReviewRequest, asked: Asked) -> Texts:
    """A request as it was received, on its form."""
    texts = of_household(request.household, request.kind, asked, request.person)
    texts["reason"] = request.reason
    texts["applicant"] = request.applicant
    texts["place_day"] = upper_first(day_in_words(request.received_on))
    return texts


def of_household(
    household: Household, kind: str, asked: Asked, worker: Person | None = None
) -> Texts:
    """The form with what the register knows, for a household that wants to ask."""
    stays = stays_on(household, asked.day)
    first = stays[0].person if stays else None
    texts = blank(household.commune, kind)
    texts["head"] = person_texts(first, asked) | {
        "permanent": "",  # the register knows where they live, not where registered
        "current": address_of(household),
    }
    if worker is not None:
        texts["worker"] = person_texts(worker, asked)
    rows = [
        [
            stay.person.name,
            {"male": "1", "female": "2"}.get(stay.person.sex, ""),
            stay.person.birth_text,
            relation_of(stay),
            "",
        ]
        for stay in stays
    ]
    texts["members"] = rows + [[""] * 5] * max(0, LEAST_ROWS - len(rows))
    return texts


def blank(commune: Area | None, kind: str) -> Texts:
    """The empty form, addressed to a commune's committee."""
    form = FORMS[Kind(kind)]
    # One page, signature included: a worker's own lines take the place of rows.
    rows = LEAST_ROWS if kind == Kind.WORKER else BLANK_ROWS
    nobody = {"name": "", "sex": "", "birth": "", "ethnicity": "", "personal_id": ""}
    return {
        "title": f"Giấy đề nghị: {form.about.lower()}",
        "form": form.number,
        "about": form.about,
        "to": committee_of(commune) if commune else "Ủy ban nhân dân",
        "asked": form.asked,
        "head": nobody | {"permanent": "", "current": ""},
        "worker": nobody if kind == Kind.WORKER else None,
        "members": [[""] * 5] * rows,
        "reason": "",
        "applicant": "",
        "place_day": upper_first(day_in_words(None)),
    }


def refusal(request: ReviewRequest, asked: Asked) -> Texts:
    """The letter that says no, why, and what may be done about it."""
    commune = request.commune
    form = FORMS[Kind(request.kind)]
    received = day_in_words(request.received_on)
    who = request.person.name if request.person else request.household.head_name
    return {
        "title": f"Trả lời giấy đề nghị của {request.applicant}",
        "head": head(commune, number=_number(request), on=request.answered_on),
        "about": f"Về việc trả lời giấy đề nghị {_lower(form.about)}",
        "to": f"Ông (bà) {request.applicant}, {_home(request.household)}",
        "told": [
            f"{committee_of(commune)} nhận được giấy đề nghị {received} của ông (bà) "
            f"{request.applicant} về việc {_lower(form.about)} đối với {who}.",
            f"Sau khi xem xét, {committee_of(commune)} không đưa vào danh sách rà soát "
            "vì lý do sau:",
        ],
        "reason": request.refusal_reason,
        "closing": [
            "Khi hoàn cảnh thay đổi, ông (bà) có thể nộp giấy đề nghị khác vào bất cứ "
            "tháng nào trong năm. Nếu không đồng ý với nội dung trả lời này, ông (bà) "
            f"có quyền khiếu nại với {chairman_of(commune)} theo quy định của pháp "
            "luật về khiếu nại.",
            f"{committee_of(commune)} thông báo để ông (bà) biết.",
        ],
        "recipients": ["Như trên;", "Trưởng thôn, tổ dân phố;", "Lưu: VT."],
        "signer": chairman(),
    }


def _number(request: ReviewRequest) -> str:
    """As recorded; else open, to be filled in when it is registered."""
    return request.refusal_number or "……/TB-UBND"


def _home(household: Household) -> str:
    return in_sentence(address_of(household))


def _lower(about: str) -> str:
    return about[:1].lower() + about[1:]
