"""Videos that people add by URL."""

import html
from datetime import UTC, datetime, timedelta

import pytest
import requests
from django.urls import reverse
from django.utils import timezone

from discovery import coverage, ideas, platforms, video_links
from discovery.errors import NotAddedByUrlError, TooManyVideosAddedError, UnreadableAddressError
from discovery.models import Candidate, LinkStatus, SourceChannel, SourceVideo, VideoLink, WatchedChannel
from discovery.tasks import look_up_video
from discovery.tests.test_platforms import content
from sandbox.tiktok import creators

OEMBED = "/tiktok/oembed"


@pytest.fixture
def post():
    """The newest video of one of the sandbox's accounts."""
    return next(creators.every()[0].posts(at=timezone.now().timestamp()))


@pytest.fixture
def url(post):
    return f"https://www.tiktok.com/@{post.creator.username}/video/{post.id}"


@pytest.fixture
def link(sandbox_url, workspace, url):
    return video_links.add(workspace=workspace, url=url)


def looked_up(link):
    look_up_video(link.pk)
    link.refresh_from_db()
    return link


def test_a_video_is_listed_with_what_its_platform_tells_anyone(link, post):
    link = looked_up(link)

    row = link.candidate
    assert link.status == LinkStatus.ADDED
    assert (row.title, row.platform, row.livemode) == (post.title, "tiktok", False)
    assert row.channel.title == post.creator.channel.name
    assert row.thumbnail_url
    assert row.published_at == datetime.fromtimestamp(int(post.id) >> 32, tz=UTC)


def test_it_has_no_numbers_and_no_score(link, member):
    row = looked_up(link).candidate

    page = html.unescape(content(member.get(f"/discover/candidates/{row.pk}/")))

    assert (row.views, row.score, row.source.unscored) == (None, None, "no_numbers")
    assert "TikTok's public data has no numbers for other people's videos" in page
    assert "date read from the video" in page


def test_it_is_in_the_list_without_any_niche(link, member):
    row = looked_up(link).candidate
    Candidate.objects.update(published_at=timezone.now() - timedelta(days=1))

    assert row.title.partition("'")[0] in content(member.get("/discover/"))


def test_its_channel_is_neither_collected_nor_counted(link, workspace):
    looked_up(link)
    channel = SourceChannel.objects.get()

    assert (channel.origin, channel.owner, channel.due_at) == ("linked", workspace, None)
    assert SourceVideo.objects.get().look_at is None
    assert not coverage.CHANNELS.rows().exists()


def test_the_same_video_is_added_once(link, workspace, url):
    looked_up(link)

    again = video_links.add(workspace=workspace, url=f"{url}?is_from_webapp=1&lang=en")
    looked_up(again)

    assert again == link
    assert (VideoLink.objects.count(), Candidate.objects.count()) == (1, 1)


def test_a_repeated_message_changes_nothing(link, asked):
    looked_up(link)
    looked_up(link)

    assert asked(OEMBED) == 1


@pytest.mark.parametrize("video_id", ["7000000000000000001", "1"])
def test_a_private_or_deleted_video_says_so(sandbox_url, workspace, video_id):
    link = video_links.add(workspace=workspace, url=f"https://m.tiktok.com/@nobody/video/{video_id}")

    link = looked_up(link)

    assert link.status == LinkStatus.NOT_PUBLIC
    assert "private, deleted, or never existed" in link.problem
    assert not Candidate.objects.exists()


def test_a_video_that_became_public_is_looked_up_again(link, workspace, url):
    VideoLink.objects.update(status=LinkStatus.NOT_PUBLIC, problem="It is private.")

    again = looked_up(video_links.add(workspace=workspace, url=url))

    assert (again.pk, again.status, again.problem) == (link.pk, LinkStatus.ADDED, "")


def test_an_outage_is_retried_and_then_reported(link, faults):
    faults(path=OEMBED, kind="status", status=503)
    for _ in range(5):
        VideoLink.objects.update(due_at=timezone.now())
        link = looked_up(link)

    assert link.status == LinkStatus.FAILED
    assert "unavailable" in link.problem


