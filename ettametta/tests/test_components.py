"""The design system holds together: components say what they take, icons and style sheets exist."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from billing.quotas import Usage
from ettametta import styleguide
from ettametta.templatetags import drawing, fields, icons, states

TEMPLATES = Path(settings.BASE_DIR) / "templates"
STATIC = Path(settings.BASE_DIR) / "static"
COMPONENTS = sorted((TEMPLATES / "components").glob("_*.html"))
START, END = datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 1, 31, 23, tzinfo=UTC)
STYLES = sorted((STATIC / "css").rglob("*.css"))


class SceneForm(forms.Form):
    """A field of each family."""

    line = forms.CharField(help_text="What is said.")
    voice = forms.ChoiceField(choices=[("ada", "Ada")], widget=forms.RadioSelect)
    locked = forms.BooleanField(required=False)


def sprite_names() -> set[str]:
    return set(re.findall(r'<symbol id="([^"]+)"', (STATIC / icons.SPRITE).read_text()))


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.name)
def test_a_component_says_first_what_it_takes(path):
    assert re.match(r"\{# .*Takes", path.read_text().splitlines()[0])


def test_every_icon_that_a_template_names_is_in_the_sprite():
    named = {
        (path.name, name)
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r'(?:\{% icon |\bicon=)"([^"]+)"', path.read_text())
    }

    assert {(file, name) for file, name in named if name not in sprite_names()} == set()


def test_every_state_has_an_icon_of_the_sprite_and_a_tone_of_the_badge():
    badge = (STATIC / "css/components/badge.css").read_text()

    for appearance in states.APPEARANCES.values():
        assert appearance.icon in sprite_names()
        assert appearance.tone == "neutral" or f".badge--{appearance.tone}" in badge


def test_every_state_of_the_product_has_its_own_word():
    for _, group in styleguide.STATES:
        for state in group:
            assert state in states.APPEARANCES


def test_a_state_nobody_has_named_shows_its_own_name():
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

    html = render_to_string("components/_field.html", {"field": form["line"]})

    assert 'aria-describedby="id_line-hint id_line-error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_line-error"' in html
    assert "This field is required." in html


def test_the_options_of_a_group_have_their_own_labels():
    (option,) = fields.options(SceneForm()["voice"])

    assert option["id"] == "id_voice_0"
    assert 'class="choice__box"' in str(option["tag"])


def test_words_of_people_are_escaped_in_a_toast():
    html = render_to_string("components/_toast.html", {"text": "<script>alert(1)</script>", "level": "error"})

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
    first = drawing.drawn("components/_jobs_menu.html", **values)
    before = drawing._drawn.cache_info()

    again = drawing.drawn("components/_jobs_menu.html", **values)
    other = drawing.drawn("components/_jobs_menu.html", **{**values, "running": 4})

    assert first == again == render_to_string("components/_jobs_menu.html", values)
    assert other != first
    after = drawing._drawn.cache_info()
    assert (after.hits - before.hits, after.misses - before.misses) == (1, 1)


def test_a_part_with_dates_is_drawn_for_each_time_zone():
    values = {"quota": Usage(used=1, held=0, limit=5, starts_at=START, resets_at=END)}

    with timezone.override("Pacific/Auckland"):
        there = drawing.drawn("components/_usage_meter.html", **values)

    assert "Resets 31 January" in drawing.drawn("components/_usage_meter.html", **values)
    assert "Resets 1 February" in there


def test_what_is_drawn_once_shows_no_token_and_no_age():
    pages = [path.read_text() for path in TEMPLATES.rglob("*.html")]
    drawn_once = {name for page in pages for name in re.findall(r'\{% drawn "([^"]+)"', page)}

    assert drawn_once
    for name in drawn_once:
        part = (TEMPLATES / name).read_text()
        assert not re.search(r"csrf|\|ago|\|ahead|timesince|{% now", part), name
