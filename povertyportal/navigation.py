"""The main navigation: an officer sees what his role may use."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from povertyportal.accounts.access import Act, can
from reports.views.room_links import ROOM

# label, name of the URL, acts any of which opens it (none: everybody logged in)
ENTRIES: tuple[tuple[str, str, tuple[Act, ...]], ...] = (
    ("Việc cần làm", "home", ()),
    ("Hộ dân", "households:household-list", (Act.VIEW_HOUSEHOLDS,)),
    ("Rà soát", "season:board", (Act.VIEW_HOUSEHOLDS,)),
    (
        "Nhập danh sách",
        "imports:batch-list",
        (Act.IMPORT_LISTS, Act.EDIT_AREAS, Act.MANAGE_OFFICERS),
    ),
    ("Chương trình", "programs:home", (Act.VIEW_PROGRAMMES,)),
    ("Thăm hộ", "programs:visit-list", (Act.VISIT_HOUSEHOLDS,)),
    ("Kiểm tra", "inspections:list", (Act.VIEW_FIGURES,)),
    ("Tổng quan", "reports:dashboard", (Act.VIEW_FIGURES,)),
    ("Báo cáo", "reports:report-list", (Act.EXPORT_FORMS,)),
    (
        "Quản trị",
        "administration:home",
        (Act.MANAGE_OFFICERS, Act.EDIT_AREAS, Act.VIEW_AUDIT),
    ),
)
# Entries that who has the act finds inside another one.
INSIDE = {"programs:visit-list": Act.VIEW_PROGRAMMES}
# Pages that belong to an entry although their address begins otherwise.
ALSO = {
    "programs:home": ("targets:list", "periods:list"),
    "season:board": ("households:round-list",),
    "reports:report-list": ("reports:pack-list",),
    "reports:dashboard": tuple(name for _, name, _ in ROOM),
}


def navigation(request: HttpRequest) -> dict[str, object]:
    """Context for base.html: nav entries, the search's address, whether a demo."""
    officer = getattr(request, "user", None)
    if officer is None or not officer.is_authenticated:
        return {"nav": [], "DEMO": settings.DEMO}
    entries = []
    for label, name, acts in ENTRIES:
        inside = INSIDE.get(name)
        if inside is not None and can(officer, inside):
            continue
        if not acts or any(can(officer, act) for act in acts):
            url = reverse(name)
            current = any(
                _is_at(request.path, reverse(each))
                for each in (name, *ALSO.get(name, ()))
            )
            entries.append({"label": label, "url": url, "current": current})
    sees_households = can(officer, Act.VIEW_HOUSEHOLDS)
    search_url = reverse("households:household-list") if sees_households else None
    return {"nav": entries, "search_url": search_url, "DEMO": settings.DEMO}


def _is_at(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))
