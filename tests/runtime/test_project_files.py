"""The files around the code say what the code does."""

import re
import shutil
import subprocess

import pytest

from povertyportal.bootstrap import REQUIREMENTS, ROOT, VERBS

READ = re.compile(r'\benv(?:_bool|_int|_list)?\(\s*"([A-Z_]+)"')
LISTED = re.compile(r"^(?:# )?([A-Z_]+)=", re.MULTILINE)
PINNED = re.compile(r"^([a-z0-9-]+)(?:\[.+?\])?==([^\s;\\]+)", re.MULTILINE)


def text(name):
    return (ROOT / name).read_text("utf-8")


def test_the_example_lists_every_variable_that_the_settings_read():
    assert LISTED.findall(text(".env.example")) != []
    assert set(LISTED.findall(text(".env.example"))) == set(
        READ.findall(text("povertyportal/settings.py"))
    )


@pytest.mark.parametrize("name", REQUIREMENTS.values())
def test_every_chosen_package_is_locked_at_its_version(name):
    chosen = dict(PINNED.findall(text(name.replace(".txt", ".in"))))
    locked = dict(PINNED.findall(text(name)))
    assert chosen.items() <= locked.items()


@pytest.mark.parametrize("name", REQUIREMENTS.values())
def test_every_locked_package_carries_its_hashes(name):
    entries = re.split(r"\n(?=[a-z])", text(name))
    assert [e for e in entries if "==" in e and "--hash=sha256:" not in e] == []
    assert "://" not in text(name)


def test_the_lock_serves_the_oldest_python_and_one_driver():
    lock = text("requirements.txt")
    assert re.search(r"async-timeout==\S+ ; python_full_version < '3\.11\.3'", lock)
    assert "psycopg2-binary==" in lock
    assert not re.search(r"^psycopg(\[|=)", lock, re.MULTILINE)


@pytest.mark.skipif(not shutil.which("make"), reason="there is no make")
def test_make_alone_lists_the_verbs():
    done = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0
    said = re.findall(r"^make (\w+)", done.stdout, re.MULTILINE)
    assert set(said) == set(VERBS) - {"setup"}
