"""Architecture rules that no linter checks."""

import ast
import importlib
import json
import os
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from celery.schedules import crontab
from django.apps import apps
from django.conf import settings

from tests import product

ROOT = Path(settings.BASE_DIR)
APPS = ("accounts", "billing", "discovery", "synthesis", "publishing", "commerce")
PACKAGES = (*APPS, "ettametta", "foundation", "render_node", "sandbox", "tests", "loadtests")
FOLDERS = (*PACKAGES, "templates", "static", "deploy")
SHAPES = {"utils", "util", "helpers", "helper", "common", "misc", "services", "lib", "tools", "managers"}
# Apps in which each platform is a folder.
PLATFORM_APPS = ("discovery", "publishing", "commerce")
MOST_LINES = 400
DAY_S = 86_400
# Name and arguments of a call of ettametta.env.
ENV_READ = re.compile(r"\benv\.(?:text|flag|number|words|base_url)\(\s*\"([A-Z0-9_]+)\"")
# Read by the supervisor, which runs before the settings are loaded.
SUPERVISOR_READS = {"WEB_PORT"}


@cache
def files(*endings: str) -> list[Path]:
    found = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in endings]
    return sorted(
        path
        for path in found
        if not {"migrations", "vendor", "__pycache__"} & set(path.parts) and path.is_file()
    )


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def contracts() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pyproject()["tool"]["importlinter"]["contracts"]
    return found


@cache
def app_tasks() -> dict[str, Any]:
    for app in (*APPS, "ettametta"):
        importlib.import_module(f"{app}.tasks")
    current_app.finalize()
    return {name: task for name, task in current_app.tasks.items() if not name.startswith("celery.")}


# --- files and names ------------------------------------------------------------------------------


def test_no_file_is_longer_than_a_reader_can_hold():
    lengths = {
        name_of(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in files(".py", ".html", ".css", ".js")
    }

    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}


def test_no_module_is_named_after_its_shape():
    assert [name_of(path) for path in files(".py") if {path.stem, *path.parts} & SHAPES] == []


def test_every_module_says_what_it_is_for():
    written = {path: path.read_text(encoding="utf-8") for path in files(".py")}

    assert [
        name_of(path) for path, text in written.items() if text and not ast.get_docstring(ast.parse(text))
    ] == []


@pytest.mark.parametrize("app", PLATFORM_APPS)
def test_only_its_folder_and_the_registry_name_a_platform(app):
    platforms = ROOT / app / "platforms"
    folders = [path for path in platforms.iterdir() if (path / "__init__.py").exists()]
    others = [
        path
        for path in files(".py", ".html")
        if {ROOT / app, ROOT / "templates" / app} & set(path.parents)
        and "tests" not in path.parts
        and path != platforms / "__init__.py"
    ]

    assert folders != []
    assert [
        (name_of(path), folder.name)
        for folder in folders
        for path in others
        if folder not in path.parents and folder.name in path.read_text(encoding="utf-8").lower()
    ] == []


def test_every_test_lies_where_it_is_collected():
    collected = tuple(pyproject()["tool"]["pytest"]["ini_options"]["testpaths"])
    elsewhere = [
        name_of(path)
        for path in files(".py")
        if path.name.startswith("test_") and not in_any(path, collected)
    ]

    assert elsewhere == []


def in_any(path: Path, folders: tuple[str, ...]) -> bool:
    return path.relative_to(ROOT).parts[0] in folders


# --- templates ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [path for path in files(".html") if path.name.startswith("_") and path.parent.name != "components"],
    ids=name_of,
)
def test_a_partial_says_first_what_it_takes(path):
    assert re.match(r"\{# .*Takes", path.read_text(encoding="utf-8").splitlines()[0])


def test_htmx_copies_no_style_attribute_which_the_content_security_policy_refuses():
    head = (ROOT / "templates" / "components" / "_head.html").read_text(encoding="utf-8")
    found = re.search(r"name=\"htmx-config\"\s+content='([^']+)'", head)

    assert found
    assert "style" not in json.loads(found[1])["attributesToSettle"]


