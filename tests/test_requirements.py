"""The lock: the packages of each program, with one version and hashes for every package."""

import re
from functools import cache
from itertools import chain
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
# Each with the file that it is installed on top of.
PARTS = (
    "requirements",
    "sandbox/requirements",
    "render_node/requirements",
    "render_node/requirements-models",
    "render_node/requirements-torch",
    "requirements/local",
    "requirements/pip",
    "requirements/development",
    "requirements/quality",
)
_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", re.MULTILINE)


@cache
def lock(part: str) -> str:
    return (ROOT / f"{part}.txt").read_text(encoding="utf-8")


def pins(text: str) -> dict[str, str]:
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in _PIN.findall(text)}


def names_of(text: str) -> set[str]:
    return {line for line in text.splitlines() if line and not line.startswith("#")}


def test_every_list_of_requirements_is_a_part_of_the_lock():
    found = {
        name_of(path)
        for pattern in ("*.in", "sandbox/*.in", "render_node/*.in", "requirements/*.in")
        for path in ROOT.glob(pattern)
    }

    assert found == set(PARTS)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT).with_suffix(""))


@pytest.mark.parametrize("part", PARTS)
def test_the_lock_holds_what_is_asked_for(part):
    asked = pins((ROOT / f"{part}.in").read_text(encoding="utf-8"))

    assert asked.items() <= pins(lock(part)).items()


def test_no_two_parts_disagree_on_a_version():
    versions: dict[str, set[str]] = {}
    for name, version in chain.from_iterable(pins(lock(part)).items() for part in PARTS):
        versions.setdefault(name, set()).add(version)

    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


@pytest.mark.parametrize("part", PARTS)
def test_every_locked_package_has_the_hashes_of_its_files(part):
    entries = re.split(r"\n(?=\S)", lock(part))
    packages = [entry for entry in entries if not entry.startswith("#")]

    assert len(packages) == len(pins(lock(part)))
    assert [entry for entry in packages if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("part", ["requirements/local", "render_node/requirements-models"])
def test_the_lock_leaves_out_what_is_excluded(part):
    excluded = names_of((ROOT / f"{part}-excluded.txt").read_text(encoding="utf-8"))

    assert excluded
    assert excluded & pins(lock(part)).keys() == set()


@pytest.mark.parametrize("part", PARTS)
def test_requirements_leave_it_to_the_machine_where_packages_come_from(part):
    text = lock(part) + (ROOT / f"{part}.in").read_text(encoding="utf-8")

    assert re.findall(r"https?://|--(?:extra-)?index-url|--find-links", text) == []
