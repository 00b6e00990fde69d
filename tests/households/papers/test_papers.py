"""Every paper says what it must, and what it must not say is not there."""

import datetime as dt
import io

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from households.models import (
    MeetingObjection,
    Membership,
    PostedOutcome,
    RecognitionDecision,
    Review,
    VillageMeeting,
)
from households.papers import postings
from households.papers.kinds import KINDS
from households.papers.printing import NotPrintable
from households.rules import form_2022
from households.services.season.family import told_to_family
from tests.factories import OutcomeFactory, add_member
from tests.households.season.deciding import (
    MET,
    NEW,
    OLD,
    finished,
    heard,
    place_of,
    posted,
    prepare,
    reviewed,
    round_of,
)

PERSONAL_ID = "037175999001"


@pytest.fixture
def objects(season, request_of):
    """The row that each kind of paper is about."""
    refused = request_of(
        kind="leave",
        state="refused",
        refusal_reason="Hộ chưa qua rà soát nhanh.",
        refusal_number="12/TB-UBND",
        answered_on=dt.date(2025, 9, 10),
    )
    by_about = {
        "season": season.place.pk,
        "household": season.poor.household_id,
        "review": season.poor.pk,
        "meeting": season.meeting.pk,
        "posting": season.posting.pk,
        "decision": season.decision.pk,
        "certificate": season.certificates[0].pk,
    }
    found = {k: by_about[p.about] for k, p in KINDS.items() if p.about in by_about}
    return found | {"request": request_of().pk, "refusal": refused.pk}


def pages_of(content):
    return PdfReader(io.BytesIO(content)).pages


def test_every_kind_prints_on_a4_with_the_nation_above(objects, season, printed):
    assert set(objects) == set(KINDS)
    for kind, pk in objects.items():
        made = printed(season.officer, kind, pk)
        assert made.file.content_type == "application/pdf"
        assert made.file.filename.endswith(f"-{pk}.pdf")
        assert made.file.filename.isascii()
        for page in pages_of(made.file.content):
            sides = [round(float(side)) for side in page.mediabox[2:]]
            assert sides == [595, 842], kind
        if kind != "family":
            assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in made.text, kind
        assert "None" not in made.text, kind


def test_a_request_is_filled_in(season, request_of, printed):
    text = printed(season.officer, "request", request_of().pk).text
    for part in (
        "Mẫu số 01 (Quyết định số 24/2021/QĐ-TTg)",
        "Kính gửi: Ủy ban nhân dân xã Đồi Chè",
        "Họ và tên chủ hộ: Nguyễn Thị Hoà",
        "Giới tính: Nữ",
        "08/03/1975",
        "Dân tộc: Mường",
        PERSONAL_ID,
        "Thôn Bến, xã Đồi Chè, tỉnh Thử Nghiệm",
        "Đinh Văn Dũng",
        "Nhà mất mùa, con ốm dài ngày.",
        "Ngày 03 tháng 9 năm 2025",
    ):
        assert part in text
    assert (
        "Mẫu số 04"
        in printed(season.officer, "request-leave", season.poor.household_id).text
    )


def test_who_may_not_see_ids_prints_an_open_line(season, surveyor, printed):
    pk = season.poor.household_id
    text = printed(surveyor, "request-enter", pk).text
    assert PERSONAL_ID not in text
    assert "Số định danh cá nhân/CCCD:" in text


def test_a_worker_asks_on_a_form_of_his_own(season, request_of, printed):
    son = Membership.objects.get(person__name="Đinh Văn Dũng").person
    text = printed(
        season.officer, "request", request_of(kind="worker", person=son).pk
    ).text
    assert "Xác định người lao động có thu nhập thấp" in text
    assert "Người lao động đề nghị: Đinh Văn Dũng" in text
    assert "Mẫu số" not in text


def test_an_empty_form_names_nobody(season, printed):
    text = printed(season.officer, "blank-leave", season.place.pk).text
    assert "Mẫu số 04" in text
    assert "Nguyễn Thị Hoà" not in text
    assert "....." in text.replace(" ", "")


@pytest.mark.parametrize("kind", ["enter", "average", "leave", "worker"])
def test_an_empty_form_is_one_page(place, commune_officer, printed, kind):
    made = printed(commune_officer, f"blank-{kind}", place.pk)
    assert len(pages_of(made.file.content)) == 1
    assert "NGƯỜI ĐỀ NGHỊ" in made.text


