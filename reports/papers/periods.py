"""A period report on paper: its tables and words, and what the units below wrote."""

from django.db import transaction
from django.utils import timezone

from povertyportal.accounts.access import Act, require
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Level
from povertyportal.documents.letterhead import head, in_sentence, on_behalf
from povertyportal.documents.papers import compile_paper
from povertyportal.ui.templatetags.vn import moment
from reports.models import PeriodReport
from reports.papers.texts import BLANK, Texts, paragraphs, section, table
from reports.services.periods.acting import record_taken
from reports.services.periods.figures import parts_of
from reports.services.periods.gathering import SENT, named
from reports.services.periods.names import LABELS, TOLD, file_name, title_of
from reports.services.periods.parts import TEXT, Part

_WIDEST = 5  # columns that an upright page holds


def texts(report: PeriodReport) -> Texts:
    """The report as its template takes it; a draft before it is sent."""
    is_sent = report.state in SENT
    day = timezone.localtime(report.sent_at).date() if report.sent_at else None
    numbered = head(report.area, number=f"{BLANK}/BC-UBND", on=day if is_sent else None)
    parts = parts_of(report)
    return {
        "title": f"Báo cáo {title_of(report)}, {report.area.name}",
        "draft": not is_sent,
        "landscape": any(len(part.columns) > _WIDEST for part in parts),
        "head": numbered,
        "kind": "BÁO CÁO",
        "about": "Kết quả thực hiện chương trình mục tiêu quốc gia giảm nghèo "
        f"{title_of(report)}",
        "opening": _opening(report),
        "sections": [
            section("I. Kết quả thực hiện", paragraphs(report.results)),
            *(_section(at, part) for at, part in enumerate(parts, 1)),
            section("II. Khó khăn, vướng mắc", _said(report.difficulties)),
            section("III. Nguyên nhân", _said(report.causes)),
            section("IV. Đề xuất, kiến nghị", _said(report.proposals)),
            section("V. Nhiệm vụ kỳ tới", _said(report.tasks)),
            *_gathered(report),
        ],
        "closing": [
            f"Ủy ban nhân dân {in_sentence(report.area.name)} báo cáo để cơ quan cấp "
            "trên tổng hợp, chỉ đạo."
        ],
        "recipients": [_recipient(report), "Lưu: VT."],
        "signer": on_behalf(),
        "signers": [],
    }


def _opening(report: PeriodReport) -> list[str]:
    last = report.figures.get("last", "")
    day = "/".join(reversed(last.split("-"))) if last else BLANK
    return [
        f"Ủy ban nhân dân {in_sentence(report.area.name)} báo cáo kết quả thực hiện "
        f"{title_of(report)}. Số liệu đến ngày {day}, đọc từ cổng giảm nghèo lúc "
        f"{moment(report.as_of)}."
    ]


def _recipient(report: PeriodReport) -> str:
    if report.area.level == Level.PROVINCE or report.area.parent is None:
        return "Cơ quan chủ trì chương trình ở trung ương;"
    return f"UBND {in_sentence(report.area.parent.name)};"


def _said(text: str) -> list[str]:
    return paragraphs(text) or ["Không có."]


def _section(at: int, part: Part) -> Texts:
    heads = [column.heading for column in part.columns]
    sides = ["left" if column.form == TEXT else "right" for column in part.columns]
    widths = [column.width for column in part.columns]
    told = {**table(heads, part.shown(), widths, sides), "total": part.has_total}
    return section(f"{at}. {part.title}", [], told, " ".join(part.notes))


def _gathered(report: PeriodReport) -> list[Texts]:
    """What the units below wrote, under their names."""
    gathered = report.figures.get("gathered", {})
    if not gathered.get("units"):
        return []
    told = f"{gathered['sent']}/{gathered['units']} đơn vị đã gửi báo cáo kỳ này"
    if returned := gathered.get("returned"):
        told = f"{told}, {returned} đơn vị bị trả lại"
    rows = [
        [named(said), LABELS[name], said[name]]
        for said in gathered["words"]
        for name in TOLD
        if said[name]
    ]
    heads, sides = ("Đơn vị", "Nội dung", "Ý kiến"), ("left", "left", "left")
    shown = table(heads, rows, (38, 34, 0), sides) if rows else None
    return [section("VI. Ý kiến của các đơn vị", [f"{told}."], shown)]


@transaction.atomic
def print_report(*, by: Officer, report: PeriodReport) -> tuple[str, bytes]:
    """The file name and PDF; entered into the trail. Raises PermissionDenied."""
    require(by, Act.VIEW_PROGRAMMES)
    content = compile_paper("sections", texts(report))
    record_taken(by, report, "printed")
    return f"{file_name(report)}.pdf", content
