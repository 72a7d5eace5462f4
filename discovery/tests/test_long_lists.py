"""Channels with more videos than one page of their list holds."""

from datetime import timedelta

import pytest
from django.utils import timezone

from discovery import niches, skipped_videos
from discovery.models import ChannelStatus, CollectionState, Niche, SkippedVideo, SourceChannel, SourceVideo
from discovery.tests.hand_made import HandMade, served
from discovery.tests.rounds import collect, collect_again, time_passes

NEWS, OTHER = "UC" + "n" * 22, "UC" + "o" * 22
LIST = "/youtube/v3/playlistItems"


def ids(of, count):
    """Ids of videos, newest first."""
    return [f"{of}{number:07}" for number in range(count)]


@pytest.fixture
def world(settings, niche):
    """A live YouTube with a news channel that has ten Shorts, which the niche watches."""
    Niche.objects.update(livemode=True, searched_at=timezone.now())
    niche.refresh_from_db()
    made = HandMade()
    made.publish(NEWS, ids("base", 10), age_h=48)
    with served(made) as url:
        settings.YOUTUBE_API_KEY, settings.YOUTUBE_API_URL = "a-key", url
        niches.watch(niche=niche, address=NEWS)
        yield made


@pytest.fixture
def listed(world, niche):
    """The same after its first listing, some hours ago."""
    collect(niche)
    time_passes(niche)
    return world


def stored(of):
    """How many videos with such ids are stored."""
    return SourceVideo.objects.filter(platform_id__startswith=of).count()


def planned_for_lists():
    """Units a day of reading the channel's list."""
    channel = SourceChannel.objects.get()
    return channel.units_a_day - channel.reads_a_day / 50


def test_all_videos_since_the_last_listing_are_found(listed, niche):
    listed.publish(NEWS, ids("news", 120), age_h=3)
    calls = listed.count(LIST)

    collect_again(niche)

    assert stored("news") == 120
    assert listed.count(LIST) == calls + 3


def test_a_listing_stops_at_a_known_video(listed, niche):
    listed.publish(NEWS, ids("news", 45), age_h=3)
    listed.sizes[NEWS] = 1000
    calls = listed.count(LIST)

    collect_again(niche)

    assert stored("news") == 45
    assert listed.count(LIST) == calls + 1


def test_what_is_left_after_three_pages_is_read_in_the_next_listing(listed, niche):
    listed.publish(NEWS, ids("news", 220), age_h=3)
    collect_again(niche)
    assert stored("news") == 150
    # It is read every two hours, three pages each time.
    assert planned_for_lists() == pytest.approx(36)

    time_passes(niche)
    # Pages shift, because more was published meanwhile.
    listed.publish(NEWS, ids("more", 20), age_h=2)
    collect_again(niche)

    assert (stored("news"), stored("more")) == (220, 20)
    assert SourceChannel.objects.get().next_page == ""
    assert planned_for_lists() == pytest.approx(12)


def test_videos_too_old_to_be_compared_are_not_listed(world, niche):
    for number in range(100):
        world.add(NEWS, f"old{number:08}", age_h=24 * 91 + number, views=100)

    collect(niche)

    assert world.count(LIST) == 1


def test_a_first_listing_reads_as_far_as_videos_are_compared(world, niche):
    for number in range(100):
        world.add(NEWS, f"year{number:07}", age_h=24 * (3 + 2 * number), views=100)

    collect(niche)

    assert world.count(LIST) == 2
    assert SourceVideo.objects.count() == 100


@pytest.mark.parametrize("status", [400, 404])
def test_an_expired_page_is_no_fault_of_its_channel(listed, niche, status):
    niches.watch(niche=niche, address=OTHER)
    listed.publish(OTHER, ids("other", 3), age_h=30)
    listed.publish(NEWS, ids("news", 120), age_h=3)
    listed.refused["from50"] = status

    collect_again(niche)

    channel = SourceChannel.objects.get(platform_id=NEWS)
    assert (channel.status, channel.next_page) == (ChannelStatus.WATCHED, "")
    assert (stored("news"), stored("other")) == (50, 3)
    assert "Older videos of Channel n could not be listed" in CollectionState.objects.get().problem


def test_after_an_outage_a_listing_continues_at_its_page(listed, niche):
    listed.publish(NEWS, ids("news", 120), age_h=3)
    listed.refused["from50"] = 503
    collect_again(niche)
    assert stored("news") == 50

    listed.refused.clear()
    time_passes(niche)
    collect_again(niche)

    assert stored("news") == 120


def test_an_unread_video_of_a_further_page_is_not_forgotten(source):
    now = timezone.now()
    skipped_videos.note_listed(channel=source, ids=["vid00000001", "vid00000002"], at=now)
    lost = skipped_videos.unavailable(platform_id="vid00000002")
    skipped_videos.record(channel_id=source.pk, unusable=[lost], at=now + timedelta(minutes=1))

    skipped_videos.forget_unlisted(channel=source, ids=["vid00000003"], is_whole=False)

    assert SkippedVideo.objects.get().platform_id == "vid00000001"
