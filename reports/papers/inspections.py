"""The texts of an inspection's papers, from its rows as they stand."""

from collections.abc import Sequence

from django.utils import timezone

from povertyportal.documents.letterhead import (
    SIGNED,
    day_in_words,
    in_sentence,
    signer,
)
from povertyportal.ui.numbers import vietnamese
from reports.models import Finding, Inspection, InspectionPlace
from reports.papers.texts import (
    BLANK,
    RATE_AT,
    RATE_HEADS,
    RATE_WIDTHS,
    Texts,
    head_of,
    paragraphs,
    rate_row,
    rate_words,
    section,
    stamped,
    table,
)
from reports.sampling import Method, Risk
from reports.services import risk
from reports.services.inspections import figures

_DRAFTS = (Inspection.State.DRAFT, Inspection.State.CANCELLED)


def _paper(inspection: Inspection, **texts: object) -> Texts:
    """What every paper of the inspection has."""
    return {
        "title": str(inspection),
        "draft": False,
        "landscape": False,
        "opening": [],
        "sections": [],
        "closing": [],
        "recipients": [],
        "signer": None,
        "signers": [],
        **texts,
    }


def decision(inspection: Inspection) -> Texts:
    """The decision with the plan in it; a draft before it is issued."""
    return _paper(
        inspection,
        draft=inspection.state in _DRAFTS,
        head=head_of(
            inspection, number=inspection.number or BLANK, on=inspection.decided_on
        ),
        kind="QUYẾT ĐỊNH",
        about=inspection.title,
        sections=[
            section("Điều 1. Phạm vi kiểm tra", _scope(inspection)),
            section("Điều 2. Nội dung kiểm tra", paragraphs(inspection.content)),
            section("Điều 3. Đoàn kiểm tra", [], _team(inspection)),
            section("Điều 4. Chọn hộ để xác minh", _sampling(inspection)),
        ],
        closing=[
            "Điều 5. Đoàn kiểm tra, Ủy ban nhân dân các xã được kiểm tra và các cơ "
            "quan, cá nhân có liên quan thi hành Quyết định này."
        ],
        recipients=["Như Điều 5;", "Lưu: VT."],
        signer=stamped(inspection.signer_position, inspection.signer_name),
    )


def _scope(inspection: Inspection) -> list[str]:
    names = [in_sentence(each.commune.name) for each in _places(inspection)]
    return [
        f"Kiểm tra {in_sentence(inspection.round.name)} tại: {', '.join(names)}.",
        f"Thời gian kiểm tra: từ {day_in_words(inspection.starts_on)} đến "
        f"{day_in_words(inspection.ends_on)}. Đoàn kiểm tra được xem dữ liệu của các "
        f"xã trên đến trước {day_in_words(inspection.access_ends)}.",
    ]


def _places(inspection: Inspection) -> Sequence[InspectionPlace]:
    return list(inspection.places.select_related("commune"))


def _team(inspection: Inspection) -> Texts:
    rows = [
        [str(at), each.officer.full_name, each.get_position_display()]
        for at, each in enumerate(inspection.members.select_related("officer"), 1)
    ]
    heads = ("TT", "Họ và tên", "Chức danh trong đoàn")
    return table(heads, rows, (10, 0, 50), ("center", "left", "left"))


def _sampling(inspection: Inspection) -> list[str]:
    """How the sample is drawn, so that anybody can draw it again."""
    told = [
        f"Số hộ: {vietnamese(inspection.size)} hộ, chia cho các xã rồi cho các nhóm "
        f"rủi ro trong từng xã. {risk.METHODS[Method(inspection.method)]}, phần lẻ "
        "theo số dư lớn nhất, mỗi nhóm ít nhất một hộ khi đủ số.",
        *(
            f"Nhóm {at}. {risk.LABELS[sign]}: {risk.MARGINS[sign]}."
            for at, sign in enumerate(risk.MARGINS, 1)
        ),
        "Trong mỗi nhóm, các hộ được xếp theo SHA-256 của chuỗi “mã chọn mẫu|số hộ”, "
        f"lấy từ đầu. Mã chọn mẫu: {inspection.seed}.",
    ]
    if inspection.as_of is not None:
        at = timezone.localtime(inspection.as_of)
        told.append(
            f"Dữ liệu chọn mẫu: như cổng biết lúc {at:%H giờ %M phút %S giây}, "
            f"{day_in_words(at.date())}."
        )
    return told