def test_a_refusal_gives_its_reason_and_the_way_to_complain(objects, season, printed):
    text = printed(season.officer, "refusal", objects["refusal"]).text
    for part in (
        "Số: 12/TB-UBND",
        "ngày 10 tháng 9 năm 2025",
        "Hộ chưa qua rà soát nhanh.",
        "khiếu nại",
    ):
        assert part in text


def test_minutes_come_in_two_copies_numbered_alone(season, printed):
    made = printed(season.officer, "minutes", season.meeting.pk)
    pages = [
        " ".join(page.extract_text().split()) for page in pages_of(made.file.content)
    ]
    assert ["Bản thứ nhất" in page for page in pages] == [True, False]
    assert ["Bản thứ hai" in page for page in pages] == [False, True]
    assert not pages[1].startswith("2")
    for part in (
        "Bùi Quang Ưng Hộ cận nghèo 19 1 95,00 Nhất trí",
        "THƯ KÝ",
        "ĐẠI DIỆN HỘ DÂN",
        "CHỦ TRÌ",
        "02 bản",
        "ngày 20 tháng 10 năm 2025",
    ):
        assert part in pages[0]
    assert "DỰ THẢO" not in made.text


@pytest.fixture
def open_meeting(place, village, commune_officer):
    """A meeting whose votes are being typed, about one household."""
    review = reviewed(place, village, commune_officer, name="Hồ Thị Ánh")
    meeting = VillageMeeting.objects.create(
        place=place,
        village=village,
        turn=1,
        held_on=MET,
        began=dt.time(19, 30),
        venue="Nhà văn hóa thôn",
        chair="Đỗ Văn Lý",
        secretary="Lê Thị Bến",
        represented="Phạm Văn An, Hà Thị Ửng",
        guests="Mặt trận Tổ quốc xã\nHội Nông dân",
        attended=40,
        recorded_by=commune_officer,
    )
    MeetingObjection.objects.create(
        meeting=meeting,
        review=review,
        speaker="Vũ Văn Tám",
        text="Nhà này mới mua xe.",
        answer="Xe của con trai đã ra ở riêng.",
    )
    return meeting


def test_minutes_still_typed_are_a_draft_with_open_votes(
    open_meeting, commune_officer, printed
):
    text = printed(commune_officer, "minutes", open_meeting.pk).text
    for part in (
        "DỰ THẢO",
        "Hôm nay, 19 giờ 30 ngày 20 tháng 10 năm 2025, tại Nhà văn hóa thôn",
        "Đại diện hộ dân: Phạm Văn An, Hà Thị Ửng.",
        "Mặt trận Tổ quốc xã; Hội Nông dân.",
        "1 Hồ Thị Ánh Hộ nghèo III.",
        "của …… hộ trong 1 hộ.",
        "Vũ Văn Tám: Nhà này mới mua xe.",
        "Trả lời: Xe của con trai đã ra ở riêng.",
    ):
        assert part in text


def test_a_failed_vote_says_what_follows(place, village, commune_officer, printed):
    review = reviewed(place, village, commune_officer)
    meeting = heard(place, village, commune_officer, [review], agreed=9)
    text = printed(commune_officer, "minutes", meeting.pk).text
    assert "9 11 45,00 Rà soát lại" in text
    assert "rà soát lại và họp dân lần nữa" in text


def test_the_posted_list_shows_name_village_and_class_alone(season, printed):
    made = printed(season.officer, "posting", season.posting.pk)
    assert "1 Nguyễn Thị Hoà Thôn Bến Hộ nghèo" in made.text
    assert "2 Bùi Quang Ưng Thôn Đông Hộ cận nghèo" in made.text
    assert "đến hết ngày 24/10/2025" in made.text
    book = printed(season.officer, "posting", season.posting.pk, as_workbook=True)
    cells = " ".join(
        str(cell)
        for row in load_workbook(io.BytesIO(book.file.content)).active.values
        for cell in row
        if cell is not None
    )
    for told in (made.text, cells):
        assert "Nguyễn Thị Hoà" in told
        # Neither ids nor births, ethnicity, members, points or income.
        for kept in (
            PERSONAL_ID,
            "1975",
            "08/03",
            "Mường",
            "Dũng",
            "120",
            "B1",
            "thu nhập",
        ):
            assert kept not in told, kept


