"""The share of a plan in dispatch follows the present plan."""

import pytest
from django.test import Client
from django.urls import reverse

from billing import plans, subscriptions
from synthesis.rendering import dispatch
from synthesis.tests.conftest import make_video, start_render


@pytest.mark.parametrize(
    ("plan", "weight", "has_reserve", "at_once"),
    [(None, 1, False, 4), (plans.CREATOR, 2, False, 12), (plans.EMPIRE, 4, True, 40)],
)
def test_a_workspace_takes_its_turns_by_its_plan(workspace, plan, weight, has_reserve, at_once):
    subscriptions.assign(workspace=workspace, plan=plan, reason="A test", actor=None)

    share = dispatch.share_of(workspace=workspace)

    assert share == {"weight": weight, "has_reserve": has_reserve, "at_once": at_once}


def test_the_ledger_names_the_video_that_each_line_is_for(workspace):
    video = make_video(workspace)
    render = start_render(video)
    client = Client()
    client.force_login(workspace.memberships.get().user, backend="django.contrib.auth.backends.ModelBackend")

    text = client.get(reverse("billing:usage")).content.decode()

    link = reverse("synthesis:video", args=[video.pk])
    assert f'<a href="{link}" dir="auto">{video.title}</a>' in text
    assert render.quota_reference not in text
