"""The frame's values: cached for seconds, per workspace, and dropped when they change."""

from datetime import timedelta

import pytest
import redis
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import frames
from accounts.models import Membership, Role, Workspace


def expires_in_ms(workspace):
    with redis.Redis.from_url(settings.CACHE_URL) as client:
        return client.pttl(cache.make_key(f"frame:{workspace.pk}"))


def counted(workspace, made):
    """The value "n", which counts how often it was computed."""

    def make():
        made.append(workspace.pk)
        return f"{workspace.name}: {len(made)}"

    return frames.part(workspace=workspace, name="n", make=make)


def test_a_value_is_computed_once_per_workspace(workspace):
    made: list[str] = []

    first = counted(workspace, made)
    again = counted(Workspace.objects.get(pk=workspace.pk), made)

    assert first == again == "North Studio: 1"


def test_a_workspace_never_sees_a_value_of_another(workspace, foreign):
    made: list[str] = []

    counted(workspace, made)

    assert counted(foreign, made) == "Elsewhere: 2"
    assert counted(workspace, made) == "North Studio: 1"


def test_a_dropped_value_is_computed_again(workspace, foreign):
    made: list[str] = []
    counted(workspace, made)
    counted(foreign, made)

    frames.drop(workspace_id=workspace.pk)

    assert counted(workspace, made) == "North Studio: 3"
    assert counted(foreign, made) == "Elsewhere: 2"


def test_values_cached_before_the_commit_are_dropped_after_it(workspace, django_capture_on_commit_callbacks):
    made: list[str] = []
    with django_capture_on_commit_callbacks(execute=True):
        frames.drop(workspace_id=workspace.pk)
        # Another process reads the database in its state before this transaction.
        counted(workspace, made)

    assert counted(workspace, made) == "North Studio: 2"


def test_a_value_is_never_older_than_ten_seconds(workspace):
    made: list[str] = []
    counted(workspace, made)
    until, parts = cache.get(f"frame:{workspace.pk}")
    assert until <= timezone.now() + timedelta(seconds=10)
    assert 0 < expires_in_ms(workspace) <= 10_000

    # An expired entry is ignored, even if a clock is late in removing it.
    cache.set(f"frame:{workspace.pk}", (timezone.now(), parts))

    assert counted(workspace, made) == "North Studio: 2"


def test_a_later_part_does_not_prolong_an_earlier_one(workspace):
    made: list[str] = []
    counted(workspace, made)
    until, parts = cache.get(f"frame:{workspace.pk}")
    cache.set(f"frame:{workspace.pk}", (until - timedelta(seconds=6), parts))

    frames.part(workspace=workspace, name="other", make=lambda: 1)

    assert expires_in_ms(workspace) <= 4_000


def test_a_person_their_memberships_and_workspaces_are_one_query(page, owner, workspace):
    page.get("/ideas/")

    with CaptureQueriesContext(connection) as queries:
        page.get("/ideas/")

    assert sum('"accounts_' in query["sql"] for query in queries) == 1


@pytest.mark.parametrize("chosen", [0, 1])
def test_the_chosen_workspace_is_open_and_the_menu_names_all(page, owner, workspace, foreign, chosen):
    Membership.objects.create(workspace=foreign, user=owner, role=Role.VIEWER)
    mine = [workspace, foreign]
    page.post("/workspaces/current/", {"workspace": mine[chosen].pk})

    answer = page.get("/ideas/")

    assert answer.wsgi_request.workspace == mine[chosen]
    assert [each.name for each in answer.context["workspaces"]()] == ["North Studio", "Elsewhere"]


def test_a_deactivated_user_is_signed_out(page, owner, workspace):
    owner.is_active = False
    owner.save()

    assert page.get("/ideas/").status_code == 302


def test_a_person_without_a_workspace_is_still_signed_in(page, owner, workspace):
    Membership.objects.all().delete()

    assert page.get("/ideas/").status_code == 404


def test_a_changed_password_ends_other_sessions(page, owner, workspace):
    owner.set_password("another long password")
    owner.save()

    assert page.get("/ideas/").status_code == 302
