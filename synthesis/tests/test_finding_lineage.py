"""A finding on its way into a script and the lineage of a video."""

import pytest
from django.test import Client
from django.urls import reverse

from discovery import ideas
from discovery.models import Finding
from synthesis.studio import scenes, scripts, videos
from synthesis.studio.scripts.assignment import facts_of
from tests import world


@pytest.fixture
def mine(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return world.full("maker@example.test")


@pytest.fixture
def member(mine):
    client = Client()
    client.force_login(mine.owner, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def finding(mine):
    row = Finding.objects.get(pk=mine.id_of("Finding"))
    row.statement, row.starts_ms = "A question opens it.", 1800
    row.save()
    return row


@pytest.fixture
def video(finding):
    made = videos.from_idea(idea=ideas.from_finding(finding=finding, user=None), user=None)
    scenes.add(video=made, narration="Why does coffee bubble?", headline="The bloom", finding=finding)
    return made


def content(response):
    """The page without its frame."""
    _, _, page = " ".join(response.content.decode().split()).partition("<main")
    return page.partition("</main>")[0]


def lineage(member, video):
    return content(member.get(reverse("synthesis:video-lineage", args=[video.pk])))


def test_the_script_writer_gets_the_finding_as_data_and_the_trend_as_topic(video):
    facts = facts_of(video=video)

    assert facts["finding"]["statement"] == "A question opens it."
    assert facts["topic"] == f"{world.MARK} candidate"


def test_a_title_of_the_owners_own_is_the_topic(video):
    video.idea.title = "Why coffee bubbles"
    video.idea.save()

    assert facts_of(video=video)["topic"] == "Why coffee bubbles"


def test_the_lineage_shows_source_finding_idea_and_scene_in_order(member, video, finding):
    page = lineage(member, video)

    names = ("Source", "Finding", "Idea", "Script", "Scene", "Render")
    heads = [page.index(f">{name}</h2>") for name in names]
    assert heads == sorted(heads)
    assert "Hook at 0:01.8" in page
    assert f"/analyses/{finding.analysis_id}/?t=1.8#{finding.pk}" in page
    assert "Why does coffee bubble?" in page


def test_the_lineage_says_that_a_finding_was_reported_as_wrong(member, video, finding):
    finding.reported_wrong_at = finding.created_at
    finding.save()

    assert "reported as wrong since" in lineage(member, video)


def test_the_lineage_keeps_a_deleted_finding(member, video, finding):
    finding.analysis.delete()

    page = lineage(member, video)

    assert "Hook at 0:01.8" in page
    assert "/analyses/" not in page


def test_the_lineage_shows_the_evidence_of_the_finding(member, video, finding):
    assert finding.evidence in lineage(member, video)


def test_the_lineage_keeps_a_finding_whose_idea_was_deleted(member, video, finding):
    ideas.delete(idea=video.idea)

    page = lineage(member, video)

    assert "Hook at 0:01.8" in page
    assert "Why does coffee bubble?" in page


def test_the_lineage_says_that_no_scene_refers_to_the_finding(member, video):
    video.scenes.update(finding=None)

    assert "No scene refers to the finding." in lineage(member, video)


def test_the_lineage_says_that_the_offline_writer_uses_no_findings(member, video):
    draft = scripts.request(video=video)
    scripts.write(draft_id=draft.pk)

    assert "offline writer doesn't use findings" in lineage(member, video).replace("&#39;", "'")


def test_the_source_s_score_is_shown_while_derived_metrics_are_on(member, video, settings):
    video.idea.facts |= {"platform": "youtube", "score": 8.4, "method": "same_age", "baseline_n": 14}
    video.idea.save()
    assert "8.4× the channel's normal (computed, n = 14)" in lineage(member, video)

    settings.YOUTUBE_DERIVED_METRICS_ACCEPTED = False

    assert "the channel's normal" not in lineage(member, video)
