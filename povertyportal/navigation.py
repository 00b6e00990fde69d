"""The main navigation: an officer sees what his role may use."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from povertyportal.accounts.access import Act, can

# label, name of the URL, the act it needs (None: everybody who is logged in)
ENTRIES: tuple[tuple[str, str, Act | None], ...] = (
    ("Việc cần làm", "home", None),
    ("Hộ dân", "households:household-list", Act.VIEW_HOUSEHOLDS),
    ("Rà soát", "households:round-list", Act.VIEW_HOUSEHOLDS),
    ("Tổng quan", "reports:dashboard", Act.VIEW_FIGURES),
    ("Báo cáo", "reports:report-list", Act.EXPORT_FORMS),
    ("Quản trị", "administration:officer-list", Act.MANAGE_OFFICERS),
)


def navigation(request: HttpRequest) -> dict[str, object]:
    """Context for base.html: nav entries, the search's address, whether a demo."""
    officer = getattr(request, "user", None)
    if officer is None or not officer.is_authenticated:
        return {"nav": [], "DEMO": settings.DEMO}
    entries = []
    for label, name, act in ENTRIES:
        if act is None or can(officer, act):
            url = reverse(name)
            current = request.path == url or (
                url != "/" and request.path.startswith(url)
            )
            entries.append({"label": label, "url": url, "current": current})
    sees_households = can(officer, Act.VIEW_HOUSEHOLDS)
    search_url = reverse("households:household-list") if sees_households else None
    return {"nav": entries, "search_url": search_url, "DEMO": settings.DEMO}
