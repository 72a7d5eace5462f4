"""Pages of results: what they show, in which states, and with how many queries."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from publishing.models import (
    Connection,
    ConnectionStatus,
    Mark,
    MetricSnapshot,
    RetentionCurve,
    Tracking,
)
from publishing.results import cards, overview, scenes
from publishing.tests.results import (
    allow_reports,
    known_videos,
    published,
    read_counts,
    read_reports,
)
from publishing.tests.results import posts as posts
from synthesis.content import SceneTiming


def page_of(member, query=""):
    return member.get(f"/analytics/{query}")


def text_of(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def reported(ready_video, connection, sandbox_url, member):
    """The channel's three oldest listed videos as publications, with all their numbers."""
    allow_reports(connection, sandbox_url, member)
    seen = known_videos(connection, count=50)[-3:]
    rows = published(ready_video, connection, ids=[video.id for video in seen])
    for row, video in zip(rows, seen, strict=True):
        row.published_at = video.published_at
        row.save()
    read_counts(connection)
    read_reports(connection)
    return rows


def test_a_share_is_a_percentage_also_in_its_title(member, reported):
    assert re.search(r'title="[0-9.]+%, YouTube Analytics', text_of(page_of(member, "?range=all")))


def test_without_a_channel_the_page_leads_to_connecting_one(member):
    page = text_of(page_of(member))

    assert "No channel connected" in page
    assert "/connections/" in page


def test_a_channel_without_posts_says_so(member, connection):
    assert "Nothing published here in this period" in text_of(page_of(member))


def test_posts_are_listed_with_source_and_age(member, posts, connection):
    read_counts(connection)

    page = text_of(page_of(member))

    assert "Post 0" in page
    assert "YouTube" in page
    assert "not read yet" in page


def test_a_channel_without_the_permission_is_offered_it(member, posts, connection):
    page = text_of(page_of(member))

    assert "Allow YouTube Analytics" in page
    assert "Everything else works without it" in page


def test_young_posts_await_their_first_report(member, posts, connection, sandbox_url):
    allow_reports(connection, sandbox_url, member)

    assert "Awaiting first sync" in text_of(page_of(member))


def test_a_reading_that_failed_is_said_instead_of_awaited(member, posts, connection, sandbox_url):
    allow_reports(connection, sandbox_url, member)
    Tracking.objects.create(
        publication=posts[0], due_at=timezone.now(), problem="The quota is used up.",
        reports_due_at=timezone.now(), reports_problem="The API is not enabled.",
    )  # fmt: skip

    page = text_of(page_of(member))

    assert "The quota is used up." in page
    assert "The API is not enabled." in page
    assert "Awaiting first sync" not in page


def test_a_median_that_no_post_can_have_says_why(workspace, connection):
    other = Connection(workspace=workspace, platform="tiktok", livemode=False)
    watched = [
        next(
            card
            for card in cards.of_period(connection=each, since=None, derives=True)
            if card.format == "percent"
        )
        for each in (connection, other)
    ]

    assert watched[0].figure.note == "needs the permission for YouTube Analytics"
    assert watched[1].figure.note == "not provided by TikTok's API"


def test_a_lost_connection_leads_to_reconnecting(member, posts, connection):
    Connection.objects.update(status=ConnectionStatus.NEEDS_RECONNECT)

    assert "Reconnect Moka" in text_of(page_of(member))


def test_no_computed_number_is_shown_while_derived_metrics_are_off(member, reported, settings):
    assert "Views at 24 hours" in text_of(page_of(member, "?range=all"))
    settings.YOUTUBE_DERIVED_METRICS_ACCEPTED = False

    page = text_of(page_of(member, "?range=all"))

    assert "Raw numbers only" in page
    assert "Views at 24 hours" not in page
    assert "own normal" not in page


@pytest.mark.parametrize("sort", overview.SORTS)
def test_posts_are_sorted_by_each_column_and_those_without_a_number_come_last(reported, connection, sort):
    rows = overview.posts(connection=connection, since=None)

    for descending in (True, False):
        values = [row.value(sort) for row in overview.ordered(rows=rows, by=sort, descending=descending)]
        known = [value for value in values if value is not None]
        assert known == sorted(known, reverse=descending)
        assert values[len(known) :] == [None] * (len(values) - len(known))