def test_components_are_included_with_what_they_take_and_nothing_else():
    includes = {
        (name_of(path), tag)
        for path in files(".html")
        for tag in re.findall(r"\{% include \"components/[^%]*%\}", path.read_text(encoding="utf-8"))
    }

    assert {(name, tag) for name, tag in includes if not tag.endswith(" only %}")} == set()


def test_nothing_that_people_wrote_reaches_a_page_unescaped():
    pages = [
        name_of(path) for path in files(".html") if re.search(r"\|\s*safe\b|autoescape off", path.read_text())
    ]
    # This file contains the strings that it searches for.
    code = [
        name_of(path)
        for path in files(".py")
        if path != Path(__file__) and re.search(r"\bmark_safe\b|\bSafeString\(|\bMarkup\(", path.read_text())
    ]

    assert pages == []
    # Both return what a template has rendered, which escapes.
    assert code == ["ettametta/templating.py", "foundation/pages.py"]


# --- addresses ------------------------------------------------------------------------------------


def test_no_code_spells_an_endpoint_out():
    """Use ``reverse("api:render", args=[id])``, so that each path is defined in one place."""
    ours = [path for path in files(".py", ".html") if path.relative_to(ROOT).parts[0] in (*APPS, "templates")]
    spelt = re.compile(r"[\"'}]/api/v1/")

    assert [
        name_of(path) for path in ours if "tests" not in path.parts and spelt.search(path.read_text("utf-8"))
    ] == []


# --- imports --------------------------------------------------------------------------------------

_IMPORT_ALL = """
import importlib, pkgutil, sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {blocked!r}:
            raise ImportError(f"{{name}} is out of bounds")

sys.meta_path.insert(0, Blocked())
package = importlib.import_module({package!r})
for module in pkgutil.walk_packages(package.__path__, {package!r} + "."):
    if ".tests" not in module.name and not module.name.endswith("__main__"):
        importlib.import_module(module.name)
"""


@pytest.mark.parametrize("package", ["render_node", "sandbox"])
def test_a_program_of_its_own_imports_nothing_of_the_product(package):
    blocked = {"django", "rest_framework", "celery", "ettametta", "foundation", *APPS}
    code = _IMPORT_ALL.format(blocked=blocked, package=package)

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)  # noqa: S603 - our own program

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("package", [*APPS, "foundation", "ettametta", "render_node", "sandbox"])
def test_every_module_must_have_its_place_in_the_import_contracts(package):
    layered = [
        each for each in contracts() if each["type"] == "layers" and package in each.get("containers", [])
    ]

    assert [each["id"] for each in layered if each.get("exhaustive")] != []


def test_no_contract_calls_a_module_optional_that_exists():
    optional = [
        (container, module)
        for contract in contracts()
        for container in contract.get("containers", [])
        for layer in contract["layers"]
        for module in re.findall(r"\(([a-z_]+)\)", layer)
    ]

    assert [
        (container, module)
        for container, module in optional
        if (ROOT / container / f"{module}.py").exists() or (ROOT / container / module).exists()
    ] == []


def test_no_function_hides_an_import_of_another_app():
    """An import inside a function could bypass the layers of the apps."""
    order = ["foundation", *APPS, "ettametta"]
    hidden = []
    for path in files(".py"):
        own = path.relative_to(ROOT).parts[0]
        if own not in order or "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                hidden += [
                    (name_of(path), name) for name in imported_in(node) if name in order and name != own
                ]

    assert hidden == []


def imported_in(function: ast.AST) -> list[str]:
    names: list[str] = []
    for node in ast.walk(function):
        if isinstance(node, ast.ImportFrom):
            names.append((node.module or "").partition(".")[0])
        elif isinstance(node, ast.Import):
            names += [alias.name.partition(".")[0] for alias in node.names]
    return names


