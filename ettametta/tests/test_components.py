"""Consistency of the design system: components declare their values; icons and style sheets exist."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from django import forms
from django.conf import settings
from django.template import engines
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from jinja2 import Environment, StrictUndefined, meta, nodes
from jinja2.exceptions import UndefinedError

from billing.quotas import Usage
from ettametta import styleguide, templating
from ettametta.components import fields, icons, states
from tests import world

TEMPLATES = Path(settings.BASE_DIR) / "templates"
STATIC = Path(settings.BASE_DIR) / "static"
COMPONENTS = sorted((TEMPLATES / "components").glob("_*.html"))
START, END = datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 1, 31, 23, tzinfo=UTC)
STYLES = sorted((STATIC / "css").rglob("*.css"))


ENVIRONMENT: Environment = cast(Any, engines["jinja2"]).env
component: Any = ENVIRONMENT.globals["component"]
kept_component: Any = ENVIRONMENT.globals["kept_component"]


class SceneForm(forms.Form):
    """A field of each kind."""

    line = forms.CharField(help_text="What is said.")
    voice = forms.ChoiceField(choices=[("ada", "Ada")], widget=forms.RadioSelect)
    locked = forms.BooleanField(required=False)


class WrittenForm(forms.Form):
    """Fields for text, and one that is always Latin."""

    title = forms.CharField()
    text = forms.CharField(widget=forms.Textarea)
    email = forms.EmailField()


def sprite_names() -> set[str]:
    return set(re.findall(r'<symbol id="([^"]+)"', (STATIC / icons.SPRITE).read_text()))


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.name)
def test_a_component_declares_its_arguments_in_the_first_line(path):
    assert re.match(r"\{# .*Takes", path.read_text().splitlines()[0])


def test_every_icon_that_a_template_names_is_in_the_sprite():
    named = {
        (path.name, name)
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r"(?:\bicon_of\(|\bicon=)[\"\x27]([^\"\x27]+)", path.read_text())
    }

    assert {(file, name) for file, name in named if name not in sprite_names()} == set()


def test_every_state_has_an_icon_of_the_sprite_and_a_tone_of_the_badge():
    badge = (STATIC / "css/components/badge.css").read_text()

    for appearance in states.APPEARANCES.values():
        assert appearance.icon in sprite_names()
        assert appearance.tone == "neutral" or f".badge--{appearance.tone}" in badge


def test_every_state_of_the_product_has_a_label():
    for _, group in styleguide.STATES:
        for state in group:
            assert state in states.APPEARANCES


def test_an_unlisted_state_shows_its_own_name():
    assert states.appearance("half_done").word == "Half done"


def test_app_css_gathers_every_style_sheet():
    gathered = (STATIC / "css/app.css").read_text()

    assert [path.name for path in STYLES if path.name != "app.css" and path.name not in gathered] == []


@pytest.mark.parametrize(
    "path", [path for path in STYLES if path.parent.name != "css"], ids=lambda path: path.stem
)
def test_a_component_takes_its_colours_from_tokens(path):
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)

    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", text) == []
    assert "!important" not in text
    assert "url(" not in text


def test_every_token_that_is_used_is_declared():
    text = "\n".join(path.read_text() for path in STYLES)
    declared = set(re.findall(r"(--[\w-]+):", text))

    assert set(re.findall(r"var\((--[\w-]+)", text)) - declared == set()


def test_an_icon_is_hidden_unless_it_is_named():
    assert 'aria-hidden="true"' in icons.icon("house")
    assert 'role="img" aria-label="Close &lt;b&gt;"' in icons.icon("x", label="Close <b>")


def test_a_refused_field_is_tied_to_its_hint_and_its_error():
    form = SceneForm({"voice": "ada"})

    html = component("components/_field.html", field=form["line"])

    assert 'aria-describedby="id_line-hint id_line-error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_line-error"' in html
    assert "This field is required." in html


def test_a_field_for_text_follows_the_direction_of_what_is_written():
    form = WrittenForm()

    assert 'dir="auto"' in fields.control(form["title"])
    assert 'dir="auto"' in fields.control(form["text"])
    assert "dir=" not in fields.control(form["email"])


def test_the_options_of_a_group_have_their_own_labels():
    (option,) = fields.options(SceneForm()["voice"])

    assert option["id"] == "id_voice_0"
    assert 'class="choice__box"' in str(option["tag"])


def test_user_text_is_escaped_in_a_toast():
    html = component("components/_toast.html", text="<script>alert(1)</script>", level="error")

    assert "<script>" not in html


@pytest.mark.parametrize("status", [400, 403, 404, 405, 408, 413, 429, 500, 503])
def test_an_error_page_needs_no_context_and_says_what_to_do(status):
    html = render_to_string(f"errors/{status}.html", {})

    assert str(status) in html
    assert "button--primary" in html


def test_an_error_page_gives_the_request_id():
    assert "req_123" in render_to_string("errors/500.html", {"request_id": "req_123"})


def test_no_template_holds_a_style_or_a_script_of_its_own():
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text()
        assert not re.search(r"\sstyle=", text), path
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), path
        assert not re.search(r"\son[a-z]+=", text), path


def test_a_part_is_drawn_once_for_equal_values():
    values = {"url": "/jobs/", "running": 3}
    first = kept_component("components/_jobs_menu.html", **values)
    before = templating._kept.cache_info()

    again = kept_component("components/_jobs_menu.html", **values)
    other = kept_component("components/_jobs_menu.html", **{**values, "running": 4})

    assert first == again == render_to_string("components/_jobs_menu.html", values)
    assert other != first
    after = templating._kept.cache_info()
    assert (after.hits - before.hits, after.misses - before.misses) == (1, 1)


def test_a_part_with_dates_is_drawn_for_each_time_zone():
    values = {"quota": Usage(used=1, held=0, limit=5, starts_at=START, resets_at=END)}

    with timezone.override("Pacific/Auckland"):
        there = kept_component("components/_usage_meter.html", **values)

    assert "Resets 31 January" in kept_component("components/_usage_meter.html", **values)
    assert "Resets 1 February" in there


def test_cached_parts_contain_no_token_and_no_age():
    pages = [path.read_text() for path in TEMPLATES.rglob("*.html")]
    drawn_once = {name for page in pages for name in re.findall(r'\{\{ kept_component\("([^"]+)"', page)}

    assert drawn_once
    for name in drawn_once:
        part = (TEMPLATES / name).read_text()
        assert not re.search(r"csrf|\|ago|\|ahead|timesince|{% now", part), name


def pages() -> list[Path]:
    return [path for path in TEMPLATES.rglob("*.html") if "admin" not in path.parts]


def calls_in(path: Path) -> list[nodes.Call]:
    """Return the components that a template uses, with the values it passes."""
    names = {"component", "kept_component"}
    calls = ENVIRONMENT.parse(path.read_text()).find_all(nodes.Call)
    return [call for call in calls if isinstance(call.node, nodes.Name) and call.node.name in names]


def named_by(call: nodes.Call) -> str:
    assert isinstance(call.args[0], nodes.Const)
    return str(call.args[0].value)


@pytest.mark.parametrize("path", pages(), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_template_passes_components_exactly_their_arguments(path):
    for call in calls_in(path):
        part = TEMPLATES / named_by(call)
        used = meta.find_undeclared_variables(ENVIRONMENT.parse(part.read_text()))
        takes = used - ENVIRONMENT.globals.keys()
        assert {option.key for option in call.kwargs} - takes == set(), part.name

    assert list(ENVIRONMENT.parse(path.read_text()).find_all(nodes.Include)) == []


def test_every_component_is_rendered_with_strict_undefined(db):
    """The style guide shows most of them; those that belong to one page are rendered here."""
    shown = {"_entrance_panel.html", "_jobs_tray.html", "_mail_folder.html", "_reload_hint.html"}
    waiting = ["styleguide_page.html", "base.html"]
    while waiting:
        parts = {named_by(call) for call in calls_in(TEMPLATES / waiting.pop())}
        waiting += [part for part in parts if Path(part).name not in shown]
        shown |= {Path(part).name for part in parts}
    drawn = {
        "_sparkline.html",
        "_band_plot.html",
        "_chart.html",
        "_retention.html",
        "_calibration_plot.html",
        "_interval_plot.html",
    }

    assert ENVIRONMENT.undefined is StrictUndefined
    assert {path.name for path in COMPONENTS} - shown - drawn == set()
    owner = world.empty("ada@example.com").owner
    owner.is_staff = True
    owner.save()
    operator = Client()
    operator.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    assert operator.get(reverse("styleguide")).status_code == 200
    job = {"title": "Coffee", "url": "/", "stage": "Assembling", "percent": 4, "note": ""}
    component("components/_jobs_tray.html", jobs=[job])
    component("components/_entrance_panel.html")
    component("components/_mail_folder.html", folder="var/mail")
    component("components/_reload_hint.html")


def test_a_component_declares_only_arguments_that_it_uses():
    with pytest.raises(TypeError, match="does not take colour"):
        component("components/_badge.html", state="ready", colour="red")


def test_a_page_that_lacks_a_name_is_an_error_here():
    with pytest.raises(UndefinedError):
        ENVIRONMENT.from_string("{{ nothing_of_the_kind }}").render()


def test_a_method_that_a_template_does_not_call_is_an_error_here():
    with pytest.raises(TypeError, match="instead of what it returns"):
        ENVIRONMENT.from_string("{{ word.upper }}").render(word="a")


def test_equal_values_of_different_types_are_not_mixed_up():
    trusted = icons.icon("house")
    written = "".join(trusted)

    shown = kept_component("components/_copy_button.html", text=written)

    assert written == trusted
    assert "&lt;svg" in shown
    assert shown != kept_component("components/_copy_button.html", text=trusted)


def test_in_production_a_page_that_lacks_a_name_is_shown_without_it(settings):
    settings.STRICT_TEMPLATES = False
    lenient = templating.environment(loader=ENVIRONMENT.loader, undefined=None, autoescape=True)

    assert lenient.from_string("a{{ nothing.of.the_kind }}b").render() == "ab"


def test_missing_attributes_are_undefined_and_entries_precede_methods():
    source = "{{ row.items }}|{{ row.missing is none }}|{{ nothing.at.all is none }}|{{ row.keys()|list }}"

    text = ENVIRONMENT.from_string(source).render(row={"items": 3}, nothing=None)

    assert text == "3|True|True|[&#39;items&#39;]"
