"""The hooks of a written script, on the page of its idea."""

import pytest
from django.urls import reverse

from discovery import ideas, openings
from synthesis.choices import HookKind
from synthesis.content import HookAlternative, Script, ScriptOptions
from synthesis.models import DraftStatus, ScriptDraft, Writer
from synthesis.studio import scripts, videos
from synthesis.tests.pages import browser_of, text_of

pytestmark = pytest.mark.django_db
TEXTS = {HookKind.QUESTION: "Why does it taste sour?", HookKind.STAKES: "You lose a cup a day."}


@pytest.fixture
def idea(workspace):
    return ideas.write(workspace=workspace, user=None, title="Why your espresso tastes sour")


@pytest.fixture
def member(workspace):
    return browser_of(workspace)


def draft_of(idea, **fields):
    video = videos.from_idea(idea=idea, user=None)
    hooks = [HookAlternative(kind=kind, narration=text, headline="") for kind, text in TEXTS.items()]
    script = Script(title="Sour", hook_alternatives=hooks, scenes=[], post_text="")
    known = {"status": DraftStatus.SUCCEEDED, "writer": Writer.GEMINI, "script": script}
    return ScriptDraft.objects.create(workspace=idea.workspace, video=video, **known | fields)


def texts_of(idea):
    return [opening.text for opening in openings.written(idea=idea)]


def page_of(member, idea):
    return text_of(member.get(reverse("discovery:idea", args=[idea.pk])))


def test_an_idea_offers_the_hooks_that_were_written_with_its_script(member, idea):
    draft_of(idea)

    page = page_of(member, idea)

    assert "Written by Gemini with your script:" in page
    assert all(text in page for text in TEXTS.values())


def test_an_idea_without_a_script_offers_those_of_rules_only(member, idea):
    page = page_of(member, idea)

    assert "with your script" not in page
    assert "Made by rules from your topic:" in page


def test_a_script_of_the_offline_writer_has_hooks_too(idea):
    video = videos.from_idea(idea=idea, user=None)
    scripts.write(draft_id=scripts.request(video=video).pk)

    assert len(texts_of(idea)) == 5


def test_the_newest_script_counts(idea):
    draft_of(idea)
    newest = Script(
        title="Sour",
        hook_alternatives=[HookAlternative(kind=HookKind.STORY, narration="The newest one.", headline="")],
        scenes=[],
        post_text="",
    )
    draft_of(idea, script=newest)

    assert texts_of(idea) == ["The newest one."]


@pytest.mark.parametrize(
    "fields",
    [{"topic": ScriptOptions(topic="Tea").topic}, {"is_outline": True}, {"status": DraftStatus.FAILED}],
)
def test_scripts_about_another_topic_outlines_and_failures_offer_none(idea, fields):
    draft_of(idea, **fields)

    assert texts_of(idea) == []


def test_the_hook_of_the_idea_is_not_offered_again(idea):
    draft_of(idea)
    ideas.edit(idea=idea, version=idea.version, hook=TEXTS[HookKind.QUESTION])

    assert texts_of(idea) == [TEXTS[HookKind.STAKES]]


def test_a_hook_that_is_too_long_for_an_idea_is_not_offered(idea):
    long = HookAlternative(kind=HookKind.STORY, narration="word " * 70, headline="")
    draft_of(idea, script=Script(title="Sour", hook_alternatives=[long], scenes=[], post_text=""))

    assert texts_of(idea) == []


def test_a_written_hook_fills_the_form_without_browser_scripts(member, idea):
    draft_of(idea)
    chosen = openings.written(idea=idea)[1]
    typed = {"title": idea.title, "hook": "Mine", "language": "en", "version": idea.version}

    page = text_of(member.post(reverse("discovery:idea", args=[idea.pk]), typed | {"then": chosen.key}))

    assert f"{TEXTS[HookKind.STAKES]}</textarea>" in page
    idea.refresh_from_db()
    assert idea.hook == ""


def test_another_workspaces_script_is_not_offered(idea, other_workspace):
    theirs = ideas.write(workspace=other_workspace, user=None, title="Why your espresso tastes sour")
    draft_of(theirs)

    assert texts_of(idea) == []


def test_the_page_of_an_idea_leads_to_its_videos(member, idea):
    before = page_of(member, idea)
    video = videos.from_idea(idea=idea, user=None)
    archived = videos.from_idea(idea=idea, user=None)
    videos.archive(video=archived)

    page = page_of(member, idea)

    assert "Save and write the script" in before
    assert "Its video" not in before
    assert f'href="{reverse("synthesis:video", args=[video.pk])}"' in page
    assert archived.pk not in page
    assert "Save and write another script" in page