def test_a_look_up_after_an_outage_waits(link, faults, asked):
    faults(path=OEMBED, kind="status", status=503)
    looked_up(link)
    looked_up(link)

    assert link.status == LinkStatus.LOOKING_UP
    assert link.due_at > timezone.now()
    assert asked(OEMBED) == 1


@pytest.mark.parametrize("body", ["prose", [1], None])
def test_an_unreadable_response_fails(link, faults, body):
    faults(path=OEMBED, kind="answer", body=body)

    link = looked_up(link)

    assert link.status == LinkStatus.FAILED
    assert "unreadable" in link.problem


def test_a_title_that_cannot_be_stored_loses_no_video(link, faults):
    edits = [
        {"path": ["title"], "value": "a\0 half \ud83d and \u202ea whole \ud83d\ude00"},
        {"path": ["author_name"], "value": "Maker \ude00"},
    ]
    faults(path=OEMBED, kind="rewrite", edits=edits)

    link = looked_up(link)

    assert link.status == LinkStatus.ADDED
    assert link.candidate.title == "a half \ufffd and a whole 😀"
    assert link.candidate.channel.title == "Maker \ufffd"


def test_a_look_up_whose_message_was_lost_is_found(link):
    assert video_links.resume_stalled() == 1
    looked_up(link)
    assert video_links.resume_stalled() == 0


def test_a_worker_that_died_is_replaced(link):
    VideoLink.objects.update(lease_until=timezone.now() - timedelta(seconds=1), fence=3, tries=1)

    assert looked_up(link).status == LinkStatus.ADDED


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("https://vm.tiktok.com/ZMabc123/", "short link"),
        ("https://vt.tiktok.com/ZSabc123", "short link"),
        ("https://www.tiktok.com/t/ZTabc123/", "short link"),
        ("https://www.tiktok.com/@name/photo/7300000000000000001", "photo post"),
        ("https://www.tiktok.com/@name", "account"),
        ("https://www.tiktok.com/foryou", "not the URL of a TikTok video"),
        ("https://www.tiktok.com/@name/video/7300000000000000001/../../x", "not the URL of a TikTok video"),
        ("https://evil.example/@name/video/7300000000000000001", "single video on"),
        ("https://www.tiktok.com.evil.example/@name/video/7300000000000000001", "single video on"),
        ("https://www.tiktok.com@evil.example/@name/video/7300000000000000001", "single video on"),
        ("ftp://www.tiktok.com/@name/video/7300000000000000001", "single video on"),
        ("http://[::1", "single video on"),
        ("https://www.tiktok.com:99999/@name/video/7300000000000000001", "single video on"),
        ("javascript:alert(1)", "single video on"),
        ("https://www.youtube.com/@cremalab", "single video"),
    ],
)
def test_other_addresses_are_refused_with_the_way_out(workspace, address, words):
    with pytest.raises(UnreadableAddressError, match=words):
        video_links.add(workspace=workspace, url=address)


@pytest.mark.parametrize(
    "address",
    [
        "https://www.tiktok.com/@Some.Name/video/7300000000000000001?lang=en",
        "tiktok.com/@some.name/video/7300000000000000001/",
        "https://m.tiktok.com/@some.name/video/7300000000000000001#x",
        "  http://TikTok.com/%40some.name/video/7300000000000000001 ",
    ],
)
def test_urls_of_one_video_have_one_stored_form(address):
    platform, found = platforms.video_at(address)

    assert (platform.key, found.address) == ("tiktok", "@some.name/video/7300000000000000001")


def test_an_id_without_a_time_gives_no_date():
    _, found = platforms.video_at("https://www.tiktok.com/@name/video/12345")

    assert found.published_at is None


def test_a_channel_is_watched_instead_where_that_is_possible(member, niche):
    address = "https://www.youtube.com/watch?v=abcdefghijk"

    refused = member.post(reverse("discovery:video-add"), {"address": address})
    watched = member.post(reverse("discovery:video-add"), {"address": address, "niche": niche.pk})

    assert refused.status_code == 409
    assert "Choose a niche" in refused.content.decode()
    assert watched.status_code == 302
    assert WatchedChannel.objects.get().address == "abcdefghijk"


def test_the_noun_refuses_such_a_platform(workspace):
    with pytest.raises(NotAddedByUrlError):
        video_links.add(workspace=workspace, url="https://youtu.be/abcdefghijk")


