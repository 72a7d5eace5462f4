"""The worker is killed while it makes the poster that a person picked."""

from datetime import timedelta

import pytest
from celery import current_app
from django.db import connection, transaction
from django.utils import timezone

from synthesis.library import leftovers
from synthesis.models import Asset, AssetRole, PosterPick, PosterStatus, Render
from synthesis.production import posters
from synthesis.tests.conftest import make_video, open_workspace
from synthesis.tests.finished_films import colour_of, finish_with, three_colours
from tests import waiting
from tests.faults import victims

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

READY_WITHIN_S, MADE_WITHIN_S = 60, 60


@pytest.fixture
def render(transactional_db, tmp_path):
    return finish_with(make_video(open_workspace()), three_colours(tmp_path / "film.mp4"))


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """The folder of temporary files, of the worker and of the test."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


@pytest.fixture
def worker(temporary):
    """A worker that the test starts, kills and starts again."""
    victim = victims.worker()
    yield victim
    victim.stop()


def again(render):
    return Render.objects.select_related("poster", "thumbnail").get(pk=render.pk)


def waits_for_the_render():
    """True once the worker has stored its pictures and is about to show them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0


def kill_while_it_makes(worker, render, at_s):
    """Pick a frame, and kill the worker between the storing of its pictures and their showing."""
    pick = posters.pick(render=render, at_s=at_s)
    with transaction.atomic():
        Render.objects.select_for_update(no_key=True).get(pk=render.pk)
        worker.start()
        waiting.until(waits_for_the_render, within_s=READY_WITHIN_S, what="the worker has made the pictures")
        worker.kill()
    pick.refresh_from_db()
    return pick


def let_the_lease_of_the_dead_run_out(pick):
    PosterPick.objects.filter(pk=pick.pk).update(lease_until=timezone.now())


def until_it_is_shown(pick):
    def is_shown():
        pick.refresh_from_db()
        return pick.status == PosterStatus.SUCCEEDED

    def sweep():
        current_app.send_task("synthesis.resume_stalled", expires=2)

    waiting.until(is_shown, within_s=MADE_WITHIN_S, what="the poster is shown", meanwhile=sweep)


def test_a_poster_whose_worker_was_killed_is_made_by_the_next(worker, render):
    pick = kill_while_it_makes(worker, render, 1.5)
    as_left = (pick.status, again(render).poster)
    let_the_lease_of_the_dead_run_out(pick)

    worker.start()
    until_it_is_shown(pick)

    now = again(render)
    assert as_left == (PosterStatus.RUNNING, render.poster)
    assert (colour_of(now.poster), colour_of(now.thumbnail)) == ("green", "green")
    assert (pick.tries, pick.first_poster, pick.shown_at_s) == (2, render.poster, 1.5)
    assert Asset.objects.filter(role=AssetRole.POSTER).count() == 2


def test_another_frame_that_is_picked_after_the_kill_is_made_without_waiting_for_the_lease(worker, render):
    kill_while_it_makes(worker, render, 0.5)

    pick = posters.pick(render=render, at_s=2.5)
    worker.start()
    until_it_is_shown(pick)

    assert colour_of(again(render).poster) == "blue"
    assert pick.tries == 1


def test_a_sweep_finds_what_the_killed_worker_left(worker, render, temporary):
    kill_while_it_makes(worker, render, 1.5)
    folders = {str(path) for path in temporary.glob("ettametta-poster-*")}

    report = leftovers.sweep(young=timedelta(0), dry_run=True)

    pictures = [name for name in report.names if name.startswith(render.workspace_id)]
    assert len(pictures) == 2
    assert len(folders) == 1
    assert folders <= set(report.temporary)
