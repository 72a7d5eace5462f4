"""Other hooks for an idea, by rules."""

import pytest

from discovery import ideas, openings

LANGUAGES = ["en", "ar", "nl", "de", "es", "fr", "hi", "it", "ja", "pl", "pt", "sv", "tr"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_with_rules_have_five_kinds_of_hooks_that_name_the_topic(workspace, owner, language):
    idea = ideas.write(workspace=workspace, user=owner, title="Sourdough", language=language)

    offered = openings.alternatives(idea=idea)

    assert {opening.kind for opening in offered} == set(openings.Kind)
    assert all("Sourdough" in opening.text for opening in offered)
    assert len({opening.text for opening in offered}) == 5


def test_a_language_without_rules_has_no_hooks_by_rules(workspace, owner):
    idea = ideas.write(workspace=workspace, user=owner, title="Велосипед", language="ru")

    assert openings.alternatives(idea=idea) == []


def test_a_hook_names_the_topic_and_nothing_of_the_source(make_candidate, owner, niche):
    candidate = make_candidate(title="Home coffee in 45 seconds | Coach Imani")

    idea = ideas.from_candidate(candidate=candidate, user=owner)
    texts = [opening.text for opening in openings.alternatives(idea=idea)]

    assert "Three things about home coffee, in thirty seconds." in texts
    assert not any("Imani" in text or "45" in text for text in texts)


def test_the_hook_that_the_idea_has_is_not_offered(workspace, owner):
    idea = ideas.write(workspace=workspace, user=owner, title="Sourdough")
    idea.hook = openings.alternatives(idea=idea)[2].text

    assert openings.Kind.NUMBER not in {opening.kind for opening in openings.alternatives(idea=idea)}


def test_a_language_without_rules_has_none(workspace, owner):
    idea = ideas.write(workspace=workspace, user=owner, title="Sourdough", language="fi")

    assert openings.alternatives(idea=idea) == []
