"""The chosen cover is set after the video is processed, and never keeps it from being published."""

import pytest
import requests

from publishing import publications
from publishing.models import PublicationStatus
from publishing.tests.test_delivery import run

THUMBNAILS = {"path": "/thumbnails/set"}


@pytest.fixture
def covered(draft, user):
    """A publication with a chosen cover, which is due."""
    changed = publications.change(publication=draft, version=1, actor=user, cover_ms=200)
    return publications.publish(publication=changed, actor=user)


def has_thumbnail(sandbox_url) -> bool:
    (upload,) = requests.get(f"{sandbox_url}/_sandbox/uploads", timeout=10).json()["uploads"]
    return bool(upload["has_thumbnail"])


def test_the_frame_is_set_as_the_thumbnail(covered, sandbox_url):
    run(covered)

    assert covered.status == PublicationStatus.PUBLISHED
    assert covered.cover_set_at is not None
    assert has_thumbnail(sandbox_url)


def test_without_a_choice_the_platform_chooses(sent, sandbox_url, requests_to):
    before = requests_to("/thumbnails/set")

    run(sent)

    assert sent.status == PublicationStatus.PUBLISHED
    assert requests_to("/thumbnails/set") == before


def test_a_lost_answer_is_repeated(covered, faults, sandbox_url):
    faults({"match": THUMBNAILS, "kind": "drop_after_commit"})

    run(covered)

    assert (covered.status, covered.cover_note) == (PublicationStatus.PUBLISHED, "")
    assert has_thumbnail(sandbox_url)


@pytest.mark.parametrize(
    "fault",
    [{"kind": "status", "status": 403, "reason": "forbidden"}, {"kind": "drop_before_commit", "times": None}],
)
def test_a_cover_that_can_not_be_set_is_told_with_the_published_video(covered, faults, member, fault):
    faults({"match": THUMBNAILS, **fault})

    run(covered)

    assert covered.status == PublicationStatus.PUBLISHED
    assert covered.cover_note.startswith("The chosen cover was not set.")
    assert "The chosen cover was not set." in member.get(f"/publications/{covered.pk}/").content.decode()