def sample(place: InspectionPlace) -> Texts:
    """The households of a commune's sample, with what was found as far as known."""
    inspection = place.inspection
    (found,) = figures.figures_of([place])
    visits = place.visits.select_related("household__village", "outcome")
    rows = [
        [
            str(each.position),
            each.head_name,
            each.household.number,
            each.household.village.name if each.household.village else "–",
            each.outcome.get_poverty_class_display(),
            "; ".join(risk.LABELS[Risk(sign)] for sign in each.risks) or "–",
            each.get_found_class_display() or "",
        ]
        for each in visits
    ]
    heads = (
        "TT", "Chủ hộ", "Số hộ", "Thôn", "Phân loại trên cổng", "Dấu hiệu rủi ro",
        "Phân loại theo xác minh",
    )  # fmt: skip
    at = ("center", *("left",) * 6)
    return _paper(
        inspection,
        landscape=True,
        head=head_of(inspection, is_dated=False),
        kind="DANH SÁCH HỘ ĐƯỢC CHỌN XÁC MINH",
        about=f"{place.commune.name}, kèm theo Quyết định số {inspection.number} "
        f"{day_in_words(inspection.decided_on)}",
        sections=[
            section("", [], _strata(found)),
            section("", [], table(heads, rows, (10, 0, 26, 32, 34, 58, 36), at)),
        ],
        signers=[signer("Trưởng đoàn kiểm tra", hint=SIGNED)],
    )


def _strata(found: figures.PlaceFigures) -> Texts:
    rows = [
        [
            risk.LABELS[Risk(each.risk)],
            *(vietnamese(n) for n in (each.population, each.drawn)),
        ]
        for each in found.strata
    ]
    heads = ("Nhóm rủi ro", "Số hộ của nhóm", "Số hộ được chọn")
    return table(heads, rows, (0, 40, 40), ("left", "right", "right"))


def minutes(place: InspectionPlace) -> Texts:
    """The minutes of an inspection in a commune; a draft until they are closed."""
    inspection, commune = place.inspection, place.commune
    (found,) = figures.figures_of([place])
    team = inspection.members.select_related("officer")
    names = [f"{each.officer.full_name} ({each.get_position_display().lower()})"
             for each in team]  # fmt: skip
    return _paper(
        inspection,
        draft=place.closed_at is None,
        head=head_of(inspection, is_dated=False),
        kind="BIÊN BẢN KIỂM TRA",
        about=f"{inspection.title}, {commune.name}",
        opening=[
            f"Hôm nay, {day_in_words(place.met_on)}, tại {place.venue or BLANK}, đoàn "
            f"kiểm tra theo Quyết định số {inspection.number} "
            f"{day_in_words(inspection.decided_on)} lập biên bản làm việc với "
            f"{in_sentence(commune.name)}."
        ],
        sections=[
            section("I. Thành phần", [
                f"Đoàn kiểm tra: {', '.join(names)}.",
                "Đơn vị được kiểm tra: "
                f"{'; '.join(paragraphs(place.present)).rstrip('.') or BLANK}.",
            ]),
            section("II. Kết quả xác minh hộ", _result(found),
                    _rates([found]), figures.METHOD),
            section("III. Phát hiện và kiến nghị", *_findings(place)),
            section("IV. Nhận xét của đoàn", paragraphs(place.notes) or ["Không có."]),
            section("V. Ý kiến của đơn vị được kiểm tra",
                    paragraphs(place.opinion) or ["Không có ý kiến khác."]),
        ],
        closing=[
            "Biên bản được lập thành 02 bản, đã đọc cho những người tham dự cùng nghe: "
            "01 bản lưu đoàn kiểm tra, 01 bản giao đơn vị được kiểm tra."
        ],
        signers=[
            signer("Đại diện đơn vị", "được kiểm tra", hint=SIGNED),
            signer("Trưởng đoàn kiểm tra", hint=SIGNED),
        ],
    )  # fmt: skip


