"""Forms list the fields that the page filled in, so that a refusal shows only typed text."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.http import QueryDict
from django.test import RequestFactory

from foundation import problems
from tests import world
from tests.test_isolation import ROUTES, browser_of, text_of

TEMPLATES = sorted((Path(django_settings.BASE_DIR) / "templates").rglob("*.html"))
# Its value is a token, which is hidden only because of its name.
TOKEN = "csrfmiddlewaretoken"


@dataclass
class Form:
    """A form that posts: the fields that the page filled in, and those that it lists as such."""

    posts: bool
    names: set[str] = field(default_factory=set)
    declared: list[str] = field(default_factory=list)

    def typed(self) -> list[tuple[str, str]]:
        """What a refusal would show of a form into which nothing was typed."""
        posted = QueryDict(mutable=True)
        posted.update(dict.fromkeys(self.names, "words of the page"))
        posted.setlist("filled_in", self.declared)
        request = RequestFactory().post(
            "/", posted.urlencode(), content_type="application/x-www-form-urlencoded"
        )
        return problems.typed_in(request)


class Forms(HTMLParser):
    """The forms of a page, with buttons outside them that refer to them by id."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._by_id: dict[str, Form] = {}
        self._open: Form | None = None
        self._outside: list[tuple[str, str]] = []
        self.feed(page)
        for owner, name in self._outside:
            if owner in self._by_id:
                self._by_id[owner].names.add(name)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(posts=attributes.get("method") == "post")
            self.forms.append(self._open)
            self._by_id[attributes.get("id", "")] = self._open
        elif tag == "button" or attributes.get("type") == "hidden":
            self._add(attributes)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None

    def _add(self, attributes: dict[str, str]) -> None:
        name = attributes.get("name", "")
        if not name or name == TOKEN:
            return
        if "form" in attributes:
            self._outside.append((attributes["form"], name))
        elif self._open and name == "filled_in":
            self._open.declared.append(attributes["value"])
        elif self._open and attributes.get("value"):
            self._open.names.add(name)


def forms_of(page: str) -> list[Form]:
    return [form for form in Forms(page).forms if form.posts and form.names]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_the_forms_of_a_template_name_what_the_page_filled_in(template):
    for form in forms_of(template.read_text()):
        assert form.typed() == []


def test_the_forms_of_every_page_name_what_the_page_filled_in(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    owner = world.full("mine@example.com")
    browser = browser_of(owner)
    found = []

    for path in (path for route in ROUTES if not route.is_rest for path in route.paths(owner)):
        forms = forms_of(text_of(browser.get(path)))
        found += forms
        assert [form for form in forms if form.typed()] == [], path

    assert len(found) > 40
    assert {name for form in found for name in form.names} >= {"version", "decision", "quote", "theme"}
