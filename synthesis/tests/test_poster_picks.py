"""Posters that a person picks: made by a worker, kept with their render, and the last pick wins."""

import threading
from datetime import timedelta

import pytest
import redis
from django.conf import settings as django_settings
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from foundation import leases
from synthesis import tasks
from synthesis.errors import NoFinishedVideoError, PosterTimeError, VideoArchivedError, VideoBusyError
from synthesis.library import assets
from synthesis.models import Asset, AssetRole, PosterPick, PosterStatus, Render, Video
from synthesis.production import posters
from synthesis.studio import videos
from synthesis.tests.conftest import make_video, start_render
from synthesis.tests.disks import full_disk
from synthesis.tests.finished_films import LENGTH_S, colour_of, finish_with, three_colours
from synthesis.tests.pages import store
from tests import waiting

WITHIN_S = 30


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    return three_colours(tmp_path_factory.mktemp("film") / "film.mp4")


@pytest.fixture
def finished(workspace, film):
    """A finished render, whose first frame is its poster."""
    return finish_with(make_video(workspace), film)


def again(render):
    """The render as it is stored now."""
    return Render.objects.select_related("poster", "thumbnail", "video", "final_asset").get(pk=render.pk)


def show(render, at_s):
    """Pick a frame, and have it made."""
    row = posters.pick(render=render, at_s=at_s)
    posters.make(pick_id=row.pk)
    row.refresh_from_db()
    return row


def make_and_meanwhile(row, action):
    """Have a worker make the pick, and do something else after its pictures are stored, but not shown yet."""

    def make():
        posters.make(pick_id=row.pk)
        connection.close()

    worker = threading.Thread(target=make)
    with transaction.atomic():
        Render.objects.select_for_update(no_key=True).get(pk=row.render_id)
        worker.start()
        waiting.until(is_blocked, within_s=WITHIN_S, what="the worker waits for the render")
        action()
    worker.join()