def _result(found: figures.PlaceFigures) -> list[str]:
    counts = found.counts
    told = [
        f"Đoàn xác minh {vietnamese(counts.met)} trong {vietnamese(counts.drawn)} hộ "
        f"được chọn; {vietnamese(counts.missed)} hộ không gặp được. Số hộ sai phân "
        f"loại: {vietnamese(counts.wrong)} hộ, trong đó "
        f"{vietnamese(counts.wrongly_in)} hộ đang trong danh sách hộ nghèo, hộ cận "
        f"nghèo mà không thuộc diện, {vietnamese(counts.wrongly_out)} hộ thuộc diện mà "
        "không có trong danh sách.",
        f"Tỷ lệ sai ước tính: {rate_words(found.estimate)}.",
    ]
    estimate = found.estimate
    if estimate.met and estimate.covered < estimate.population:
        told.append(
            f"Tỷ lệ này nói về {vietnamese(estimate.covered)} trong "
            f"{vietnamese(estimate.population)} hộ: các nhóm còn lại không có hộ nào "
            "được xác minh."
        )
    return told


def _rates(rows: Sequence[figures.PlaceFigures]) -> Texts:
    lines = [rate_row(each.place.commune.name, each) for each in rows]
    return table(RATE_HEADS, lines, RATE_WIDTHS, RATE_AT)


def _findings(place: InspectionPlace) -> tuple[list[str], Texts | None]:
    rows = list(place.findings.select_related("visit"))
    if not rows:
        return ["Không phát hiện sai sót."], None
    return [], _finding_table(rows)


def _finding_table(rows: Sequence[Finding]) -> Texts:
    lines = [
        [
            str(at),
            each.get_kind_display(),
            f"Hộ {each.visit.head_name}: {each.text}" if each.visit else each.text,
            each.demand,
            f"{each.due_on:%d/%m/%Y}",
        ]
        for at, each in enumerate(rows, 1)
    ]
    heads = ("TT", "Loại", "Nội dung", "Kiến nghị", "Hạn khắc phục")
    at = ("center", "left", "left", "left", "center")
    return table(heads, lines, (9, 26, 0, 48, 24), at)


def conclusion(inspection: Inspection) -> Texts:
    """The conclusion with the rates of all communes and every demand."""
    rows = figures.figures_of(_places(inspection))
    _, whole = figures.total_of(rows)
    found = Finding.objects.filter(place__inspection=inspection)
    demands = list(
        found.select_related("visit", "place__commune").order_by("place", "pk")
    )
    is_draft = inspection.state in (*_DRAFTS, Inspection.State.OPEN)
    return _paper(
        inspection,
        draft=is_draft,
        head=head_of(
            inspection,
            number=inspection.conclusion_number or BLANK,
            on=inspection.concluded_on,
        ),
        kind="KẾT LUẬN",
        about=inspection.title,
        opening=[
            f"Theo Quyết định số {inspection.number or BLANK} "
            f"{day_in_words(inspection.decided_on)}, đoàn kiểm tra đã làm việc tại "
            f"{', '.join(in_sentence(each.place.commune.name) for each in rows)}."
        ],
        sections=[
            section(
                "I. Kết quả xác minh",
                [f"Tỷ lệ sai ước tính chung: {rate_words(whole)}."],
                _rates(rows),
                figures.METHOD,
            ),
            section("II. Kết luận", paragraphs(inspection.conclusion) or [BLANK]),
            section(
                "III. Kiến nghị",
                [] if demands else ["Không có kiến nghị."],
                _finding_table(demands) if demands else None,
            ),
        ],
        recipients=["Ủy ban nhân dân các xã được kiểm tra;", "Lưu: VT."],
        signer=stamped(inspection.conclusion_position, inspection.conclusion_signer),
    )
