"""What a period report and its files are called."""

from reports.models import PeriodReport

# What a unit writes, in the order of the report.
LABELS = {
    "results": "Kết quả nổi bật",
    "difficulties": "Khó khăn, vướng mắc",
    "causes": "Nguyên nhân",
    "proposals": "Đề xuất, kiến nghị",
    "tasks": "Nhiệm vụ kỳ tới",
}
# What is handed upward, in the order of the report.
TOLD = ("difficulties", "causes", "proposals")
LONGEST = 8_000


def title_of(report: PeriodReport) -> str:
    """ "6 tháng đầu năm 2026" or "năm 2025"."""
    if report.kind == PeriodReport.Kind.HALF:
        return f"6 tháng đầu năm {report.year}"
    return f"năm {report.year}"


def file_name(report: PeriodReport) -> str:
    """The name of its files without the ending."""
    return f"bao-cao-{report.kind}-{report.year}-{report.area_id}"


def empty_labels(report: PeriodReport) -> list[str]:
    """Headings under which nothing is written."""
    return [label for name, label in LABELS.items() if not getattr(report, name)]