def test_unknown_words_in_the_query_get_the_usual_page(member, posts, connection):
    answer = page_of(member, "?channel=con_foreign&range=x&sort=%27&order=%20&compare=all")

    assert answer.status_code == 200


def test_the_period_before_is_compared(member, posts, connection):
    assert "Before" not in text_of(page_of(member, "?range=28d"))
    assert text_of(page_of(member, "?range=28d&compare=before")).count("Before") == 5


def test_the_page_takes_the_same_queries_for_any_number_of_posts(member, ready_video, connection):
    published(ready_video, connection, ids=["a"])
    page_of(member)
    with CaptureQueriesContext(database) as few:
        page_of(member)
    published(ready_video, connection, ids=[f"b{n}" for n in range(9)])
    MetricSnapshot.objects.bulk_create(
        MetricSnapshot(publication=row, mark=mark, observed_at=timezone.now(), age_s=3600, views=n)
        for n, row in enumerate(connection.publications.all())
        for mark in (Mark.H1, Mark.LATEST)
    )
    with CaptureQueriesContext(database) as many:
        page_of(member)

    assert len(many) == len(few)


def test_a_downloaded_title_is_not_a_formula(member, posts, connection):
    posts[0].title = '=HYPERLINK("http://x")'
    posts[0].save()
    read_counts(connection)

    lines = list(csv.DictReader(io.StringIO(member.get("/analytics/posts.csv").content.decode())))

    titles = {line["title"] for line in lines}
    assert not any(title.startswith("=") for title in titles)
    assert {line["mark"] for line in lines} == {"1h", "latest"}
    assert "shares: in YouTube Analytics only" in lines[0]["why_missing"]


def test_the_growth_has_the_normal_range_of_five_other_posts(posts, connection, ready_video):
    more = published(ready_video, connection, ids=[f"other-{n}" for n in range(5)])
    for n, row in enumerate([posts[0], *more]):
        MetricSnapshot.objects.create(
            publication=row, mark=Mark.H1, observed_at=timezone.now(), age_s=3600, views=100 * (n + 1)
        )
    rows = {row.publication.pk: row for row in overview.posts(connection=connection, since=None)}

    found = overview.growth(post=rows[posts[0].pk], derives=True)
    off = overview.growth(post=rows[posts[0].pk], derives=False)

    assert found.n == 5
    age_h, low, middle, high = found.band[-1]
    assert (age_h, round(middle)) == (1.0, 400)
    assert 200 <= low < middle < high <= 600
    assert off.band == []


def read_at(row, mark, views, *, age=None):
    age_s = int((age or mark.age).total_seconds())
    MetricSnapshot.objects.create(
        publication=row, mark=mark, observed_at=timezone.now(), age_s=age_s, views=views
    )


def test_the_number_of_posts_is_exact_and_all_are_downloaded(
    member, posts, connection, ready_video, monkeypatch
):
    monkeypatch.setattr(overview, "MOST_POSTS", 2)
    for row in posts:
        read_at(row, Mark.H1, 5)

    found = cards.of_period(connection=connection, since=None, derives=True)
    page = text_of(page_of(member))
    lines = list(csv.DictReader(io.StringIO(member.get("/analytics/posts.csv").content.decode())))

    assert found[0].figure.value == 3
    assert "The newest 2 of 3" in page
    assert {line["title"] for line in lines} == {"Post 0", "Post 1", "Post 2"}


@pytest.mark.parametrize("change", ["unlisted", "made private", "read late"])
def test_medians_are_over_public_posts_that_were_read_in_time(posts, connection, change):
    for row, views in zip(posts, (100, 200, 9000), strict=True):
        read_at(
            row, Mark.H24, views, age=timedelta(hours=40) if change == "read late" and views > 200 else None
        )
    if change == "unlisted":
        posts[2].options = {**posts[2].options, "visibility": "unlisted"}
        posts[2].save()
    if change == "made private":
        Tracking.objects.create(publication=posts[2], audience="private")

    posted, median, *_ = cards.of_period(connection=connection, since=None, derives=True)

    assert posted.figure.value == 3
    assert (median.figure.value, median.figure.n) == (150, 2)
    assert median.figure.origin == "median"