# --- work in the background -----------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(app_tasks()))
def test_a_task_is_named_by_its_app_and_safe_to_run_again(name):
    task = app_tasks()[name]

    assert name.startswith(f"{task.run.__module__.partition('.')[0]}.")
    assert task.run.__module__.endswith(".tasks")
    assert task.acks_late
    assert task.reject_on_worker_lost
    assert task.ignore_result
    assert task.time_limit or current_app.conf.task_time_limit
    assert task.run.__doc__


def test_the_timetable_names_tasks_that_exist_and_lets_no_backlog_build_up():
    for entry in current_app.conf.beat_schedule.values():
        assert entry["task"] in app_tasks()
        # Scheduled at a time of day: once a day.
        pause_s = DAY_S if isinstance(entry["schedule"], crontab) else entry["schedule"]
        assert entry["options"]["expires"] <= max(pause_s, 5)


def test_every_app_with_tasks_is_swept_by_the_timetable():
    swept = {entry["task"].partition(".")[0] for entry in current_app.conf.beat_schedule.values()}

    assert {name.partition(".")[0] for name in app_tasks()} - swept == set()


def test_every_queue_has_workers_in_tests_and_on_every_kind_of_installation():
    queues = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()} | {
        settings.CELERY_TASK_DEFAULT_QUEUE
    }

    assert set(product.QUEUES) == queues
    for place in ("ettametta/management/commands/up.py", "deploy/compose.yaml"):
        text = (ROOT / place).read_text(encoding="utf-8")
        assert {queue for queue in queues if not re.search(rf"\b{queue}\b", text)} == set(), place


# --- rows -----------------------------------------------------------------------------------------


def test_every_row_that_people_see_has_an_id_of_its_own_kind():
    prefixes: dict[str, str] = {}
    for model in apps.get_models():
        prefix = getattr(model._meta.pk, "prefix", None)
        if model._meta.app_label not in APPS or prefix is None:
            continue
        assert prefix not in prefixes, f"{model.__name__} and {prefixes[prefix]} share {prefix}_"
        prefixes[prefix] = model.__name__

    assert len(prefixes) > 15


# --- what is written down -------------------------------------------------------------------------


@cache
def settings_read() -> frozenset[str]:
    sources = [path for path in files(".py") if path.relative_to(ROOT).parts[0] == "ettametta"]
    return frozenset(name for path in sources for name in ENV_READ.findall(path.read_text(encoding="utf-8")))


def test_the_example_environment_lists_every_setting_that_is_read():
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    listed = {match[1] for line in lines if (match := re.match(r"(?:# )?([A-Z][A-Z0-9_]+)=", line))}

    assert settings_read() | SUPERVISOR_READS <= listed


def test_a_copy_of_the_example_environment_changes_nothing():
    assert settings_with(ROOT / ".env.example") == settings_with(Path(os.devnull))


def settings_with(environment_file: Path) -> str:
    code = (
        "import django.conf; settings = django.conf.settings; "
        "print({name: getattr(settings, name) for name in sorted(dir(settings)) if name.isupper()})"
    )
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={
            "PATH": os.defpath,
            "ENV_FILE": str(environment_file),
            "DJANGO_SETTINGS_MODULE": "ettametta.settings.test",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return re.sub(r" object at 0x[0-9a-f]+", "", done.stdout)


def test_the_documents_list_every_setting_that_is_read():
    places = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    text = "\n".join(path.read_text(encoding="utf-8") for path in places if path.exists())

    assert {name for name in settings_read() if f"`{name}`" not in text} == set()


def test_the_changelog_says_what_is_not_released_yet():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    assert re.search(r"^## Unreleased$", text, re.MULTILINE)
    headings = re.findall(r"^### (.+)$", text, re.MULTILINE)
    assert set(headings) <= {"Added", "Changed", "Fixed", "Removed"}


def test_every_production_requirement_is_pinned_and_accounted_for():
    pins = re.findall(
        r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==\S+", (ROOT / "requirements.in").read_text(), re.MULTILINE
    )
    described = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    loose = [
        line
        for line in (ROOT / "requirements.in").read_text().splitlines()
        if line and not line.startswith(("#", "-r", "-c")) and "==" not in line
    ]

    assert loose == []
    assert [name for name in pins if name.lower() not in described] == []
