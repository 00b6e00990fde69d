"""Pages of the documentation lead where they say, and show pictures that exist."""

import re
import unicodedata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
LARGEST_PICTURE = 300_000  # bytes: a guide is read over a commune's line


def shown(path):
    return path.relative_to(ROOT).as_posix()


def anchors(path):
    """Headings as a repository's site writes them in addresses."""
    text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))
    plain = (re.sub(r"[^\w\- ]", "", each.lower()) for each in HEADING.findall(text))
    return {each.strip().replace(" ", "-") for each in plain}


def broken(page):
    """Links of a page that lead nowhere."""
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        if link.startswith(("http:", "https:", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            yield link


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_links_of_the_documentation_lead_somewhere(page):
    assert list(broken(page)) == []


def test_pictures_are_shown_and_small():
    pictures = set((ROOT / "docs" / "images").glob("*.png"))
    told = {
        (page.parent / link).resolve()
        for page in PAGES
        for link in LINK.findall(page.read_text(encoding="utf-8"))
        if link.endswith(".png")
    }
    assert told == pictures
    sizes = {shown(each): each.stat().st_size for each in pictures}
    assert {name for name, size in sizes.items() if size > LARGEST_PICTURE} == set()