def test_the_normal_range_does_not_depend_on_the_period_shown_and_leaves_out_private_posts(
    posts, connection, ready_video
):
    old = published(ready_video, connection, ids=[f"old-{n}" for n in range(5)], age=timedelta(days=200))
    for n, row in enumerate([posts[0], *old]):
        read_at(row, Mark.H1, 100 * (n + 1))
    recent = overview.posts(connection=connection, since=timezone.now() - timedelta(days=7))
    post = next(row for row in recent if row.publication == posts[0])

    assert overview.growth(post=post, derives=True).n == 5
    old[0].options = {**old[0].options, "visibility": "private"}
    old[0].save()
    assert overview.growth(post=post, derives=True).band == []


def test_a_publication_shows_its_marks_with_true_ages(member, reported):
    page = text_of(member.get(f"/publications/{reported[0].pk}/results/"))

    assert "Missed" in page
    assert "YouTube Analytics" in page
    assert "Where viewers came from" in page
    assert "Shorts feed" in page or "YouTube search" in page


def test_the_curve_is_drawn_under_the_scenes_and_the_biggest_drop_is_named(member, reported):
    publication = reported[0]
    render = publication.render
    render.timeline = [
        SceneTiming(scene="scn_1", position=1, starts_s=0, duration_s=6),
        SceneTiming(scene="scn_2", position=2, starts_s=6, duration_s=4),
    ]
    render.final_asset.duration_s = 10
    render.final_asset.save()
    render.save()
    curve = RetentionCurve.objects.get(publication=publication)
    curve.points = [[n / 100, 0.9 if n < 70 else 0.5, None] for n in range(1, 101)]
    curve.save()

    publication.refresh_from_db()
    found = scenes.under_scenes(publication=publication, curve=curve)
    page = text_of(member.get(f"/publications/{publication.pk}/results/"))

    assert found.drop is not None
    assert found.drop.scene is not None
    assert found.drop.scene.id == "scn_2"
    assert "in scene 2: the share of viewers watching falls from 90% to 50%" in page
    assert "Viewers still watching: 90% at" in page
    assert "no longer in the studio" in page


def test_a_flat_curve_has_no_drop(reported):
    curve = RetentionCurve(points=[[n / 10, 1.0, None] for n in range(1, 11)])

    assert scenes.under_scenes(publication=reported[0], curve=curve).drop is None


def test_a_post_that_is_not_public_says_so_and_results_belong_to_analytics(member, posts, connection):
    posts[0].options = {**posts[0].options, "visibility": "unlisted"}
    posts[0].save()
    Tracking.objects.create(publication=posts[1], audience="private")
    Tracking.objects.create(publication=posts[0], audience="public")

    page, one = text_of(page_of(member)), text_of(member.get(f"/publications/{posts[0].pk}/results/"))

    assert "Posted as unlisted" in page
    assert "Now private" in page
    assert re.search(r'href="/analytics/"\s+aria-current="page"', one)
    assert not re.search(r'href="/calendar/"\s+aria-current="page"', one)


def test_a_takedown_is_said_on_the_page(member, posts, connection):
    read_counts(connection)
    posts[0].tracking.missed_at = posts[0].tracking.gone_at = timezone.now() - timedelta(hours=1)
    posts[0].tracking.save()

    assert "No longer on YouTube" in text_of(member.get(f"/publications/{posts[0].pk}/results/"))
    assert "Removed" in text_of(page_of(member))


def test_a_video_shows_its_results_for_each_channel(member, posts, connection):
    read_counts(connection)

    page = text_of(member.get(f"/videos/{posts[0].video_id}/results/"))

    assert "Moka &amp; Miles on YouTube" in page
    assert page.count("All results") == 3


def test_all_pages_of_a_video_have_the_same_tabs(member, posts):
    video_id = posts[0].video_id

    pages = [text_of(member.get(f"/videos/{video_id}/{page}")) for page in ("", "lineage/", "results/")]

    tabs = [re.findall(r'class="tabs__tab" href="([^"]*)"', page) for page in pages]
    assert tabs[0] == tabs[1] == tabs[2]
    assert f"/publications/new/?video={video_id}" in tabs[2]


def test_a_draft_has_no_results_yet(member, draft):
    assert "Not published yet" in text_of(member.get(f"/publications/{draft.pk}/results/"))
    assert "Not published yet" in text_of(member.get(f"/videos/{draft.video_id}/results/"))
