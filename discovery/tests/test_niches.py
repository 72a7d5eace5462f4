"""Niches and watchlists."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from billing.errors import PlanLimitError
from discovery import niches
from discovery.errors import NicheNameTakenError, ScannedJustNowError, UnreadableAddressError
from discovery.models import Candidate, Niche, SourceChannel, WatchedChannel
from discovery.platforms.youtube import addresses
from foundation.errors import StaleError

CHANNEL_ID = "UC" + "b" * 22


def test_a_niche_begins_with_a_round_that_is_due(niche):
    assert niche in Niche.objects.due(at=niche.next_round_at)


def test_names_are_unique_ignoring_case(creator, workspace, niche):
    with pytest.raises(NicheNameTakenError):
        niches.create(workspace=workspace, name="HOME COFFEE", keywords=[])


def test_another_workspace_may_use_the_name(stranger_workspace, niche):
    made = niches.create(workspace=stranger_workspace, name="Home coffee", keywords=[])

    assert made.workspace == stranger_workspace


def test_the_plan_limits_the_niches(workspace):
    niches.create(workspace=workspace, name="The only one", keywords=[])

    with pytest.raises(PlanLimitError) as refusal:
        niches.create(workspace=workspace, name="One more", keywords=[])

    assert refusal.value.context["limit"] == 1
    assert "upgrade. Creator covers 15 niches." in refusal.value.message


@pytest.mark.django_db(transaction=True)
def test_two_requests_for_the_last_niche_cannot_both_have_it(workspace):
    outcomes = []

    def follow(name):
        try:
            niches.create(workspace=workspace, name=name, keywords=[])
            outcomes.append("followed")
        except PlanLimitError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=follow, args=(f"Last {number}",)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["followed", "refused"]


def test_an_edit_of_an_older_version_is_refused(niche):
    niches.edit(niche=niche, version=1, name="Coffee at home")

    with pytest.raises(StaleError):
        niches.edit(niche=niche, version=1, name="Espresso")

    assert niche.name == "Coffee at home"


def test_changed_keywords_are_searched_again(niche):
    Niche.objects.update(searched_at=niche.created_at)

    niches.edit(niche=niche, version=1, keywords=["espresso"])

    assert niche.searched_at is None


@pytest.mark.parametrize(
    ("address", "read"),
    [
        ("@cremalab", "@cremalab"),
        (CHANNEL_ID, CHANNEL_ID),
        (f"https://www.youtube.com/channel/{CHANNEL_ID}/videos", CHANNEL_ID),
        ("https://youtube.com/@crema.lab?si=x", "@crema.lab"),
        ("https://www.youtube.com/watch?v=abcdefghijk&t=3", "abcdefghijk"),
        ("https://www.youtube.com/watch?t=3&v=abcdefghijk", "abcdefghijk"),
        ("https://youtu.be/abcdefghijk?si=y", "abcdefghijk"),
        ("youtube.com/shorts/abcdefghijk", "abcdefghijk"),
        ("https://www.youtube.com/live/abcdefghijk?feature=share", "abcdefghijk"),
        ("https://www.youtube-nocookie.com/embed/abcdefghijk", "abcdefghijk"),
        ("https://music.youtube.com/watch?v=abcdefghijk&list=x", "abcdefghijk"),
        (f"https://music.youtube.com/channel/{CHANNEL_ID}", CHANNEL_ID),
        ("HTTPS://M.YouTube.com/@cremalab/shorts", "@cremalab"),
        (f"https://www.youtube.com/embed/live_stream?channel={CHANNEL_ID}", CHANNEL_ID),
        (f"https://www.youtube.com/playlist?list=UU{CHANNEL_ID[2:]}", CHANNEL_ID),
        ("https://www.youtube.com/@%E6%97%A5%E6%9C%AC%E6%96%99%E7%90%86", "@日本料理"),
        ("https://www.youtube.com/%40cremalab", "@cremalab"),
        ("%40cremalab", "@cremalab"),
        ("\uff20cremalab", "@cremalab"),
        ("@हिंदीखबर", "@हिंदीखबर"),
        ("https://youtube.com/@อนุรักษ์ไทย", "@อนุรักษ์ไทย"),
        ("@crème-brûlée", "@crème-brûlée"),
        ("@cre\u0301me", "@cr\u00e9me"),
        ("https://www.youtube.com/user/SeriousEats", "user/SeriousEats"),
    ],
)
def test_an_address_names_a_channel_or_a_video(address, read):
    assert addresses.read(address) == read


@pytest.mark.parametrize(
    "address",
    [
        "",
        "coffee",
        "https://example.test/@cremalab",
        "http://127.0.0.1/watch?v=abcdefghijk",
        "https://youtube.com.example.test/@a",
        "https://www.youtube.com/watch?v=short",
        "@a b",
        "@../../etc",
        "@ab",
        "@" + "a" * 31,
        "@a\u202eb",
        "https://www.youtube.com@example.test/@cremalab",
        "https://www.youtube.com/embed/live_stream",
        "https://[::1",
        "https://www.youtube.com/",
        "https://www.youtube.com/feed/subscriptions",
        "https://www.youtube.com/watch?" + "&".join("a=b" for _ in range(99)),
    ],
)
def test_anything_else_is_refused(address):
    with pytest.raises(UnreadableAddressError):
        addresses.read(address)


@pytest.mark.parametrize(
    "address", ["youtube.com/c/SeriousEats", "https://www.youtube.com/SeriousEats/videos"]
)
def test_an_address_that_cannot_be_looked_up_says_how_to_name_the_channel(address):
    with pytest.raises(UnreadableAddressError, match="copy its handle"):
        addresses.read(address)


def test_the_same_address_twice_is_one_channel(niche):
    first = niches.watch(niche=niche, address="@cremalab")
    second = niches.watch(niche=niche, address="https://youtube.com/@cremalab")

    assert first == second
    assert WatchedChannel.objects.count() == 1


def test_the_plan_limits_the_channels(workspace, niche):
    for number in range(10):
        niches.watch(niche=niche, address=f"@channel{number}")

    with pytest.raises(PlanLimitError):
        niches.watch(niche=niche, address="@onemore")


def test_deleting_a_niche_keeps_channels_that_another_watches(creator, workspace, niche, channel):
    other = niches.create(workspace=workspace, name="Espresso", keywords=[])
    channel.niches.add(other)

    niches.delete(niche=niche)
    assert WatchedChannel.objects.filter(pk=channel.pk).exists()

    niches.delete(niche=other)
    assert not WatchedChannel.objects.filter(pk=channel.pk).exists()


def test_unwatching_the_last_niche_deletes_its_data(niche, channel, make_candidate):
    make_candidate()

    niches.unwatch(watched=channel, niche=niche)

    assert not Candidate.objects.exists()


def test_a_niche_scanned_a_moment_ago_is_not_scanned_again(niche, source):
    SourceChannel.objects.update(collected_at=timezone.now() - timedelta(minutes=2))
    niche.refresh_from_db()

    with pytest.raises(ScannedJustNowError) as refusal:
        niches.scan(niche=niche)

    assert 170 <= refusal.value.retry_after_s <= 180
