"""The public link of a lineage: who makes it, what it shows, and that it can be taken back."""

import contextlib

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import throttles
from accounts.models import AuditEntry, Role
from discovery import ideas
from discovery.models import Candidate, Finding, SourceChannel
from foundation.errors import TooManyRequestsError
from synthesis.models import LineageShare, Video
from synthesis.production import lineage
from synthesis.studio import scenes, videos
from synthesis.tests.pages import browser_of, text_of
from tests import world


@pytest.fixture
def mine(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return world.full("maker@example.test")


@pytest.fixture
def finding(mine):
    row = Finding.objects.get(pk=mine.id_of("Finding"))
    row.statement, row.starts_ms, row.evidence = "A question opens it.", 1800, "It says why."
    row.save()
    return row


@pytest.fixture
def video(mine, finding):
    """The world's finished video, made from an idea with a finding."""
    row = Video.objects.get(pk=mine.id_of("Video"))
    row.idea = ideas.from_finding(finding=finding, user=None)
    row.idea.title, row.idea.hook, row.idea.angle = "Why coffee bubbles", "A secret hook", "A secret angle"
    row.idea.save()
    row.title = "Coffee bubbles"
    row.save()
    row.scenes.update(finding=finding)
    return row


@pytest.fixture
def url(mine, video):
    """The path of the public link."""
    return reverse("synthesis:shared-lineage", args=[lineage.share(video=video, user=mine.owner).token])


def public(url):
    return text_of(Client().get(url))


def address(name, video):
    return reverse(f"synthesis:{name}", args=[video.pk])


# --- making and taking back ----------------------------------------------------------------------


def test_a_member_shares_a_lineage_and_finds_the_link_on_its_page(mine, video):
    LineageShare.objects.all().delete()
    member = browser_of(mine.workspace)

    answer = member.post(address("lineage-share", video), follow=True)

    share = LineageShare.objects.get(video=video)
    assert f"/lineage/{share.token}/" in text_of(answer)
    assert share.created_by == mine.owner
    assert AuditEntry.objects.filter(action="lineage.shared", subject=video.pk).exists()


def test_sharing_again_keeps_the_link(mine, video, url):
    again = lineage.share(video=video, user=mine.owner)

    assert url == reverse("synthesis:shared-lineage", args=[again.token])


def test_a_link_that_was_taken_back_opens_nothing(mine, video, url):
    browser_of(mine.workspace).post(address("lineage-unshare", video))

    assert Client().get(url).status_code == 404
    assert AuditEntry.objects.filter(action="lineage.unshared", subject=video.pk).exists()


def test_a_new_link_has_another_address(mine, video, url):
    lineage.stop_sharing(video=video, user=None)

    lineage.share(video=video, user=None)

    assert Client().get(url).status_code == 404


def test_an_unknown_link_opens_nothing(db):
    assert Client().get(reverse("synthesis:shared-lineage", args=["x" * 43])).status_code == 404


def test_the_database_does_not_contain_the_token(video, url):
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(s)::text FROM synthesis_lineageshare s")
        stored = cursor.fetchone()[0]

    assert url.split("/")[-2] not in stored


def test_a_viewer_neither_shares_nor_sees_the_link(mine, video, url):
    viewer = browser_of(mine.workspace, Role.VIEWER)

    assert viewer.post(address("lineage-share", video)).status_code == 403
    assert viewer.post(address("lineage-unshare", video)).status_code == 403
    assert url not in text_of(viewer.get(address("video-lineage", video)))


def test_another_workspace_neither_shares_nor_takes_back(other_workspace, video, url):
    stranger = browser_of(other_workspace)

    assert stranger.post(address("lineage-share", video)).status_code == 404
    assert stranger.post(address("lineage-unshare", video)).status_code == 404
    assert Client().get(url).status_code == 200


# --- what it shows ---------------------------------------------------------------------------------


def test_the_public_page_shows_the_chain_in_order(video, url):
    page = public(url)

    names = ("Source", "Finding", "Idea", "Script", "Scene", "Render", "Posts")
    heads = [page.index(f">{name}</h2>") for name in names]
    assert heads == sorted(heads)
    for words in ("Coffee bubbles", "Hook at 0:01.8", "A question opens it.", "Why coffee bubbles"):
        assert words in page


def test_the_public_page_links_to_the_source(video, url):
    candidate = video.idea.source_candidate

    page = public(url)

    assert f'href="{candidate.url}"' in page
    assert candidate.title in page


def test_the_public_page_names_no_person_no_workspace_and_no_prompt(mine, video, url):
    page = public(url)

    for private in (
        mine.owner.email,
        mine.workspace.name,
        mine.workspace.pk,
        video.pk,
        "A secret hook",
        "A secret angle",
        "It says why.",
        "$",
    ):
        assert private not in page


def test_a_source_that_the_workspace_supplied_itself_is_a_link_only(mine, video, url):
    SourceChannel.objects.update(owner=mine.workspace)

    page = public(url)

    assert video.idea.source_candidate.title not in page
    assert f'href="{video.idea.source_candidate.url}"' in page


def test_a_deleted_candidate_leaves_the_link_to_the_source(mine, video, url):
    candidate = video.idea.source_candidate
    source_url = candidate.url
    Candidate.objects.filter(pk=candidate.pk).delete()

    assert f'href="{source_url}"' in public(url)


def test_an_own_video_as_the_source_is_not_shown(video, url):
    video.idea.finding.analysis.candidate = None
    video.idea.finding.analysis.save()
    video.idea.facts = {"source_title": "My unlisted video", "finding": video.idea.facts["finding"]}
    video.idea.save()

    page = public(url)

    assert "My unlisted video" not in page
    assert "No public video." in page


def test_only_rendered_scenes_are_shown(mine, finding, video, url):
    scenes.add(video=video, narration="A line that was never rendered.", finding=finding)

    page = public(url)

    assert "Scene 1 of 1" in page
    assert "A line that was never rendered." not in page


@pytest.mark.parametrize(("writer", "is_said"), [("gemini", True), ("offline", False)])
def test_the_page_says_only_of_writers_that_know_findings_that_they_use_one(video, url, writer, is_said):
    video.script_drafts.update(writer=writer)

    assert ("Written to use the finding" in public(url)) is is_said


def test_a_video_without_a_version_shows_no_text_of_it(mine, finding):
    draft = videos.from_idea(idea=ideas.from_finding(finding=finding, user=None), user=None)
    scenes.add(video=draft, narration="A first try.", finding=finding)
    share = lineage.share(video=draft, user=None)

    page = public(reverse("synthesis:shared-lineage", args=[share.token]))

    assert "A first try." not in page
    assert "None yet." in page


@pytest.mark.parametrize(
    ("visibility", "is_shown"), [("public", True), ("unlisted", False), ("private", False)]
)
def test_only_public_posts_are_shown(mine, video, url, visibility, is_shown):
    post = mine.rows["Publication"]
    post.options = {"visibility": visibility, "made_for_kids": False}
    post.url, post.published_at = "https://www.youtube.com/watch?v=abc", timezone.now()
    post.save()

    assert ("https://www.youtube.com/watch?v=abc" in public(url)) is is_shown


def test_a_draft_of_a_post_is_not_shown(mine, video, url):
    video.publications.update(options={"visibility": "public", "made_for_kids": False})

    assert "No public post yet." in public(url)


# --- robots, caches, and too many requests -------------------------------------------------------


def test_search_engines_and_caches_are_told_to_stay_away(url):
    answer = Client().get(url)

    assert answer["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert "no-store" in answer["Cache-Control"]
    assert '<meta name="robots" content="noindex, nofollow, noarchive" />' in text_of(answer)


def test_the_public_page_sets_no_cookie(url):
    client = Client()

    client.get(url)

    assert not client.cookies


def test_the_public_page_only_reads(url):
    assert Client().post(url).status_code == 405


def test_too_many_requests_of_a_network_are_refused_and_others_are_not(url):
    with contextlib.suppress(TooManyRequestsError):
        for _ in range(throttles.PUBLIC_PAGES_PER_MINUTE * 2):
            throttles.take_public_page(address="127.0.0.1")

    refused = Client().get(url)

    assert refused.status_code == 429
    assert "Retry-After" in refused
    assert Client().get(url, REMOTE_ADDR="192.0.2.7").status_code == 200
