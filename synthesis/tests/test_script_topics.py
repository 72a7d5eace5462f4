"""What a script is about: the title, the trend, or a topic that replaces them."""

import pytest

from discovery import ideas, proposals
from discovery.models import Candidate
from synthesis.models import Scene
from synthesis.studio import scripts, videos
from synthesis.studio.scripts.assignment import facts_of
from synthesis.tests.pages import browser_of, text_of
from tests import world


@pytest.fixture
def member(workspace):
    return browser_of(workspace)


def video_about(workspace, title, **fields):
    idea = ideas.write(workspace=workspace, user=None, title=title, **fields)
    return videos.from_idea(idea=idea, user=None)


def write(video, **options):
    before = scripts.latest_options(video=video)
    draft = scripts.request(video=video, options=before.model_copy(update=options))
    scripts.write(draft_id=draft.pk)
    draft.refresh_from_db()
    return draft


def test_the_idea_is_the_topic_even_after_the_video_got_its_own_title(workspace):
    video = video_about(workspace, "Why does my espresso taste sour?")
    write(video)
    video.refresh_from_db()

    assert video.title != "Why does my espresso taste sour?"
    assert facts_of(video=video)["topic"] == "Why does my espresso taste sour?"
    assert Scene.objects.filter(video=video).in_order()[0].narration == "Why does my espresso taste sour?"


def test_another_topic_replaces_the_title_and_is_kept(workspace):
    video = video_about(workspace, "Why Roman concrete never cracks")

    outline, about_coffee, again = write(video), write(video, topic="espresso"), write(video)

    assert outline.is_outline
    assert not about_coffee.is_outline
    assert again.topic == "espresso"


def test_an_outline_suggests_topics_that_the_offline_writer_knows(workspace, member):
    video = video_about(workspace, "I drank espresso for 30 days")
    draft = write(video, target_s=45)

    assert scripts.known_topics(video=video, draft=draft) == ["espresso"]
    page = text_of(member.get(f"/videos/{video.pk}/script/"))
    assert "Write about espresso" in page

    member.post(f"/videos/{video.pk}/script/write/", {"topic": "espresso", "kind": "list"})
    asked = scripts.latest_draft(video=video)
    assert asked is not None
    scripts.write(draft_id=asked.pk)
    asked.refresh_from_db()
    assert (asked.topic, asked.kind, asked.is_outline) == ("espresso", "list", False)
    assert asked.target_s == 45
    assert "Write about espresso" not in text_of(member.get(f"/videos/{video.pk}/script/"))


def test_a_finished_script_suggests_nothing(workspace):
    video = video_about(workspace, "Espresso")

    assert scripts.known_topics(video=video, draft=write(video)) == []
    assert scripts.known_topics(video=video, draft=None) == []


def test_the_api_takes_a_topic(workspace, member):
    video = video_about(workspace, "Why Roman concrete never cracks")
    address = f"/api/v1/videos/{video.pk}/script/"

    asked = member.post(address, {"topic": "deadlift"}, content_type="application/json")
    too_long = member.post(address, {"topic": "x" * 161}, content_type="application/json")

    assert (asked.status_code, asked.json()["topic"]) == (202, "deadlift")
    assert too_long.status_code == 422


@pytest.fixture
def candidate(db):
    """A candidate whose title the offline writer cannot answer."""
    somebody = world.full("somebody@example.com")
    found = Candidate.objects.get(pk=somebody.id_of("Candidate"))
    found.title = "Why Roman concrete never cracks"
    found.save()
    return found


def test_the_trend_is_the_topic_while_the_ideas_texts_are_only_proposed(candidate):
    idea = ideas.from_candidate(candidate=candidate, user=None)
    proposed = proposals.propose(candidate=candidate, niche=idea.niche, language=idea.language)
    idea.title, idea.hook, idea.angle = proposed.title, proposed.hook, proposed.angle
    idea.facts = ideas.facts_of(candidate=candidate, niche=idea.niche)
    idea.save()
    video = videos.from_idea(idea=idea, user=None)

    facts = facts_of(video=video)

    assert facts["topic"] == "Why Roman concrete never cracks"
    assert (facts["hook"], facts["angle"]) == ("", "")


def test_the_users_own_title_hook_and_angle_outrank_the_trend(candidate):
    idea = ideas.from_candidate(candidate=candidate, user=None)
    idea.title, idea.hook, idea.angle = "Espresso", "Mine is better.", "for busy parents"
    idea.save()
    video = videos.from_idea(idea=idea, user=None)

    facts = facts_of(video=video)

    assert (facts["topic"], facts["hook"], facts["angle"]) == (
        "Espresso",
        "Mine is better.",
        "for busy parents",
    )
