"""Bundling of style sheets."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.management import call_command
from django.http import HttpResponse
from django.test import RequestFactory

from ettametta.stylesheets import GatheredSheetMiddleware, StyleSheetError

ROOT = project.BASE_DIR


@pytest.fixture
def collected(settings, tmp_path):
    """The folder of the project's own files after collectstatic, as in production."""
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "ettametta.stylesheets.GatheredStaticFilesStorage"},
    }
    return settings.STATIC_ROOT


def collect() -> None:
    call_command("collectstatic", interactive=False, stdout=StringIO())


def sheet(root: Path) -> str:
    (path,) = (root / "css").glob("app.*[0-9a-f].css")
    return path.read_text()


def test_a_page_waits_for_one_style_sheet(collected):
    collect()

    text = sheet(collected)
    assert "@import url(" not in text
    assert ".button--primary" in text
    assert 'url("../fonts/inter-latin.' in text


def test_collecting_again_gathers_again(collected):
    collect()
    first = sheet(collected)
    collect()

    assert sheet(collected) == first


def test_modules_import_each_other_by_their_hashed_names(collected):
    collect()

    (path,) = (collected / "js").glob("app.*[0-9a-f].js")
    assert '"./toasts.js"' not in path.read_text()
    assert '"./toasts.' in path.read_text()


def test_an_address_that_would_lead_elsewhere_is_refused(collected, settings, tmp_path):
    source = tmp_path / "static"
    (source / "css/components").mkdir(parents=True)
    (source / "css/app.css").write_text('@import url("components/card.css");\n')
    (source / "css/components/card.css").write_text('.card { background: url("../../img/a.png"); }\n')
    settings.STATICFILES_DIRS = [source]

    with pytest.raises(StyleSheetError, match=r"components/card\.css"):
        collect()


def body(response):
    return response.content


def test_development_answers_with_one_sheet_and_knows_when_it_is_unchanged():
    def beyond(request):
        return HttpResponse("beyond")

    middleware = GatheredSheetMiddleware(beyond)
    ask = RequestFactory()

    answer = middleware(ask.get("/static/css/app.css"))

    assert answer["Content-Type"].startswith("text/css")
    assert b"@import url(" not in body(answer)
    assert b".candidate" in body(answer)
    assert b"--surface-page" in body(answer)
    again = middleware(ask.get("/static/css/app.css", headers={"If-None-Match": answer["ETag"]}))
    assert again.status_code == 304
    assert body(middleware(ask.get("/static/css/base.css"))) == b"beyond"


def test_each_modifier_that_a_template_passes_to_a_component_has_a_style():
    """A component composes such a class, as in ``figure--{{ variant }}``: no template has it as a whole."""
    css = "".join(path.read_text() for path in (ROOT / "static/css").rglob("*.css"))
    calls = "".join(path.read_text() for path in (ROOT / "templates").rglob("*.html"))
    missing = []
    for component in (ROOT / "templates/components").glob("*.html"):
        for block, value in re.findall(r"([a-z_-]+)--\{\{ (\w+) \}\}", component.read_text()):
            passed = re.findall(
                rf'component\("components/{component.name}"[^\n]*?\b{value}="([\w-]+)"', calls
            )
            missing += [f"{block}--{each}" for each in set(passed) if f".{block}--{each}" not in css]

    assert missing == []
