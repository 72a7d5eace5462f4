"""Providers of licensed data."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse
from django.utils import timezone

from discovery import coverage, plugins
from discovery.models import Candidate, ProviderState, Snapshot, SourceChannel, SourceVideo
from discovery.plugins import loading
from discovery.plugins.base import LicensedChannel, LicensedVideo
from discovery.tasks import run_provider, run_providers
from discovery.tests.test_platforms import content
from foundation.errors import NotFoundError

NOW = timezone.now()
EXAMPLE = "discovery.tests.json_lines_provider.JsonLines"


def video(number=0, **changes):
    values = {
        "id": str(7300000000000000000 + number),
        "channel_id": "c1",
        "title": f"Video {number}",
        "published_at": NOW - timedelta(days=3, hours=number),
        "observed_at": NOW - timedelta(hours=1),
        "views": 1000 + number,
    }
    return LicensedVideo(**{**values, **changes})


class Simple:
    """A provider whose answers are set by the test."""

    name = "Simple Data"
    platform = "tiktok"
    licence = "For tests."
    runs_a_day = 24
    videos_a_day = 100
    found: list[object] = []
    asked: list[datetime | None] = []

    def channels(self):
        return [LicensedChannel(id="c1", title="Maker", handle="maker")]

    def videos(self, *, since):
        self.asked.append(since)
        for each in self.found:
            if isinstance(each, Exception):
                raise each
            yield each


class Other(Simple):
    """Another one, which works."""

    name = "Other Data"
    found = [video(9)]


@pytest.fixture(autouse=True)
def _fresh():
    loading._load.cache_clear()
    Simple.found, Simple.asked = [], []
    yield
    loading._load.cache_clear()


@pytest.fixture
def installed(settings, db):
    settings.DISCOVERY_PLUGINS = ["discovery.tests.test_plugins.Simple"]


def ran(name="Simple Data"):
    plugins.queue_due()
    ProviderState.objects.filter(name=name).update(due_at=timezone.now())
    state = ProviderState.objects.get(name=name)
    run_provider(str(state.pk))
    state.refresh_from_db()
    return state


def test_a_provider_of_files_is_read_and_marked(settings, tmp_path, monkeypatch, member, workspace, api):
    monkeypatch.setenv("LICENSED_DATA", str(tmp_path))
    settings.DISCOVERY_PLUGINS = [EXAMPLE]
    channels = [{"id": "c1", "title": "Maker"}]
    videos = [
        {
            "id": str(7300000000000000000 + n),
            "channel": "c1",
            "title": f"Video {n}",
            "published_at": (NOW - timedelta(days=2, hours=n)).isoformat(),
            "observed_at": NOW.isoformat(),
            "views": 9000 if n == 0 else 1000 + n,
        }
        for n in range(8)
    ]
    for name, rows in (("channels", channels), ("videos", videos)):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")

    state = ran("Example Data")
    member.post(reverse("discovery:licensed-watch"), {"channel": SourceChannel.objects.get().pk})

    best = Candidate.objects.get(title="Video 0")
    assert (state.stored, state.refused, state.problem) == (8, 0, "")
    assert best.score == pytest.approx(9, rel=0.2)
    assert "From Example Data" in content(member.get(f"/discover/candidates/{best.pk}/"))
    assert api.get(f"/api/v1/candidates/{best.pk}/").json()["statistics"]["source"] == "licensed"
    page = content(member.get("/discover/sources/"))
    assert "Licensed for internal research until 2027" in page
    assert "Stop watching" in page


def test_licensed_channels_are_shared_and_not_collected(installed, workspace, stranger_workspace):
    Simple.found = [video(0)]
    ran()
    channel = SourceChannel.objects.get()
    for each in (workspace, stranger_workspace):
        plugins.watch(workspace=each, channel_id=channel.pk)

    assert (channel.origin, channel.provider, channel.owner) == ("licensed", "Simple Data", None)
    assert (channel.due_at, SourceVideo.objects.get().look_at) == (None, None)
    assert Candidate.objects.count() == 2
    assert not coverage.CHANNELS.rows().exists()


def test_a_title_that_cannot_be_stored_loses_no_video(installed):
    Simple.found = [video(0, title="a\0b \ud83d\u202e")]

    state = ran()

    assert (state.stored, state.refused) == (1, 0)
    assert SourceVideo.objects.get().title == "ab \ufffd"


def test_the_next_run_asks_for_what_is_newer(installed):
    Simple.found = [video(0)]
    ran()
    Simple.found = [video(0, views=2000, observed_at=NOW)]
    ran()

    assert Simple.asked[0] is None
    assert isinstance(Simple.asked[1], datetime)
    assert list(Snapshot.objects.order_by("views").values_list("views", flat=True)) == [1000, 2000]


@pytest.mark.parametrize(
    "bad",
    [
        "text",
        None,
        {"id": "1"},
        video(1, id="x"),
        video(1, id=5),
        video(1, channel_id="c2"),
        video(1, channel_id=[]),
        video(1, title=""),
        video(1, title=None),
        video(1, views=-1),
        video(1, views=1.5),
        video(1, views=True),
        video(1, views=10**30),
        video(1, likes="many"),
        video(1, published_at=None),
        video(1, published_at=datetime(2026, 1, 1)),  # noqa: DTZ001 - without a time zone, which is the point
        video(1, published_at=datetime(1999, 1, 1, tzinfo=UTC)),
        video(1, observed_at=NOW + timedelta(days=1)),
        video(1, observed_at=NOW - timedelta(days=30)),
        video(1, duration_s=-1),
        video(1, duration_s=10**9),
        video(1, thumbnail_url=7),
    ],
)
def test_a_bad_value_is_refused_alone(installed, bad):
    Simple.found = [video(0), bad, video(2)]
    state = ran()

    assert (state.stored, state.refused, state.problem) == (2, 1, "")
    assert state.refusal


def test_a_hostile_thumbnail_is_left_out(installed):
    Simple.found = [video(0, thumbnail_url="http://169.254.169.254/x"), video(1, title="a\0b")]
    ran()

    assert set(SourceVideo.objects.values_list("thumbnail_url", "title")) == {("", "Video 0"), ("", "ab")}


def test_an_exception_is_recorded_with_what_came_before_and_backs_off(installed):
    Simple.found = [*(video(n) for n in range(250)), RuntimeError("key=secret")]
    Simple.videos_a_day = 1000
    try:
        first, second = ran(), ran()
    finally:
        Simple.videos_a_day = 100

    assert first.problem == "RuntimeError in the plug-in. Your administrator can find details in the log."
    assert (first.stored, first.failures, second.failures) == (200, 1, 2)
    assert second.due_at > first.due_at > timezone.now()
    assert first.since is None


def test_a_failing_provider_stops_no_other(installed, settings):
    settings.DISCOVERY_PLUGINS = [*settings.DISCOVERY_PLUGINS, "discovery.tests.test_plugins.Other"]
    Simple.found = [RuntimeError("x")]

    assert ran().problem
    assert ran("Other Data").stored == 1


def test_a_days_limit_holds_over_runs_and_what_was_left_out_comes_again(installed):
    Simple.found = [video(n) for n in range(150)]
    first = ran()
    second = ran()

    assert (first.stored, second.stored, second.used) == (100, 0, 100)
    assert second.since is None
    assert SourceVideo.objects.count() == 100

    ProviderState.objects.update(day_on=timezone.now().date() - timedelta(days=1))
    assert ran().stored == 100


def test_endless_nonsense_ends(installed, monkeypatch):
    def endless(self, *, since):
        while True:
            yield "nonsense"

    monkeypatch.setattr(Simple, "videos", endless)

    assert ran().refused == 10_000


def test_a_run_that_another_worker_holds_is_not_started(installed):
    plugins.queue_due()
    ProviderState.objects.update(lease_until=timezone.now() + timedelta(minutes=1))
    run_provider(str(ProviderState.objects.get().pk))

    assert Simple.asked == []


def test_a_run_is_not_started_before_its_time(installed):
    run_providers()
    ProviderState.objects.update(due_at=timezone.now() + timedelta(hours=1))
    run_provider(str(ProviderState.objects.get().pk))

    assert plugins.queue_due() == 0
    assert Simple.asked == []


def test_only_licensed_channels_can_be_watched_like_this(installed, workspace, source):
    with pytest.raises(NotFoundError):
        plugins.watch(workspace=workspace, channel_id=source.pk)
    with pytest.raises(NotFoundError):
        plugins.unwatch(workspace=workspace, channel_id=source.pk)


def test_unwatching_leaves_the_channel_to_others(installed, workspace, stranger_workspace, member):
    Simple.found = [video(0)]
    ran()
    channel = SourceChannel.objects.get()
    for each in (workspace, stranger_workspace):
        plugins.watch(workspace=each, channel_id=channel.pk)

    member.post(reverse("discovery:licensed-unwatch"), {"channel": channel.pk})

    assert Candidate.objects.get().workspace == stranger_workspace
    assert member.post(reverse("discovery:licensed-watch"), {"channel": "x"}).status_code == 404


def test_channels_are_found_by_name(installed, member):
    ran()

    assert "Maker" in content(member.get("/discover/sources/?q=mak"))
    assert ">Maker<" not in content(member.get("/discover/sources/?q=other"))


class WithoutName(Simple):
    """It has no name."""

    name = ""


class OfNoPlatform(Simple):
    """Its platform is unknown."""

    platform = "vine"


class Endless(Simple):
    """Its limit is not a number."""

    videos_a_day = -1


class WithoutVideos:
    """It has no method for videos."""

    name, platform, licence, runs_a_day, videos_a_day = "X", "tiktok", "For tests.", 1, 1

    def channels(self):
        return []


class Failing(Simple):
    """It can't be created."""

    def __init__(self):
        raise OSError("no licence file")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Missing", "it can't be created: ImportError"),
        ("WithoutName", "name must be a text"),
        ("OfNoPlatform", "there is no platform 'vine'; there are youtube, tiktok"),
        ("Endless", "videos_a_day must be a number from 1"),
        ("WithoutVideos", "the method videos is missing"),
        ("Failing", "it can't be created: OSError: no licence file"),
    ],
)
def test_a_wrong_plug_in_stops_the_start_and_is_named(settings, name, words):
    settings.DISCOVERY_PLUGINS = [f"discovery.tests.test_plugins.{name}"]

    with pytest.raises(ImproperlyConfigured, match=f"test_plugins.{name}: ") as refusal:
        plugins.every()
    assert words in str(refusal.value)


def test_two_plug_ins_of_one_name_are_refused(settings):
    settings.DISCOVERY_PLUGINS = ["discovery.tests.test_plugins.Simple"] * 2

    with pytest.raises(ImproperlyConfigured, match="another plug-in has the same name"):
        plugins.every()
