"""The parts of the committee's room, as links by groups on each of their pages."""

from dataclasses import dataclass

from django.urls import reverse

from povertyportal.accounts.access import Act, can
from povertyportal.accounts.models import Officer

_Part = tuple[str, str, Act]  # label, name of the URL, the act that opens it
# group, its parts
GROUPS: tuple[tuple[str, tuple[_Part, ...]], ...] = (
    (
        "Tổng quan",
        (
            ("Tổng quan", "reports:dashboard", Act.VIEW_FIGURES),
            ("Số liệu tại một ngày", "reports:as-of", Act.VIEW_FIGURES),
            ("Diễn biến", "reports:movement", Act.VIEW_FIGURES),
        ),
    ),
    ("Bản đồ", (("Bản đồ", "analysis:map", Act.VIEW_FIGURES),)),
    (
        "Ban Chỉ đạo",
        (
            ("Ban Chỉ đạo", "committee:list", Act.VIEW_COMMITTEE),
            ("Nhiệm vụ", "committee:task-list", Act.REPORT_TASKS),
        ),
    ),
    (
        "So sánh",
        (
            ("So sánh các đơn vị", "analysis:compare", Act.VIEW_FIGURES),
            ("Chuỗi số liệu", "analysis:series", Act.VIEW_FIGURES),
            ("Đối chiếu chuẩn", "analysis:what-if", Act.VIEW_FIGURES),
            ("Bài học", "analysis:lesson-list", Act.VIEW_FIGURES),
        ),
    ),
    ("Cảnh báo", (("Cảnh báo", "analysis:radar", Act.VIEW_RADAR),)),
    (
        "Góc nhìn đã lưu",
        (("Góc nhìn đã lưu", "analysis:view-list", Act.VIEW_FIGURES),),
    ),
)
ROOM: tuple[_Part, ...] = tuple(part for _, parts in GROUPS for part in parts)


@dataclass(frozen=True)
class Link:
    """A part of the room; `is_here` where the page is of it."""

    label: str
    url: str
    is_here: bool


@dataclass(frozen=True)
class Group:
    """Parts that an officer's role may open; the link leads to the first."""

    label: str
    parts: tuple[Link, ...]

    @property
    def url(self) -> str:
        """Where the group's own link leads."""
        return self.parts[0].url

    @property
    def is_here(self) -> bool:
        """Whether the page is in one of its parts."""
        return any(part.is_here for part in self.parts)

    @property
    def is_opened(self) -> bool:
        """Whether its parts are shown: there are several, and the page is of one."""
        return self.is_here and len(self.parts) > 1


def room(officer: Officer, current: str) -> list[Group]:
    """What the officer's role may open; `current` is the page's own name."""
    groups = []
    for label, links in GROUPS:
        parts = tuple(
            Link(words, reverse(name), name == current)
            for words, name, act in links
            if can(officer, act)
        )
        if len(parts) == 1:  # the one thing he may open there is named as itself
            groups.append(Group(parts[0].label, parts))
        elif parts:
            groups.append(Group(label, parts))
    return groups