def test_a_posted_list_under_two_standards_shows_both(
    commune, village, commune_officer, printed
):
    place = place_of(round_of(commune, standards=(NEW, OLD)), commune)
    review = reviewed(place, village, commune_officer)
    hung = posted(place, commune_officer, [review])
    later = review.outcomes.current().get(standard=OLD)
    PostedOutcome.objects.create(
        posting=hung, review=review, outcome=later, head_name="Nguyễn Văn Thử"
    )
    text = printed(commune_officer, "posting", hung.pk).text
    assert "Kết quả theo chuẩn 2027-2030 Kết quả theo chuẩn 2022-2026" in text
    assert "1 Nguyễn Văn Thử Thôn Bến Hộ nghèo Hộ nghèo" in text
    assert "Tổng số: 1 hộ." in text
    made = printed(commune_officer, "posting", hung.pk, as_workbook=True)
    sheet = load_workbook(io.BytesIO(made.file.content)).active
    assert (1, "Nguyễn Văn Thử", "Thôn Bến", "Hộ nghèo", "Hộ nghèo") in sheet.values


def test_minutes_under_two_standards_have_a_column_each(
    commune, village, commune_officer, printed
):
    place = place_of(round_of(commune, standards=(NEW, OLD)), commune)
    review = reviewed(place, village, commune_officer)
    review.outcomes.filter(standard=NEW).update(is_current=False)
    OutcomeFactory(review=review, standard=NEW, poverty_class="undetermined", b1=None)
    meeting = heard(place, village, commune_officer, [review])
    text = printed(commune_officer, "minutes", meeting.pk).text
    assert "chuẩn 2027-2030" in text
    assert "1 Nguyễn Văn Thử Chưa xác định Hộ nghèo 20 0 100,00 Nhất trí" in text
    made = printed(commune_officer, "minutes", meeting.pk, as_workbook=True)
    sheet = load_workbook(io.BytesIO(made.file.content)).active
    row = next(row for row in sheet.values if row[1] == "Nguyễn Văn Thử")
    assert row[2:] == ("Chưa xác định", "Hộ nghèo", 20, 0, 100, "Nhất trí")


def test_a_long_list_repeats_its_head_and_tears_no_row(season, printed, monkeypatch):
    rows = [[f"Người số {n}", "Thôn Bến", "Hộ nghèo"] for n in range(1, 301)]
    monkeypatch.setattr(postings, "rows_of", lambda found: rows)
    pages = pages_of(printed(season.officer, "posting", season.posting.pk).file.content)
    texts = [" ".join(page.extract_text().split()) for page in pages]
    assert len(texts) > 5
    listing = [text for text in texts if "Người số" in text]
    assert all("TT Họ và tên chủ hộ" in text for text in listing)
    for number, text in enumerate(texts[1:], 2):
        assert text.startswith(f"{number} ")
    whole = " ".join(texts)
    for n in range(1, 301):
        assert f"{n} Người số {n} Thôn Bến Hộ nghèo" in whole
    assert "CHỦ TỊCH" in texts[-1]


def test_the_decision_names_its_lists_its_grounds_and_its_signer(season, printed):
    made = printed(season.officer, "decision", season.decision.pk)
    for part in (
        "Số: 120/QĐ-UBND",
        "Đồi Chè, ngày 28 tháng 11 năm 2025",
        "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ ĐỒI CHÈ",
        "Căn cứ Nghị định số 07/2021/NĐ-CP;",
        "Căn cứ Quyết định số 24/2021/QĐ-TTg;",
        "1 hộ nghèo; 1 hộ cận nghèo; 1 hộ thoát nghèo; 0 hộ thoát cận nghèo",
        "từ ngày 01/01/2026 đến trước ngày 01/01/2027",
        "Như Điều 3;",
        season.decision.signer_name,
    ):
        assert part in made.text
    pages = [
        " ".join(page.extract_text().split()) for page in pages_of(made.file.content)
    ]
    lists = ("NGHÈO", "CẬN NGHÈO", "THOÁT NGHÈO", "THOÁT CẬN NGHÈO")
    for page, name in zip(pages[1:], lists, strict=True):
        assert f"DANH SÁCH HỘ {name} (Kèm theo Quyết định số 120/QĐ-UBND" in page
    assert "Bùi Quang Ưng Thôn Đông 3 Trước: hộ nghèo" in pages[2]
    assert "Lê Thị Ỷ" in pages[3]
    assert "Không có hộ nào." in pages[4]
    assert "DỰ THẢO" not in made.text


