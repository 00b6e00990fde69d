"""The register of documents: in force on a day, changes, what is kept."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from povertyportal.documents.models import LegalDocument
from programs.services.legal import (
    HalfYear,
    add_document,
    change_document,
    changes_in,
    force_on,
    half_of,
    possible_on,
)

DAY = dt.date
PDF = b"%PDF-1.4\n1 0 obj\n%%EOF"


def document(number="1/QĐ", **dates):
    return LegalDocument.objects.create(
        kind="decision", number=number, issuer="UBND tỉnh", title="Thử", **dates
    )


@pytest.mark.parametrize(
    ("starts", "ends", "day", "force"),
    [
        (DAY(2022, 1, 1), None, DAY(2021, 12, 31), "not_yet"),
        (DAY(2022, 1, 1), None, DAY(2022, 1, 1), "yes"),
        (DAY(2022, 1, 1), DAY(2024, 1, 1), DAY(2023, 12, 31), "yes"),
        (DAY(2022, 1, 1), DAY(2024, 1, 1), DAY(2024, 1, 1), "over"),
        (None, None, DAY(2024, 1, 1), "unclear"),
        (None, DAY(2024, 1, 1), DAY(2024, 1, 1), "over"),
    ],
)
def test_a_document_holds_from_its_first_day_to_before_its_end(
    db, starts, ends, day, force
):
    made = document(effective_from=starts, effective_to=ends)
    assert force_on(made, day) == force
    listed = LegalDocument.objects.filter(possible_on(day), pk=made.pk).exists()
    assert listed == (force in {"yes", "unclear"})


def test_nothing_is_possible_before_it_was_issued(db):
    made = document(issued_on=DAY(2022, 5, 1))
    asked = LegalDocument.objects.filter(pk=made.pk)
    assert not asked.filter(possible_on(DAY(2022, 4, 30)))
    assert asked.filter(possible_on(DAY(2022, 5, 1)))


@pytest.mark.parametrize(
    ("day", "first", "after"),
    [
        (DAY(2026, 1, 1), DAY(2026, 1, 1), DAY(2026, 7, 1)),
        (DAY(2026, 6, 30), DAY(2026, 1, 1), DAY(2026, 7, 1)),
        (DAY(2026, 7, 1), DAY(2026, 7, 1), DAY(2027, 1, 1)),
    ],
)
def test_a_half_year_runs_to_the_end_of_june_or_december(day, first, after):
    half = half_of(day)
    assert (half.first, half.after) == (first, after)


def test_a_half_year_tells_what_was_issued_began_and_ended(db):
    made = document(
        number="9/QĐ", issued_on=DAY(2031, 6, 30), effective_from=DAY(2031, 7, 1),
        effective_to=DAY(2032, 1, 1),
    )  # fmt: skip
    told = [
        (each.day, each.what, each.document) for each in changes_in(HalfYear(2031, 2))
    ]
    assert told == [(DAY(2031, 7, 1), "Có hiệu lực", made)]
    assert [each.what for each in changes_in(HalfYear(2031, 1))] == ["Ban hành"]
    assert [each.what for each in changes_in(HalfYear(2032, 1))] == ["Hết hiệu lực"]


def test_known_documents_leave_empty_what_was_not_read(db):
    decree = LegalDocument.objects.get(number="351/2025/NĐ-CP")
    assert (decree.issued_on, decree.effective_from) == (DAY(2025, 12, 30), None)
    recalled = LegalDocument.objects.filter(is_verified=False)
    assert recalled
    assert all("ọc" in each.note for each in recalled)
    law = LegalDocument.objects.get(number="91/2025/QH15")
    assert [each.number for each in law.replaces.all()] == ["13/2023/NĐ-CP"]


def values(**more):
    usual = {"kind": "plan", "number": "7/KH-UBND", "issuer": "UBND tỉnh"}
    usual |= {"title": "Kế hoạch", "issued_on": None, "effective_from": None}
    usual |= {"effective_to": None, "applied_in": "", "is_verified": False, "note": ""}
    return usual | more


def upload(content=PDF, name="Kế hoạch.pdf"):
    return SimpleUploadedFile(name, content)


def test_a_document_is_kept_with_its_file_and_handed_over(
    province_officer, commune_officer, client_of
):
    made = add_document(by=province_officer, values=values(), upload=upload())
    client = client_of(commune_officer)
    answer = client.get(reverse("programs:document-file", args=[made.pk]))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    change_document(by=province_officer, document=made, values=values(note="Sửa"))
    made.refresh_from_db()
    assert made.file_name == "Kế hoạch.pdf"
    assert made.note == "Sửa"


@pytest.mark.parametrize(
    ("more", "file", "words"),
    [
        ({}, upload(b"PK\x03\x04", "a.docx"), "phải là tệp PDF, JPG hoặc PNG"),
        (
            {"effective_from": DAY(2026, 1, 1), "effective_to": DAY(2026, 1, 1)},
            None,
            "Ngày hết hiệu lực phải sau ngày có hiệu lực",
        ),
        (
            {"number": "90/QĐ-TTg", "issuer": "Thủ tướng Chính phủ"},
            None,
            "Văn bản này đã có trong danh mục",
        ),
    ],
)
def test_a_document_that_cannot_be_is_refused_in_words(
    province_officer, more, file, words
):
    count = LegalDocument.objects.count()
    with pytest.raises(ValidationError) as caught:
        add_document(by=province_officer, values=values(**more), upload=file)
    assert words in " ".join(caught.value.messages)
    assert LegalDocument.objects.count() == count


def test_a_document_replaces_no_other_than_others(province_officer, commune_officer):
    made = add_document(by=province_officer, values=values())
    with pytest.raises(ValidationError):
        change_document(
            by=province_officer, document=made, values=values(), replaces=[made]
        )
    with pytest.raises(PermissionDenied):
        change_document(by=commune_officer, document=made, values=values())


def test_the_page_keeps_what_was_typed_and_the_register_is_searched(
    province_officer, client_of
):
    client = client_of(province_officer)
    typed = {"kind": "plan", "number": "8/KH", "issuer": "UBND", "title": "Kế hoạch A"}
    create = reverse("programs:document-create")
    page = client.post(create, typed | {"issued_on": "31/02/2026"})
    assert "Lỗi:" in page.text
    assert "Kế hoạch A" in page.text
    page = client.post(create, typed | {"replaces": "90/QĐ-TTg; 0/QĐ"})
    assert "Không có văn bản “0/QĐ” trong danh mục." in page.text
    client.post(create, typed | {"replaces": "90/qđ-ttg ; "})
    older = LegalDocument.objects.get(number="8/KH").replaces.all()
    assert [each.number for each in older] == ["90/QĐ-TTg"]
    listed = client.get(reverse("programs:document-list"), {"q": "ke hoach a"})
    assert [each.number for each in listed.context["page_obj"]] == ["8/KH"]
