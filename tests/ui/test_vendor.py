"""Files from others are exactly those that VENDOR.json names; the page stays light."""

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest
from django.conf import settings

STATIC = Path(settings.BASE_DIR) / "povertyportal" / "static"
VENDOR = STATIC / "vendor"
PACKAGES = json.loads((VENDOR / "VENDOR.json").read_text())["packages"]


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package["name"])
def test_sums(package):
    for name, expected in package["files"].items():
        content = (VENDOR / package["folder"] / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == expected, name


def test_nothing_is_there_that_is_not_named():
    named = {f"{p['folder']}/{name}" for p in PACKAGES for name in p["files"]}
    named |= {"VENDOR.json", "NOTICE.md"}
    found = {str(f.relative_to(VENDOR)) for f in VENDOR.rglob("*") if f.is_file()}
    assert found == named


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package["name"])
def test_every_package_has_its_licence_text_and_notice(package):
    assert "LICENSE.txt" in package["files"]
    assert package["folder"] in (VENDOR / "NOTICE.md").read_text()


@pytest.mark.parametrize("sheet", sorted(STATIC.rglob("*.css")), ids=lambda p: p.name)
def test_every_file_that_a_style_sheet_names_is_there(sheet):
    text = sheet.read_text()
    for url in re.findall(r"""url\(["']?([^"')]+)""", text):
        if not url.startswith(("data:", "#")):
            assert (sheet.parent / url).is_file(), url
    assert "sourceMappingURL" not in text


def test_the_first_page_stays_under_150_kb():
    base = (Path(settings.BASE_DIR) / "templates" / "base.html").read_text()
    names = re.findall(r"\{% static '([^']+)' %\}", base)
    fonts = [f"vendor/be-vietnam-pro/{f.name}" for f in VENDOR.rglob("*.woff2")]
    total = 0
    for name in {*names, *fonts}:
        content = (STATIC / name).read_bytes()
        total += len(content if name.endswith("woff2") else gzip.compress(content))
    assert total < 140_000  # the rest is for the page itself
