"""The command menu's search: pages by role, and the workspace's own videos, ideas and niches."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from ettametta import search
from tests import world


@pytest.fixture
def made(db):
    return world.full("ada@example.com")


@pytest.fixture
def page(made):
    client = Client()
    client.force_login(made.owner, backend="django.contrib.auth.backends.ModelBackend")
    return client


def labels(made, words):
    return {
        (item.kind, item.label) for item in search.find(membership=made.owner.memberships.get(), words=words)
    }


def test_rows_are_found_by_parts_of_their_names_in_any_case(made):
    kinds = {kind for kind, _label in labels(made, f"{world.MARK.lower()[2:8]}")}

    assert kinds == {"Video", "Idea", "Niche"}


def test_every_word_must_be_in_the_name(made):
    assert ("Niche", f"{world.MARK} niche") in labels(made, "niche zylophrane")
    assert ("Niche", f"{world.MARK} niche") not in labels(made, "zylophrane espresso")


def test_another_workspace_finds_nothing_of_it(made):
    other = world.empty("eve@example.com")

    assert labels(other, world.MARK) == set()


def test_settings_pages_are_found_by_what_they_are_for(made):
    assert ("Settings", "Billing and usage") in labels(made, "invoices")
    assert ("Settings", "API keys") in labels(made, "api")


def test_pages_that_a_role_may_not_open_are_left_out(made):
    membership = made.owner.memberships.get()
    membership.role = Role.VIEWER

    found = {item.label for item in search.find(membership=membership, words="")}

    assert "Integrations" not in found
    assert "New video" not in found
    assert "Studio" in found


@pytest.mark.parametrize("words", ["%", "_", "\\", "' OR 1=1", "x" * 5000, "؟ 動画 🎬"])
def test_odd_words_find_nothing_and_break_nothing(page, words):
    response = page.get(reverse("search"), {"q": words})

    assert response.status_code == 200


def test_without_scripts_the_search_is_a_page(page):
    answer = page.get(reverse("search"), {"q": "niche"}).content.decode()

    assert f"{world.MARK} niche" in answer
    assert 'name="q"' in answer


def test_the_number_of_queries_does_not_grow_with_the_words(page, django_assert_max_num_queries):
    page.get(reverse("search"), {"q": "zylophrane"})

    with django_assert_max_num_queries(16):
        page.get(reverse("search"), {"q": "a b c d e f g h"}, headers={"HX-Request": "true"})


@pytest.mark.parametrize(
    ("name", "belongs_to"),
    [
        ("discovery:analyses", "Discover"),
        ("discovery:my-channel", "Discover"),
        ("publishing:connections", "Calendar"),
    ],
)
def test_a_page_is_part_of_its_entry_in_the_navigation(page, name, belongs_to):
    entries = page.get(reverse(name)).context["navigation"]

    assert [entry.label for entry in entries if entry.is_current] == [belongs_to]


@pytest.mark.parametrize("words", ["tiktok csv", "own videos", "findings"])
def test_pages_of_discover_are_found(made, words):
    assert {kind for kind, _label in labels(made, words)} == {"Page"}
