"""The parts of the committee's room, as a row of links on each of their pages."""

from collections.abc import Iterator

from django.urls import reverse

from povertyportal.accounts.access import Act, can
from povertyportal.accounts.models import Officer

# label, name of the URL, the act that opens it
ROOM: tuple[tuple[str, str, Act], ...] = (
    ("Tổng quan", "reports:dashboard", Act.VIEW_FIGURES),
    ("Bản đồ", "analysis:map", Act.VIEW_FIGURES),
    ("Ban Chỉ đạo", "committee:list", Act.VIEW_COMMITTEE),
    ("Nhiệm vụ", "committee:task-list", Act.REPORT_TASKS),
    ("Chuỗi số liệu", "analysis:series", Act.VIEW_FIGURES),
    ("Diễn biến", "reports:movement", Act.VIEW_FIGURES),
    ("Số liệu tại một ngày", "reports:as-of", Act.VIEW_FIGURES),
    ("So sánh các đơn vị", "analysis:compare", Act.VIEW_FIGURES),
    ("Bài học", "analysis:lesson-list", Act.VIEW_FIGURES),
    ("Cảnh báo", "analysis:radar", Act.VIEW_RADAR),
    ("Đối chiếu chuẩn", "analysis:what-if", Act.VIEW_FIGURES),
    ("Góc nhìn đã lưu", "analysis:view-list", Act.VIEW_FIGURES),
)


def room(officer: Officer, current: str) -> Iterator[dict[str, object]]:
    """Links that the officer's role may open; `current` is the page's own name."""
    for label, name, act in ROOM:
        if can(officer, act):
            yield {"label": label, "url": reverse(name), "current": name == current}