def test_a_day_has_a_limit(workspace, url, monkeypatch):
    monkeypatch.setattr(video_links, "MOST_A_DAY", 1)
    video_links.add(workspace=workspace, url=url)

    with pytest.raises(TooManyVideosAddedError):
        video_links.add(workspace=workspace, url=url.replace("@", "@other."))


def test_the_page_says_what_is_being_looked_up_and_why_there_is_no_more(link, member):
    before = content(member.get("/discover/sources/"))
    looked_up(link)
    after = content(member.get("/discover/sources/"))

    assert "Looking up" in before
    assert 'hx-trigger="every 2s"' in before
    assert "research API to non-commercial researchers only" in before
    assert "every 2s" not in after
    assert link.candidate.pk in after


def test_a_removed_video_leaves_nothing_but_its_ideas(link, member, owner):
    row = looked_up(link).candidate
    idea = ideas.from_candidate(candidate=row, user=owner)

    assert member.post(reverse("discovery:video-remove", args=[link.pk])).status_code == 302

    idea.refresh_from_db()
    assert not VideoLink.objects.exists()
    assert not Candidate.objects.exists()
    assert not SourceChannel.objects.exists()


def test_another_video_of_the_channel_stays(link, workspace, post):
    other = list(zip(range(2), post.creator.posts(at=timezone.now().timestamp()), strict=False))[1][1]
    address = f"https://www.tiktok.com/@{other.creator.username}/video/{other.id}"
    second = looked_up(video_links.add(workspace=workspace, url=address))

    video_links.remove(link=looked_up(link))

    assert Candidate.objects.get() == second.candidate


def test_a_workspace_does_not_see_what_another_added(link, stranger_workspace, url):
    looked_up(link)
    other = looked_up(video_links.add(workspace=stranger_workspace, url=url))

    assert other.candidate.source != link.candidate.source
    assert {row.owner_id for row in SourceChannel.objects.all()} == {
        stranger_workspace.pk,
        link.workspace_id,
    }


def test_programs_add_and_remove_videos(sandbox_url, api, url):
    made = api.post("/api/v1/video-links/", {"address": url}, "application/json")
    look_up_video(made.json()["id"])
    shown = api.get(made["Location"]).json()

    assert (made.status_code, made.json()["status"]) == (202, "looking_up")
    assert shown["status"] == "added"
    assert api.get(f"/api/v1/candidates/{shown['candidate']}/").json()["statistics"]["views"] is None
    assert api.delete(made["Location"]).status_code == 204
    assert api.get(made["Location"]).status_code == 404


def test_a_hostile_description_is_only_text(link, sandbox_url, faults, member):
    title = "=cmd|'/c calc'!A1 <script>alert(1)</script> \0" + "x" * 4000
    body = {
        "type": "video",
        "title": title,
        "author_unique_id": "@Name<b>",
        "author_name": ["a"],
        "thumbnail_url": f"http://169.254.169.254/{'y' * 600}",
    }
    faults(path=OEMBED, kind="answer", body=body)

    row = looked_up(link).candidate

    assert len(row.title) == 300
    assert row.thumbnail_url == ""
    assert "<script>alert" not in member.get(f"/discover/candidates/{row.pk}/").content.decode()


def test_the_sandboxs_own_urls_can_be_pasted(sandbox_url, settings, workspace, post):
    address = f"{settings.SANDBOX_URL}/tiktok/@{post.creator.username}/video/{post.id}"

    assert requests.get(address, timeout=10).status_code == 200
    assert looked_up(video_links.add(workspace=workspace, url=address)).status == LinkStatus.ADDED


def test_marks_that_turn_text_and_pictures_that_no_browser_loads_are_left_out(link, faults):
    body = {"type": "video", "author_unique_id": "a", "title": "Tea \u202etime", "author_name": "\u2066Ann"}
    faults(path=OEMBED, kind="answer", body={**body, "thumbnail_url": "javascript:alert(1)"})

    video_links.look_up(link_id=link.pk)

    video = SourceVideo.objects.get()
    assert (video.title, video.channel.title, video.thumbnail_url) == ("Tea time", "Ann", "")
