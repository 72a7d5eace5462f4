"""Own channels: what is handed over is stored, scored like other channels, and seen by its workspace only."""

from datetime import timedelta

import pytest
from django.utils import timezone

from discovery import coverage, ideas, own_channels, scores
from discovery.models import Candidate, ChannelOrigin, Snapshot, SourceChannel, SourceVideo, WatchedChannel
from discovery.own_channels import OwnChannel, OwnVideo
from discovery.scoring import STANDS_OUT_AT

NOW = timezone.now()
# Views of the newest videos; the fourth stands out.
VIEWS = (900, 1100, 1000, 9000, 950, 1050, 1000, 980, 1020, 990, 1010, 1000)


def own_channel(**fields) -> OwnChannel:
    facts = {
        "platform_id": "open-1",
        "uploads_id": "",
        "title": "Moka & Miles",
        "handle": "@moka",
        "avatar_url": "",
        "subscribers": 1200,
    }
    return OwnChannel(**{**facts, **fields})


def own_video(number, views, *, every=timedelta(days=3), **fields) -> OwnVideo:
    facts = {
        "platform_id": f"75{number:08}",
        "title": f"Video {number}",
        "url": "",
        "thumbnail_url": "https://p16.tiktokcdn.com/x.jpg",
        "published_at": NOW - every * (number + 1),
        "duration_s": 30,
        "is_short": True,
        "views": views,
        "likes": 10,
        "comments": 1,
        "shares": 2,
    }
    return OwnVideo(**{**facts, **fields})


def own_videos(factor=1, **fields):
    return [own_video(number, views * factor, **fields) for number, views in enumerate(VIEWS)]


def receive(workspace, videos=None, *, at=NOW, account="con_1", platform="tiktok", **fields):
    own_channels.receive(
        workspace=workspace,
        platform=platform,
        account=account,
        channel=own_channel(**fields),
        videos=own_videos() if videos is None else videos,
        at=at,
        livemode=False,
    )


@pytest.fixture
def mine(workspace) -> WatchedChannel:
    receive(workspace)
    (channel,) = own_channels.listed(workspace=workspace)
    return channel


def test_an_account_is_stored_with_its_videos_and_counts(workspace, mine):
    source = SourceChannel.objects.get()

    assert (source.owner, source.origin, source.account) == (workspace, ChannelOrigin.OWN, "con_1")
    assert (source.title, source.subscribers) == ("Moka & Miles", 1200)
    assert list(own_channels.newest(channel=mine).values_list("views", flat=True)) == list(VIEWS)
    assert Snapshot.objects.count() == len(VIEWS)


def test_own_videos_are_scored_against_the_channels_own_normal(mine):
    rows = list(own_channels.newest(channel=mine))

    assert rows[3].score == max(row.score or 0 for row in rows)
    assert (rows[3].score_low or 0) > STANDS_OUT_AT
    assert rows[3].baseline_n >= 5


def test_outcomes_count_what_stands_out(mine):
    (outcome,) = own_channels.outcomes(channel=mine)

    assert (outcome.format, outcome.above) == ("short", 1)
    assert outcome.above + outcome.raised + outcome.usual + outcome.below + outcome.unscored == len(VIEWS)


def test_a_video_above_the_range_that_does_not_stand_out_is_counted_apart(workspace):
    usual = [own_video(number, 1000 + 10 * number) for number in range(1, 12)]
    receive(workspace, [own_video(12, 2200), *usual])
    (channel,) = own_channels.listed(workspace=workspace)

    (outcome,) = own_channels.outcomes(channel=channel)

    assert (outcome.above, outcome.raised) == (0, 1)
    assert "1 did better than your normal range" in own_channels.summary(channel=channel)[0]


def test_videos_of_half_a_year_are_compared(workspace):
    receive(workspace, own_videos(every=timedelta(days=15)))
    (channel,) = own_channels.listed(workspace=workspace)

    rows = list(own_channels.newest(channel=channel))
    assert len(rows) == len(VIEWS)
    assert rows[3].score is not None


def test_a_second_reading_adds_a_look_and_refreshes_the_details(workspace, mine):
    later = [own_video(0, 1900, title="New title"), *own_videos()[1:]]

    receive(workspace, later, at=NOW + timedelta(hours=1), title="Renamed")

    row = own_channels.newest(channel=mine)[0]
    assert (row.title, row.views) == ("New title", 1900)
    assert SourceChannel.objects.get().title == "Renamed"
    assert Snapshot.objects.count() == 2 * len(VIEWS)
    assert Candidate.objects.count() == len(VIEWS)


def test_a_removed_video_is_hidden_after_a_second_reading_without_it(workspace, mine):
    rest = own_videos()[1:]

    receive(workspace, rest, at=NOW + timedelta(hours=1))
    assert own_channels.newest(channel=mine).count() == len(VIEWS)
    receive(workspace, rest, at=NOW + timedelta(hours=2))

    assert own_channels.newest(channel=mine).count() == len(VIEWS) - 1


def test_videos_older_than_the_list_stay(workspace, mine):
    for hours in (1, 2):
        receive(workspace, own_videos()[:5], at=NOW + timedelta(hours=hours))

    assert own_channels.newest(channel=mine).count() == len(VIEWS)


