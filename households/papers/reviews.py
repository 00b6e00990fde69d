"""The review form (Phiếu B) on paper: the twin of a draft, filled in as far as it is.

Its questions are those of households/rules/form_2022, so that paper and page cannot
differ. What a member's age rules out is grey; codes under a table say what to write.
"""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet
from django.urls import reverse

from households.models import CommuneRound, Review, ReviewState, Sex
from households.models.household import Relation
from households.papers.common import Asked, Texts, plain_day, units_of, upper_first
from households.rules import form_2022
from households.rules.form_2022 import Answer, Kind, Member, Question, Section
from households.services.review_basis import (
    REGION,
    REGION_QUESTION,
    Basis,
    bases_of,
    basis_of,
)
from households.services.review_fields import member_questions, read, sections_of
from povertyportal.documents.letterhead import SIGNED, signer
from povertyportal.documents.papers import qr_code
from povertyportal.ui.fields import PartialDate

NOTE = (
    "Đánh dấu X vào ô được chọn; trong bảng thành viên ghi số của câu trả lời. Ô xám: "
    "không hỏi vì không thuộc độ tuổi."
)
# Lines for members that the visit finds, and for a household not entered yet.
SPARE_ROWS, BLANK_ROWS = 2, 8


def review_form(review: Review, asked: Asked) -> Texts:
    """One household's form."""
    return review_forms([review], asked)


def review_forms(reviews: Sequence[Review], asked: Asked) -> Texts:
    """Forms of several households, each on pages of its own; three queries."""
    bases = bases_of(reviews)
    items = [_item(review, bases[review.pk], asked) for review in reviews]
    title = "Phiếu B"
    if len(reviews) == 1:
        title = f"Phiếu B của hộ {reviews[0].household.number}"
    return {"title": title, "items": items}


def _item(review: Review, basis: Basis, asked: Asked) -> Texts:
    members = basis.members
    address = reverse("households:review-detail", args=[review.pk])
    rest = {
        "code": qr_code(f"{asked.site}{address}") if asked.site else "",
        "number": f"Hộ {review.household.number}",
        "head": {
            "name": review.household.head_name,
            "ethnicity": members[0].ethnicity or "" if members else "",
        },
        "where": upper_first(", ".join(_where(review))),
        "surveyed_on": plain_day(review.surveyed_on),
        "surveyor": review.surveyor.full_name if review.surveyor else "",
        "members": [_person(each) for each in members] + [[""] * 5] * SPARE_ROWS,
        "parts": list(_parts(review.answers, basis, SPARE_ROWS)),
    }
    return _frame(review.round.name) | rest


def blank_form(place: CommuneRound, asked: Asked) -> Texts:
    """An empty form for a household that nobody has entered yet."""
    review = Review(
        round=place.round, commune=place.commune, village=place.commune, answers={}
    )
    basis = basis_of(review)
    rest = {
        "code": "",
        "number": "",
        "head": {"name": "", "ethnicity": ""},
        "where": "",
        "surveyed_on": "",
        "surveyor": "",
        "members": [[""] * 5] * BLANK_ROWS,
        "parts": list(_parts({}, basis, BLANK_ROWS)),
    }
    return {"title": "Phiếu B", "items": [_frame(place.round.name) | rest]}


def _frame(round_name: str) -> Texts:
    return {
        "round": round_name,
        "note": NOTE,
        "signers": [
            signer("Đại diện hộ gia đình", hint="(Ký, ghi rõ họ tên hoặc điểm chỉ)"),
            signer("Rà soát viên", hint=SIGNED),
        ],
    }


def _where(review: Review) -> list[str]:
    own = [review.household.address] if review.household.address else []
    return own + units_of(review.village)


def _person(member: Member) -> list[str]:
    born = ""
    if member.birth_year is not None:
        born = str(PartialDate(member.birth_year, member.birth_month, member.birth_day))
    return [
        member.label,
        Sex(member.sex).label if member.sex else "",
        born,
        Relation(member.relation).label if member.relation else "",
        member.ethnicity or "",
    ]


