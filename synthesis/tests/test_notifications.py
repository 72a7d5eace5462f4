"""What people are notified of when a render ends."""

import pytest

from accounts.models import Membership, Notification, NotificationEmail, Role, User
from synthesis.library import assets
from synthesis.models import AssetOrigin, AssetRole, Lane
from synthesis.production import leases, quotes, renders
from synthesis.tests.conftest import put_into_drawing

pytestmark = pytest.mark.django_db


@pytest.fixture
def maker(workspace):
    """The person who starts the render, one of two editors."""
    people = [User.objects.create_user(f"{name}@example.com") for name in ("maker", "colleague")]
    for person in people:
        Membership.objects.create(workspace=workspace, user=person, role=Role.EDITOR)
    return people[0]


@pytest.fixture
def render(video, maker):
    return renders.start(video=video, quote=quotes.make(video=video), requested_by=maker)


@pytest.fixture
def finish(workspace, tmp_path):
    path = tmp_path / "final.mp4"
    path.write_bytes(b"film")
    file = assets.keep(workspace=workspace, path=path, role=AssetRole.FINAL, origin=AssetOrigin.ASSEMBLED)

    def end(render):
        put_into_drawing(render)
        claim = leases.claim(render_id=render.pk, lane=Lane.MEDIA)
        assert claim is not None
        renders.succeed(claim=claim, final_asset=file)

    return end


def test_the_person_who_started_a_render_is_notified_when_it_is_ready(render, maker, finish):
    finish(render)

    told = Notification.objects.get()
    assert (told.user, told.title) == (maker, "“Better espresso” is ready")
    assert told.url == f"/videos/{render.video_id}/"


def test_a_failed_render_says_why_by_email_too(render, maker):
    renders.fail(render=render, failure="The renderer stopped.", code="x")
    renders.fail(render=render, failure="The renderer stopped.", code="x")

    told = Notification.objects.get()
    assert (told.user, told.title) == (maker, "The render of “Better espresso” failed")
    assert told.text == "The renderer stopped. Nothing was charged to your quota."
    assert NotificationEmail.objects.get().notification == told


def test_a_canceled_render_notifies_nobody(render):
    renders.cancel(render=render)

    assert not Notification.objects.exists()


def test_a_render_that_no_person_started_notifies_everyone_who_edits(video, maker, finish):
    render = renders.start(video=video, quote=quotes.make(video=video), requested_by=None)

    finish(render)

    assert Notification.objects.count() == 3