def test_hidden_views_have_no_score(workspace):
    receive(workspace, [own_video(0, None), *own_videos()[1:]])
    (channel,) = own_channels.listed(workspace=workspace)

    row = own_channels.newest(channel=channel)[0]
    assert (row.views, row.score, row.unscored) == (None, None, "no_views")


@pytest.mark.parametrize("videos", [[], [own_video(0, 5)]], ids=["none", "one"])
def test_a_small_channel_has_no_scores(workspace, videos):
    receive(workspace, videos)
    (channel,) = own_channels.listed(workspace=workspace)

    assert [row.score for row in own_channels.newest(channel=channel)] == [None] * len(videos)


def test_two_workspaces_have_their_own_rows_of_an_account(workspace, stranger_workspace, mine):
    receive(stranger_workspace, own_videos(factor=2), account="con_2")

    (theirs,) = own_channels.listed(workspace=stranger_workspace)
    assert own_channels.newest(channel=mine)[0].views == VIEWS[0]
    assert own_channels.newest(channel=theirs)[0].views == 2 * VIEWS[0]
    own_channels.forget(workspace=stranger_workspace, account="con_1")
    assert own_channels.listed(workspace=workspace) == [mine]


def test_forgetting_an_account_deletes_its_videos(workspace, mine):
    own_channels.forget(workspace=workspace, account="con_1")

    assert own_channels.listed(workspace=workspace) == []
    assert not SourceVideo.objects.exists()
    assert not Candidate.objects.exists()
    assert not WatchedChannel.objects.exists()


def test_own_channels_do_not_count_against_the_plan(workspace, mine):
    assert coverage.CHANNELS.holding(workspace=workspace).count == 0


def test_own_videos_are_not_on_the_discover_list(member, mine, channel):
    assert "Video 3" not in member.get("/discover/?horizon=30d").content.decode()


def test_no_niche_is_followed_where_only_own_accounts_are_read(api, member):
    body = {"name": "Coffee", "keywords": ["coffee"], "platform": "tiktok"}

    answer = api.post("/api/v1/niches/", body, content_type="application/json")

    assert answer.status_code == 422
    assert answer.json()["code"] == "platform_not_watchable"
    assert 'value="tiktok"' not in member.get("/discover/niches/new/").content.decode()


# --- the page ---------------------------------------------------------------------------------------------


def page_of(member, address="/discover/my-channel/") -> str:
    return " ".join(member.get(address).content.decode().split())


def outlier(source, make_candidate, **fields):
    """A video of a watched channel at about nine times its normal."""
    for number in range(8):
        make_candidate(number, observations=[(24, 1000 + number)], age_h=24 * 8 + number)
    row = make_candidate(9, observations=[(24, 9000)], age_h=24, **fields)
    scores.rescore(channel=source, at=NOW)
    return row


def test_without_a_channel_the_page_leads_to_connecting_one(member):
    page = page_of(member)

    assert "No channel connected" in page
    assert 'href="/connections/"' in page


def test_the_page_says_how_the_newest_videos_did(member, mine):
    page = page_of(member)

    assert "Moka &amp; Miles" in page
    assert "TikTok · 1.2K followers · read" in page
    assert "Of your newest 12 TikToks, 1 stood out, 10 did as usual, 1 can&#39;t be compared yet." in page
    assert "Video 3" in page


def test_the_page_shows_one_platform_at_a_time(workspace, member, mine):
    receive(workspace, own_videos(factor=7), platform="youtube", platform_id="UC1", title="Moka on YouTube")
    (theirs,) = (row for row in own_channels.listed(workspace=workspace) if row.platform == "youtube")

    page = page_of(member, f"/discover/my-channel/?channel={theirs.pk}")

    assert "Of your newest 12 Shorts, 1 stood out," in page
    assert "TikToks" not in page
    assert f'href="/discover/my-channel/?channel={mine.pk}"' in page


def test_a_channel_without_videos_says_so(workspace, member):
    receive(workspace, [])

    assert "No public videos yet" in page_of(member)


def test_what_stands_out_elsewhere_is_listed_until_it_is_an_idea(member, owner, source, make_candidate, mine):
    row = outlier(source, make_candidate, title="Stop tamping too hard, it ruins your espresso")
    assert "Stop tamping too hard" in page_of(member)

    ideas.from_candidate(candidate=row, user=owner)

    assert "Stop tamping too hard" not in page_of(member)


def test_what_has_an_own_title_is_not_listed(workspace, member, source, make_candidate):
    title = "Stop tamping too hard, it ruins your espresso"
    outlier(source, make_candidate, title=title)
    receive(workspace, [own_video(0, 500, title=title.upper()), *own_videos()[1:]])

    assert own_channels.not_made(workspace=workspace, since=NOW - timedelta(days=30), limit=10) == []


def test_the_page_shows_nothing_of_another_workspace(member, stranger_workspace):
    receive(stranger_workspace)
    (theirs,) = own_channels.listed(workspace=stranger_workspace)

    page = page_of(member, f"/discover/my-channel/?channel={theirs.pk}")

    assert "Moka" not in page


def test_the_number_of_queries_does_not_grow_with_the_videos(
    member, workspace, django_assert_max_num_queries
):
    receive(workspace)
    page_of(member)

    with django_assert_max_num_queries(22):
        page_of(member)
