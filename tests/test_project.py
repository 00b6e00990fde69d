"""Rules of the house that no linter knows: each was once, or may be, broken."""

import ast
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.template.loader import get_template
from django.urls import URLPattern, URLResolver, get_resolver

from tests.access_expectations import PUBLIC

ROOT = Path(__file__).resolve().parents[1]
APPS = [ROOT / name for name in ("povertyportal", "households", "programs", "reports")]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SOURCES = sorted(
    path for app in APPS for path in app.rglob("*.py") if "migrations" not in path.parts
)
MIGRATIONS = sorted(path for app in APPS for path in app.rglob("migrations/[0-9]*.py"))


def shown(path):
    return path.relative_to(ROOT).as_posix()


def tree_of(path):
    return ast.parse(path.read_text(encoding="utf-8"))


# --- migrations ---------------------------------------------------------------


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", check=True, dry_run=True, stdout=io.StringIO())


# What makemigrations would have called it; a name says what it is for.
AUTOMATIC = re.compile(
    r"_auto_|_and_more$|^\d{4}_(alter|remove|delete|rename)_|^\d{4}_[a-z]+_[a-z]+_\d+$"
)


def test_migrations_are_named():
    names = {path.stem for path in MIGRATIONS} - {"0001_initial"}
    assert [name for name in names if AUTOMATIC.search(name)] == []


# --- templates ----------------------------------------------------------------

INLINE = {
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "an on… handler": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "text marked safe": re.compile(r"\|\s*safe\b(?!.*help_text)"),
}
SAFE_HELP_TEXT = "field.help_text|safe"  # Django's own and ours, never an officer's


def test_templates_compile():
    for path in TEMPLATES:
        get_template(path.relative_to(ROOT / "templates").as_posix())


def test_templates_hold_nothing_that_the_policy_refuses():
    found = [
        (shown(path), name)
        for path in TEMPLATES
        for name, pattern in INLINE.items()
        if pattern.search(path.read_text(encoding="utf-8").replace(SAFE_HELP_TEXT, ""))
    ]
    assert found == []


def test_templates_are_short_and_say_what_they_are():
    for path in TEMPLATES:
        lines = path.read_text(encoding="utf-8").splitlines()
        assert any(line.startswith("{# ") for line in lines[:2]), shown(path)
        assert len(lines) <= 120, shown(path)


# --- personal data ------------------------------------------------------------

PERSONAL = {
    *("Household", "Person", "Membership", "Residence", "HouseholdEvent"),
    *("Review", "Outcome", "OutcomeGrounds", "Standing"),
    *("InspectionVisit", "Finding", "FindingAnswer"),
    *("Support", "HousingCase", "PolicyLoan"),
}
GATES = {"visible_to", "none"}
# Reads that begin at a row which has passed a gate before, by function.
PASSED = {
    "households/api.py:_members_today": "members of the household found",
    "households/views/changes.py:_members": "members of the household found",
    "households/views/changes.py:member_edit": "a member of the household found",
    "households/exports/households.py:_as_then": "members of visible households",
    "households/exports/households.py:heads_of": "heads of the households found",
    "households/exports/households.py:standings": "narrowed to visible households",
    "households/views/household_list.py:_page": "ids of the visible households",
    "households/views/season/requests.py:_people": "of the household found",
    "households/views/review_form.py:last_answered": "of the review's household",
    "households/views/review_form.py:last_outcome": "of the review's household",
}


STEMS = {"views", "api", "pages", "exports"}


def pages():
    """Modules that answer requests, or give the lists that their screens show."""
    for path in SOURCES:
        parts = path.relative_to(ROOT).parts
        if {"views", "worklist", "exports"} & set(parts) or path.stem in STEMS:
            yield path


def ungated(path):
    """Functions that read a personal model without a gate, as "file:function"."""
    for function in ast.walk(tree_of(path)):
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in ast.walk(function):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Attribute)
                and node.value.attr == "objects"
                and isinstance(node.value.value, ast.Name)
                and node.value.value.id in PERSONAL
                and node.attr not in GATES
            ):
                yield f"{shown(path)}:{function.name}"


def test_pages_reach_personal_data_through_the_scope():
    found = {name for path in pages() for name in ungated(path)}
    assert found == set(PASSED)


# --- what is public -----------------------------------------------------------


