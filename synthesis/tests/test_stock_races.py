"""Choices of stock that overlap with one another, or with a person's edits."""

import threading

import pytest
from django.db import connection, transaction

from synthesis.choices import Origin
from synthesis.library import stock as library
from synthesis.library.stock import Orientation, Search
from synthesis.models import StockChoice, Video
from synthesis.studio import scenes, stock, videos
from synthesis.studio.stock import choices, queries
from synthesis.tests.stock import FILES, count, put_faults
from tests import waiting

pytestmark = pytest.mark.django_db(transaction=True)
WITHIN_S = 30


@pytest.fixture(autouse=True)
def _stand_in(sandbox_url, settings, tmp_path):
    settings.SANDBOX_URL, settings.PEXELS_API_KEY = sandbox_url, ""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def coffee(workspace):
    video = videos.create(workspace=workspace, user=None, title="Coffee at home")
    for _ in range(2):
        scenes.add(video=video, narration="A good coffee needs fresh beans.", headline="Fresh coffee beans")
    return video


def choosing(choice):
    """A thread that makes the choice."""

    def run():
        stock.choose(choice_id=choice.pk)
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def is_blocked():
    """True while a query waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0


def test_two_scenes_chosen_at_once_get_different_clips(coffee):
    threads = [choosing(choice) for choice in stock.request_all(video=coffee)]
    for thread in threads:
        thread.join()

    first, second = coffee.scenes.in_order().values_list("asset__provider_id", flat=True)
    assert first
    assert second
    assert first != second


def test_a_choice_waits_for_another_scene_that_is_picking(coffee):
    mine, other = stock.request_all(video=coffee)
    asked = queries.of_scene(scene=mine.scene, video=coffee)[0]
    best = library.search(Search(query=asked.words, locale=asked.locale, orientation=Orientation.PORTRAIT))
    with transaction.atomic():
        Video.objects.select_for_update().get(pk=coffee.pk)
        thread = choosing(mine)
        waiting.until(
            lambda: is_blocked() or not thread.is_alive(), within_s=WITHIN_S, what="the choice waits"
        )
        StockChoice.objects.filter(pk=other.pk).update(picked=best[0].id)
    thread.join()

    mine.refresh_from_db()
    assert mine.picked
    assert mine.picked != best[0].id


def test_a_picture_that_a_person_chose_during_the_download_is_kept(coffee, sandbox_url):
    scene = coffee.scenes.in_order().select_related("video").first()
    put_faults(sandbox_url, {"kind": "slow", "delay_s": 1.5, "match": {"path": FILES}})
    choice = stock.request(scene=scene)
    thread = choosing(choice)
    waiting.until(lambda: count(sandbox_url, FILES) == 1, within_s=WITHIN_S, what="a download began")
    scenes.edit(scene=scene, version=scene.version, origin=Origin.GENERATED, visual_prompt="A cup of coffee")
    thread.join()

    choice.refresh_from_db()
    scene.refresh_from_db()
    assert (choice.note, scene.origin) == (choices.CHANGED, Origin.GENERATED)