def is_blocked():
    """True while a query waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0


@pytest.mark.parametrize(
    ("at_s", "colour"),
    [(0, "red"), (0.95, "red"), (1.0, "green"), (1.999, "green"), (2, "blue"), (LENGTH_S, "blue")],
)
def test_the_poster_is_the_frame_that_a_player_shows_at_that_moment(finished, at_s, colour):
    row = show(finished, at_s)

    shown = again(finished)
    assert (row.status, row.shown_at_s) == (PosterStatus.SUCCEEDED, at_s)
    assert (colour_of(shown.poster), colour_of(shown.thumbnail)) == (colour, colour)


def test_a_picked_poster_has_two_sizes_and_new_addresses(finished):
    show(finished, 1.5)

    shown = again(finished)
    assert (shown.poster.role, shown.thumbnail.role) == (AssetRole.POSTER, AssetRole.THUMBNAIL)
    assert (shown.poster.width_px, shown.poster.height_px) == (1080, 1920)
    assert shown.poster.mime_type == "image/jpeg"
    assert {shown.poster_id, shown.thumbnail_id}.isdisjoint({finished.poster_id, finished.thumbnail_id})


def test_the_poster_stays_until_the_picked_one_is_made(finished):
    row = posters.pick(render=finished, at_s=1.5)

    assert row.status == PosterStatus.QUEUED
    assert again(finished).poster == finished.poster


def test_a_pick_is_sent_to_a_worker_once_it_is_committed(finished, django_capture_on_commit_callbacks):
    with redis.Redis.from_url(django_settings.REDIS_URL) as broker:
        before = broker.llen("control")
        with django_capture_on_commit_callbacks(execute=True):
            posters.pick(render=finished, at_s=1.5)
            posters.pick(render=finished, at_s=1.5)

        assert broker.llen("control") == before + 1


def test_the_same_moment_twice_is_one_pick(finished):
    first = show(finished, 1.5)
    poster = again(finished).poster_id

    second = show(finished, 1.5)

    assert (second.pk, second.fence) == (first.pk, first.fence)
    assert again(finished).poster_id == poster


def test_the_last_pick_wins(finished):
    posters.pick(render=finished, at_s=0.5)
    row = show(finished, 2.5)

    assert colour_of(again(finished).poster) == "blue"
    assert PosterPick.objects.get() == row


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_late_with_an_earlier_pick_shows_nothing(finished):
    row = posters.pick(render=finished, at_s=0.5)

    make_and_meanwhile(row, lambda: posters.pick(render=finished, at_s=2.5))

    assert again(finished).poster == finished.poster
    assert Asset.objects.filter(role=AssetRole.POSTER).count() == 1
    posters.make(pick_id=row.pk)
    assert colour_of(again(finished).poster) == "blue"


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_one_pick_once(finished):
    row = posters.pick(render=finished, at_s=1.5)
    starts = threading.Barrier(2)

    def make():
        starts.wait()
        posters.make(pick_id=row.pk)
        connection.close()

    threads = [threading.Thread(target=make) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert colour_of(again(finished).poster) == "green"
    assert Asset.objects.filter(role=AssetRole.POSTER).count() == 2


@pytest.mark.django_db(transaction=True)
def test_picks_and_resets_at_once_end_with_one_poster(finished):
    starts = threading.Barrier(3)

    def act(action):
        starts.wait()
        action()
        connection.close()

    def make():
        for row in PosterPick.objects.all():
            posters.make(pick_id=row.pk)

    show(finished, 0.5)
    posters.pick(render=finished, at_s=1.5)
    actions = (make, lambda: posters.pick(render=finished, at_s=2.5), lambda: posters.reset(render=finished))
    threads = [threading.Thread(target=act, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    make()

    row = PosterPick.objects.first()
    shown = again(finished)
    assert (row is None) == (shown.poster == finished.poster)
    assert row is None or (row.shown_at_s, colour_of(shown.poster)) == (2.5, "blue")


def test_a_replaced_poster_is_deleted_later_and_the_first_frame_is_kept(
    finished, django_capture_on_commit_callbacks
):
    show(finished, 0.5)
    replaced = again(finished).poster
    show(finished, 1.5)

    # An open page may be about to load it.
    assert default_storage.exists(replaced.file.name)
    Asset.objects.exclude(expires_at=None).update(expires_at=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        assert assets.delete_expired() == 2

    assert not default_storage.exists(replaced.file.name)
    assert default_storage.exists(finished.poster.file.name)


def test_the_first_frame_comes_back_at_once(finished):
    show(finished, 0.5)
    show(finished, 1.5)

    posters.reset(render=finished)

    shown = again(finished)
    assert (shown.poster, shown.thumbnail) == (finished.poster, finished.thumbnail)
    assert posters.of_render(render=shown) is None
    posters.reset(render=finished)
    assert again(finished).poster == finished.poster


@pytest.mark.django_db(transaction=True)
def test_a_reset_ends_a_pick_that_is_being_made(finished):
    row = posters.pick(render=finished, at_s=1.5)

    make_and_meanwhile(row, lambda: posters.reset(render=finished))

    assert again(finished).poster == finished.poster
    assert Asset.objects.filter(role=AssetRole.POSTER).count() == 1


def test_a_new_render_begins_with_its_own_first_frame(finished, film):
    show(finished, 1.5)

    newer = finish_with(finished.video, film)

    assert posters.of_render(render=newer) is None
    assert colour_of(again(finished).poster) == "green"


@pytest.mark.parametrize("at_s", [-0.001, LENGTH_S + 0.001, 1e9, float("nan"), float("inf"), -float("inf")])
def test_a_moment_outside_of_the_video_is_refused_with_its_length(finished, at_s):
    with pytest.raises(PosterTimeError, match=r"The video is 3\.0 s long\. Choose a moment from 0 to 3 sec"):
        posters.pick(render=finished, at_s=at_s)

    assert not PosterPick.objects.exists()


def test_a_render_without_a_file_has_no_poster_to_pick(workspace):
    video = make_video(workspace)
    render = start_render(video)
    render.move_to("failed")
    videos.end_production(video=Video.objects.get(pk=video.pk))

    with pytest.raises(NoFinishedVideoError, match="no finished video"):
        posters.pick(render=render, at_s=0)


def test_no_poster_is_picked_while_the_video_is_rendering(finished):
    start_render(finished.video)

    for act in (lambda: posters.pick(render=finished, at_s=1), lambda: posters.reset(render=finished)):
        with pytest.raises(VideoBusyError, match="is rendering"):
            act()


def test_an_archived_video_keeps_its_poster(finished):
    videos.archive(video=finished.video)

    with pytest.raises(VideoArchivedError):
        posters.pick(render=finished, at_s=1)


def test_a_file_that_cannot_be_read_fails_the_pick_with_words(finished):
    broken = store(finished.workspace, duration_s=LENGTH_S)
    Render.objects.filter(pk=finished.pk).update(final_asset=broken)

    row = show(again(finished), 1.5)

    assert (row.status, row.note) == (PosterStatus.FAILED, posters.NOT_MADE)
    assert again(finished).poster == finished.poster


def test_a_failed_pick_can_be_picked_again(finished, film):
    broken = store(finished.workspace, duration_s=LENGTH_S)
    Render.objects.filter(pk=finished.pk).update(final_asset=broken)
    show(again(finished), 1.5)
    Render.objects.filter(pk=finished.pk).update(final_asset=finished.final_asset)

    row = show(again(finished), 1.5)

    assert (row.status, row.note) == (PosterStatus.SUCCEEDED, "")


def test_a_full_disk_postpones_the_pick_and_leaves_no_file(finished):
    row = posters.pick(render=finished, at_s=1.5)
    with full_disk(most_bytes=100):
        posters.make(pick_id=row.pk)

    row.refresh_from_db()
    assert row.status == PosterStatus.QUEUED
    assert row.due_at
    assert row.due_at > timezone.now()
    assert Asset.objects.filter(role=AssetRole.POSTER).count() == 1


def test_a_pick_that_kills_its_workers_fails(finished):
    row = posters.pick(render=finished, at_s=1.5)
    PosterPick.objects.update(tries=posters.MOST_TRIES)

    posters.make(pick_id=row.pk)

    row.refresh_from_db()
    assert row.status == PosterStatus.FAILED


@pytest.mark.parametrize("status", [PosterStatus.QUEUED, PosterStatus.RUNNING])
def test_the_sweeper_finds_a_pick_whose_message_was_lost(
    finished, django_capture_on_commit_callbacks, status
):
    posters.pick(render=finished, at_s=1.5)
    long_ago = timezone.now() - timedelta(minutes=5)
    PosterPick.objects.update(status=status, status_changed_at=long_ago, lease_until=long_ago)

    with django_capture_on_commit_callbacks() as sent:
        posters.resume_stalled()

    assert len(sent) == 1


def test_the_sweeper_leaves_picks_that_a_worker_is_making(finished, django_capture_on_commit_callbacks):
    row = posters.pick(render=finished, at_s=1.5)
    terms = leases.Terms(rows=PosterPick.objects.open, lasts=posters.LEASE)
    leases.claim(terms=terms, pk=row.pk, status=PosterStatus.RUNNING)

    with django_capture_on_commit_callbacks() as sent:
        posters.resume_stalled()

    assert sent == []


def test_the_task_makes_the_pick(finished):
    row = posters.pick(render=finished, at_s=1.5)

    tasks.make_poster(row.pk)
    tasks.make_poster(row.pk)

    assert colour_of(again(finished).poster) == "green"
    tasks.make_poster("pst_gone")