def patterns(resolver):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        elif isinstance(entry, URLPattern):
            yield entry


def test_only_listed_pages_are_public():
    """The API's views check by themselves; test_access.py asks each of them."""
    public = {
        pattern.name
        for pattern in patterns(get_resolver())
        if not getattr(pattern.callback, "login_required", True)
        and not hasattr(pattern.callback, "cls")
    }
    assert public == PUBLIC


def test_api_views_let_nobody_in_by_default():
    for pattern in patterns(get_resolver()):
        view = getattr(pattern.callback, "cls", None)
        for permission in getattr(view, "permission_classes", []):
            assert permission.__name__ in {"OfficerPermission", "IsAuthenticated"}


# --- settings -----------------------------------------------------------------

NEEDED = {
    "SECRET_KEY": "a",
    "DATABASE_URL": "postgresql://a@localhost/a",
    "BROKER_URL": "memory://",
}
START = "import povertyportal.settings"


def start(**environment):
    kept = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
    return subprocess.run(  # noqa: S603  our own interpreter
        [sys.executable, "-c", START],
        cwd=ROOT,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_settings_load_with_what_is_needed_and_are_safe():
    assert start(**NEEDED).returncode == 0


@pytest.mark.parametrize("missing", sorted(NEEDED))
def test_settings_name_what_is_missing(missing):
    given = {name: value for name, value in NEEDED.items() if name != missing}
    stopped = start(**given)
    assert stopped.returncode != 0
    assert f"ImproperlyConfigured: Set the environment variable {missing}" in (
        stopped.stderr
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [("DEBUG", "yes"), ("SECURE_COOKIES", "1"), ("HSTS_SECONDS", "x")],
)
def test_settings_refuse_values_that_could_be_misread(name, value):
    stopped = start(**NEEDED, **{name: value})
    assert stopped.returncode != 0
    assert "ImproperlyConfigured" in stopped.stderr
    assert name in stopped.stderr


READERS = {"env", "env_bool", "env_int", "env_list"}


def read_by_settings():
    for node in ast.walk(tree_of(ROOT / "povertyportal" / "settings.py")):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in READERS:
            yield ast.literal_eval(node.args[0])


def test_the_example_lists_what_settings_read():
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    listed = re.findall(r"^#? ?([A-Z][A-Z0-9_]+)=", text, re.MULTILINE)
    assert len(listed) == len(set(listed))
    assert set(listed) == set(read_by_settings())


# --- size and shape -----------------------------------------------------------

FUNCTION_LINES = 40
FILE_LINES = 400
# Longer than that for a reason.
LONG = {
    "households/imports/layouts.py:_place_columns": "one list of columns",
    "households/imports/layouts.py:_member_columns": "one list of columns",
}


def functions(path):
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef):
            yield node


def lines_of(function):
    """Lines of code, the docstring aside."""
    first = function.body[0]
    documented = ast.get_docstring(function) is not None
    docstring = first.end_lineno - first.lineno + 1 if documented else 0
    return function.end_lineno - function.lineno + 1 - docstring


def test_files_and_functions_stay_small():
    long = {
        shown(path)
        for path in SOURCES
        if len(path.read_text(encoding="utf-8").splitlines()) > FILE_LINES
    }
    long |= {
        f"{shown(path)}:{function.name}"
        for path in SOURCES
        for function in functions(path)
        if lines_of(function) > FUNCTION_LINES
    }
    assert long == set(LONG)


BANNED = {
    "a reminder": re.compile(r"#\s*(TODO|FIXME|XXX)\b"),
    "a signal receiver": re.compile(r"^\s*@receiver\b", re.MULTILINE),
}


def test_modules_keep_the_style():
    found = [
        (shown(path), name)
        for path in SOURCES
        for name, pattern in BANNED.items()
        if pattern.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []
    assert [shown(path) for path in SOURCES if path.name == "utils.py"] == []


def test_functions_import_nothing():
    found = [
        f"{shown(path)}:{function.name}"
        for path in SOURCES
        for function in functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert found == []


def test_the_server_has_every_page_before_its_first_visitor():
    """Their import takes a second: it is not left to the first request."""
    page = "reports.views.committees"
    told = f"import sys, povertyportal.wsgi; print('{page}' in sys.modules)"
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", told],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "True"