def _parts(answers: dict[str, object], basis: Basis, blanks: int) -> Iterator[Texts]:
    """Members' sections, then the household's, as the page has them."""
    for section in form_2022.MEMBER_SECTIONS:
        yield _member_part(section, answers, basis, blanks)
    for section in sections_of(basis):
        questions = [
            _question(each, read(answers, f"household.{each.code}"))
            for each in section.questions
            if each.code != "b1_total" or not basis.b1_is_scored(answers)
        ]
        if section.code == "points":
            questions += _points(answers, basis)
        yield {"title": section.title, "kind": "household", "questions": questions}


def _points(answers: dict[str, object], basis: Basis) -> list[Texts]:
    """The scorecard's items, when one is loaded for the household's region."""
    told = []
    if basis.asks_region():
        told.append(_question(REGION_QUESTION, read(answers, REGION)))
    return told + [
        _question(each, read(answers, f"b1.{each.code}"))
        for each in basis.b1_questions(answers)
    ]


def _question(question: Question, answer: Answer) -> Texts:
    """A question with its boxes, or with its written answer."""
    return {
        "label": question.label,
        "unit": question.unit,
        "hint": question.hint,
        "value": "" if _codes(question) else form_2022.show_answer(question, answer),
        "options": [
            {"label": label, "on": _is_chosen(code, answer)}
            for code, label in _codes(question)
        ],
    }


def _codes(question: Question) -> list[tuple[str, str]]:
    if question.kind is Kind.YES_NO:
        return [("true", "Có"), ("false", "Không")]
    return [(option.code, option.label) for option in question.options]


def _is_chosen(code: str, answer: Answer) -> bool:
    if isinstance(answer, bool):
        return code == ("true" if answer else "false")
    return code in answer if isinstance(answer, list) else code == answer


def _member_part(
    section: Section, answers: dict[str, object], basis: Basis, blanks: int
) -> Texts:
    """A table of persons by questions; None where age rules a question out."""
    rows: list[list[str | None]] = []
    for number, member in enumerate(basis.members, 1):
        asked = {each.code for each in member_questions(member, basis.day)}
        cells: list[str | None] = [
            _short(each, read(answers, f"members.{member.key}.{each.code}"))
            if each.code in asked
            else None
            for each in section.questions
        ]
        rows.append([str(number), member.label, *cells])
    empty: list[str | None] = [""] * (len(section.questions) + 1)
    known = len(rows)
    rows += [[str(known + number), *empty] for number in range(1, blanks + 1)]
    return {
        "title": section.title,
        "kind": "members",
        "heads": ["TT", "Họ và tên", *map(_headed, section.questions)],
        "rows": rows,
        "legend": [_legend(each) for each in section.questions if _codes(each)],
    }


def _headed(question: Question) -> str:
    return f"{question.label} ({question.unit})" if question.unit else question.label


def _short(question: Question, answer: Answer) -> str:
    """The answer as written into a cell: its number, or what was measured."""
    for number, (code, _) in enumerate(_codes(question), 1):
        if answer is not None and _is_chosen(code, answer):
            return str(number)
    return "" if _codes(question) else form_2022.show_answer(question, answer)


def _legend(question: Question) -> str:
    told = "; ".join(
        f"{number} {label.lower()}"
        for number, (_, label) in enumerate(_codes(question), 1)
    )
    return f"{question.label}: {told}."


def of_village(place: CommuneRound, village_id: int) -> QuerySet[Review]:
    """Reviews of a village on the list, by name, with what the forms print."""
    return (
        Review.objects.listed()
        .filter(
            round_id=place.round_id, commune_id=place.commune_id, village_id=village_id
        )
        .exclude(state=ReviewState.IMPORTED)
        .select_related(
            "household", "round", "surveyor", "village__parent__parent__parent"
        )
        .order_by("household__head_sort_key", "pk")
    )
