"""The row of links to the parts of the programmes, by groups."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django import template
from django.http import HttpRequest
from django.urls import reverse

register = template.Library()

# label, the parts (names of their URLs) in order.
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Chương trình",
        ("programs:programme-list", "programs:plan-list", "programs:document-list"),
    ),
    (
        "Vốn",
        (
            "programs:money-list",
            "programs:disbursement",
            "programs:blockage-list",
            "programs:pace-list",
        ),
    ),
    ("Hoạt động", ("programs:activity-list", "programs:jobless-list")),
    (
        "Hỗ trợ hộ",
        (
            "programs:need",
            "programs:support-list",
            "programs:house-list",
            "programs:loan-list",
            "programs:entitlements",
        ),
    ),
    (
        "Thoát nghèo",
        (
            "programs:leaver-list",
            "programs:escape-plan-list",
            "programs:helper-list",
            "programs:unhelped-list",
            "programs:visit-list",
            "programs:relapse-list",
        ),
    ),
    ("Chỉ tiêu, báo cáo", ("targets:list", "periods:list")),
    ("Phong trào", ("programs:movement-list", "programs:model-list")),
)
# What a link keeps of the page that it stands on.
_KEPT = ("area", "year")


@register.simple_tag
def grouped_sections(
    sections: Sequence[dict[str, str]], request: HttpRequest
) -> list[dict[str, object]]:
    """Groups of the parts an officer may open; the one he is in with its parts.

    A page belongs to the part whose address its own begins with. Area and year go
    along with every link.
    """
    kept = {name: request.GET[name] for name in _KEPT if request.GET.get(name)}
    query = f"?{urlencode(kept)}" if kept else ""
    open_to = {section["url"]: section["label"] for section in sections}
    here = max(
        (url for url in open_to if request.path.startswith(url)), key=len, default=""
    )
    groups = []
    for label, names in GROUPS:
        urls = [url for url in map(reverse, names) if url in open_to]
        if not urls:
            continue
        parts = [
            {"label": open_to[url], "url": url + query, "is_current": url == here}
            for url in urls
        ]
        groups.append(
            {
                "label": label,
                "url": urls[0] + query,
                "is_current": here in urls,
                "parts": parts if here in urls and len(parts) > 1 else [],
            }
        )
    return groups


@register.simple_tag
def all_sections(sections: Sequence[dict[str, str]]) -> list[dict[str, object]]:
    """Every group with all its parts that an officer may open, for the way in."""
    open_to = {section["url"]: section for section in sections}
    groups: list[dict[str, object]] = []
    for label, names in GROUPS:
        parts = [open_to[url] for url in map(reverse, names) if url in open_to]
        if parts:
            groups.append({"label": label, "parts": parts})
    return groups