def test_a_draft_decision_says_so_on_every_page(
    place, village, commune_officer, leader, printed
):
    review = reviewed(place, village, commune_officer)
    finished(place, village, commune_officer, [review])
    draft = prepare(place, commune_officer)
    made = printed(leader, "decision", draft.pk)
    for page in pages_of(made.file.content):
        assert "DỰ THẢO" in page.extract_text()
    assert "Số: ……/QĐ-UBND" in made.text
    draft.state = RecognitionDecision.State.CANCELLED
    draft.save()
    with pytest.raises(NotPrintable, match="đã bỏ"):
        printed(leader, "decision", draft.pk)


def test_a_certificate_has_its_number_its_members_and_the_id(season, printed):
    first = season.certificates[0]
    text = printed(season.officer, "certificate", first.pk).text
    for part in (
        "Số: 01/GCN-HN.HCN",
        "GIẤY CHỨNG NHẬN HỘ NGHÈO",
        "Họ và tên chủ hộ: Nguyễn Thị Hoà",
        f"Số định danh cá nhân/CCCD: {PERSONAL_ID}",
        "Nơi cư trú: Thôn Bến, xã Đồi Chè, tỉnh Thử Nghiệm",
        "theo Quyết định số 120/QĐ-UBND ngày 28 tháng 11 năm 2025",
        "1 Nguyễn Thị Hoà Mường Chủ hộ 1975",
        "2 Đinh Văn Dũng Kinh Con 2001",
    ):
        assert part in text


def test_a_committee_takes_no_ids_away(season, committee_member, printed):
    text = printed(committee_member, "certificate", season.certificates[0].pk).text
    assert PERSONAL_ID not in text


def test_a_confirmation_tells_what_was_on_a_day(season, printed):
    pk = season.poor.household_id
    later = printed(season.officer, "confirmation", pk, day=dt.date(2026, 3, 1)).text
    assert (
        "Tại ngày 01/03/2026, hộ gia đình là hộ nghèo theo Quyết định số 120/" in later
    )
    before = printed(season.officer, "confirmation", pk, day=dt.date(2025, 3, 1)).text
    assert "không có trong danh sách hộ nghèo, hộ cận nghèo" in before


def test_the_review_form_follows_the_form_and_the_draft(season, printed):
    review = season.near
    head_of = review.household.memberships.get().person
    child = add_member(review.household, name="Bùi Thị Én", birth_year=2019)
    text = printed(season.officer, "review-form", review.pk).text
    for section in form_2022.SECTIONS:
        for question in section.questions:
            asked = section.standard in (None, OLD)
            if section.scope == "household":
                assert (question.label in text) is asked, question.label
    assert head_of.name in text
    assert child.name in text
    assert "Quét mã để mở phiếu này trên cổng" in text


def test_a_blank_review_form_has_no_code(season, printed):
    text = printed(season.officer, "blank-review", season.place.pk).text
    assert "Quét mã" not in text
    assert "Nguyễn Thị Hoà" not in text


def test_the_family_sheet_says_what_its_page_says(season, printed):
    text = printed(season.officer, "family", season.poor.pk).text
    told = told_to_family(Review.objects.get(pk=season.poor.pk))
    assert f"Kết quả rà soát của gia đình {told.head_name}" in text
    for line in (*told.results[0].why, *told.complain, *told.ask):
        assert " ".join(line.split()) in text


@pytest.mark.parametrize("kind", ["minutes", "posting", "decision"])
def test_lists_come_as_workbooks_of_text_and_numbers(objects, season, printed, kind):
    made = printed(season.officer, kind, objects[kind], as_workbook=True)
    book = load_workbook(io.BytesIO(made.file.content))
    rows = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
    assert any("Bùi Quang Ưng" in row for row in rows)
    if kind == "minutes":
        assert any(row[3:5] == (19, 1) for row in rows)
    if kind == "decision":
        assert book.sheetnames == [
            "Hộ nghèo", "Hộ cận nghèo", "Hộ thoát nghèo", "Hộ thoát cận nghèo",
        ]  # fmt: skip


def test_a_name_that_begins_like_a_formula_stays_a_name(
    place, village, commune_officer, printed
):
    review = reviewed(place, village, commune_officer, name="=1+1")
    hung = posted(place, commune_officer, [review])
    made = printed(commune_officer, "posting", hung.pk, as_workbook=True)
    sheet = load_workbook(io.BytesIO(made.file.content)).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"]
    assert [cell.data_type for cell in cells] == ["s"]
