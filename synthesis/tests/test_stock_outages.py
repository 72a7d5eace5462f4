"""Choices of stock while the provider or a worker fails."""

import pytest
from django.utils import timezone

from foundation.errors import UpstreamUnavailableError
from synthesis.library import stock as library
from synthesis.library.stock import Search
from synthesis.models import Asset, ChoiceStatus, StockChoice
from synthesis.studio import scenes, stock, videos
from synthesis.studio.stock import choices
from synthesis.tasks import choose_stock, resume_stalled
from synthesis.tests.stock import SEARCHES, chosen, count, put_faults

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stand_in(sandbox_url, settings, tmp_path):
    settings.SANDBOX_URL, settings.PEXELS_API_KEY = sandbox_url, ""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def live(settings, sandbox_url):
    """Pexels is live, at the sandbox's address. Its files cannot be downloaded from there."""
    settings.PEXELS_API_KEY, settings.PEXELS_API_URL = "a-key", f"{sandbox_url}/pexels"


@pytest.fixture
def scene(workspace):
    video = videos.create(workspace=workspace, user=None, title="Coffee at home")
    return scenes.add(video=video, narration="A good coffee needs fresh beans.", headline="Coffee beans")


def test_an_outage_is_retried_later(scene, sandbox_url):
    put_faults(sandbox_url, {"kind": "status", "status": 503, "match": {"path": SEARCHES}})

    choice = chosen(scene)

    assert choice.status == ChoiceStatus.QUEUED
    assert choice.due_at > timezone.now()


def test_after_the_outage_the_choice_is_made(scene, sandbox_url):
    put_faults(sandbox_url, {"kind": "drop_before_commit", "match": {"path": SEARCHES}})
    choice = chosen(scene)

    choose_stock(choice.pk)

    choice.refresh_from_db()
    assert choice.status == ChoiceStatus.SUCCEEDED


def test_after_the_last_try_it_ends_with_a_reason(scene, sandbox_url):
    put_faults(sandbox_url, {"kind": "status", "status": 503, "times": None, "match": {"path": SEARCHES}})
    choice = chosen(scene)
    for _ in range(choices.MOST_TRIES):
        choose_stock(choice.pk)

    choice.refresh_from_db()
    assert choice.status == ChoiceStatus.FAILED
    assert "unavailable" in choice.note


def test_a_wrong_key_is_not_retried(scene, live, settings):
    settings.PEXELS_API_KEY = "invalid"

    choice = chosen(scene)

    assert choice.status == ChoiceStatus.FAILED
    assert "PEXELS_API_KEY" in choice.note


def test_a_file_on_another_host_ends_it(scene, live):
    choice = chosen(scene)

    assert (choice.status, Asset.objects.count()) == (ChoiceStatus.FAILED, 0)


def test_a_choice_whose_worker_was_killed_is_made_by_another(scene):
    choice = stock.request(scene=scene)
    earlier = timezone.now() - choices.LEASE
    StockChoice.objects.update(status=ChoiceStatus.RUNNING, lease_until=earlier, tries=1)

    choose_stock(choice.pk)

    choice.refresh_from_db()
    assert choice.status == ChoiceStatus.SUCCEEDED


def test_a_choice_whose_worker_died_each_time_ends(scene):
    choice = stock.request(scene=scene)
    StockChoice.objects.update(tries=choices.MOST_TRIES)

    choose_stock(choice.pk)

    choice.refresh_from_db()
    assert choice.status == ChoiceStatus.FAILED


def test_a_lost_message_is_sent_again(scene, django_capture_on_commit_callbacks):
    stock.request(scene=scene)
    StockChoice.objects.update(status_changed_at=timezone.now() - choices.STALLED_AFTER * 2)

    with django_capture_on_commit_callbacks() as sent:
        resume_stalled()

    assert len(sent) == 1


def test_a_choice_that_another_worker_makes_is_left_alone(scene, sandbox_url):
    choice = stock.request(scene=scene)
    StockChoice.objects.update(lease_until=timezone.now() + choices.LEASE)

    choose_stock(choice.pk)

    assert count(sandbox_url) == 0


def test_a_made_choice_is_not_made_again(scene):
    choice = chosen(scene)
    version = scene.version

    choose_stock(choice.pk)

    scene.refresh_from_db()
    assert scene.version == version


def test_a_deleted_scene_ends_its_choice(scene):
    choice = stock.request(scene=scene)
    scenes.delete(scene=scene)

    choose_stock(choice.pk)

    assert not StockChoice.objects.exists()


def test_the_outage_of_the_provider_is_an_error_that_a_person_can_read(sandbox_url):
    put_faults(sandbox_url, {"kind": "status", "status": 503, "match": {"path": SEARCHES}})

    with pytest.raises(UpstreamUnavailableError, match="Pexels is unavailable right now"):
        library.search(Search(query="coffee"))
