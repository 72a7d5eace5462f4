"""Ideas compared with other ideas, videos and their source."""

import pytest
from django.core.cache import cache

from discovery import comparisons, ideas
from discovery.comparisons import Alike
from discovery.models import Idea

TEXT = "Why your espresso tastes sour, and what to change first: the grind, not the beans."
EDITED = "Why does your espresso taste sour? What to change first is the grind, not the beans."
OTHER = "Three desks under two hundred euros that I would buy again without thinking."


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def likeness_of(idea):
    rows = Idea.objects.for_cards()
    fresh = rows.get(pk=idea.pk)
    return comparisons.of_ideas(workspace=fresh.workspace, ideas=[fresh])[idea.pk]


@pytest.fixture
def write(workspace, owner):
    return lambda title, **texts: ideas.write(workspace=workspace, user=owner, title=title, **texts)


def test_an_idea_like_another_one_names_it_with_its_date(write):
    first = write(TEXT)
    Idea.objects.filter(pk=first.pk).update(created_at="2026-06-03T12:00:00Z")

    found = likeness_of(write(EDITED))

    assert (found.alike, found.id) == (Alike.IDEA, first.pk)
    assert found.sentence == f"{found.percent} like your idea “{TEXT}” of 3 June."


def test_a_different_idea_is_said_to_be_its_own(write):
    write(TEXT)

    found = likeness_of(write(OTHER))

    assert not found.is_high
    assert found.sentence == "Its wording is its own, compared with your one other idea."


def test_wording_of_the_source_is_found(make_candidate, owner):
    candidate = make_candidate(title="The grind", description=f"{TEXT} Subscribe for more.")
    idea = ideas.from_candidate(candidate=candidate, user=owner)
    ideas.edit(idea=idea, version=1, title="My own film", angle=TEXT)

    found = likeness_of(idea)

    assert found.alike == Alike.SOURCE
    assert found.sentence == f"Shares {found.percent} of its wording with the source video."


def test_the_title_of_the_source_is_found(make_candidate, owner):
    candidate = make_candidate(title="Why your espresso tastes so sour")
    idea = ideas.from_candidate(candidate=candidate, user=owner)
    ideas.edit(idea=idea, version=1, title="Why your espresso tastes sour", angle=OTHER * 3)

    assert likeness_of(idea).alike == Alike.SOURCE_TITLE


def test_proposed_words_are_not_compared(make_candidate, owner):
    first, second = (ideas.from_candidate(candidate=make_candidate(number), user=owner) for number in (1, 2))

    assert likeness_of(first).alike == likeness_of(second).alike == Alike.UNKNOWN
    assert "in your own words" in likeness_of(first).sentence


def test_ideas_of_another_workspace_are_not_compared(write, stranger_workspace):
    ideas.write(workspace=stranger_workspace, user=None, title=TEXT)

    assert likeness_of(write(EDITED)).alike == Alike.NOTHING


def test_the_result_follows_edits(write):
    idea, other = write(EDITED), write(OTHER)
    assert not likeness_of(idea).is_high

    ideas.edit(idea=other, version=1, title=TEXT)
    assert likeness_of(idea).alike == Alike.IDEA

    ideas.edit(idea=other, version=2, title=OTHER)
    assert not likeness_of(idea).is_high
