"""Actions of operators on nodes and queues, which other users can't take."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from billing.models import Standing
from synthesis.models import Attempt, Renderer, RendererStatus
from synthesis.rendering import dispatch, renderers
from synthesis.tests.pages import browser_of, text_of

pytestmark = pytest.mark.django_db

LIST = "/admin/synthesis/renderer/"


@pytest.fixture
def operator():
    user = User.objects.create_superuser("operator@example.com", "a long password")
    client = Client()
    client.force_login(user)
    return client


def entered(**changes):
    return {
        "name": "Second", "kind": "render_node", "base_url": "http://10.0.0.5:8020/", "token": "s3cret-token",
        "webhook_secret": "whsec_dGVzdC1vbmx5LXdlYmhvb2stc2VjcmV0LTMyLWJ5dGVz", **changes,
    }  # fmt: skip


def test_a_node_is_registered_and_its_secrets_are_never_shown(operator):
    operator.post(f"{LIST}add/", entered())

    node = Renderer.objects.get()
    assert (node.base_url, node.token, node.status) == (
        "http://10.0.0.5:8020",
        "s3cret-token",
        RendererStatus.STARTING,
    )
    page = text_of(operator.get(f"{LIST}{node.pk}/change/"))
    assert "s3cret-token" not in page
    assert "whsec_" not in page.replace("whsec_ and", "")


def test_secrets_left_empty_stay(operator, node):
    operator.post(f"{LIST}{node.pk}/change/", entered(name="Renamed", token="", webhook_secret=""))

    node.refresh_from_db()
    assert (node.name, node.token) == ("Renamed", "node-token")
    assert node.webhook_secret.startswith("whsec_")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("base_url", "10.0.0.5:8020", "starts with http"),
        ("base_url", "http://user:pass@10.0.0.5", "Remove user names"),
        ("webhook_secret", "whsec_!", "whsec_ followed by base64"),
    ],
)
def test_invalid_values_are_refused(operator, field, value, words):
    answer = operator.post(f"{LIST}add/", entered(**{field: value}))

    assert words in text_of(answer)
    assert not Renderer.objects.exists()


def test_a_node_is_drained_and_taken_back_by_a_button(operator, node):
    page = text_of(operator.get(LIST))
    assert f'formaction="{LIST}{node.pk}/drain/now/"' in page

    operator.post(f"{LIST}{node.pk}/drain/now/")
    node.refresh_from_db()
    assert (node.status, node.is_draining) == (RendererStatus.DRAINING, True)
    assert "Resume" in text_of(operator.get(f"{LIST}{node.pk}/change/"))

    operator.post(f"{LIST}{node.pk}/take-back/now/")
    operator.post(f"{LIST}{node.pk}/probe/now/")
    node.refresh_from_db()
    assert (node.status, node.is_draining) == (RendererStatus.READY, False)


def test_only_staff_sees_and_orders(workspace, node):
    stranger = browser_of(workspace)

    for address in (LIST, f"{LIST}queues/", f"{LIST}{node.pk}/change/", "/admin/synthesis/attempt/"):
        assert stranger.get(address).status_code == 302
    stranger.post(f"{LIST}{node.pk}/drain/now/")
    node.refresh_from_db()
    assert not node.is_draining


def test_buttons_require_post_and_unknown_orders_are_404(operator, node):
    assert operator.get(f"{LIST}{node.pk}/drain/now/").status_code == 405
    assert operator.post(f"{LIST}{node.pk}/explode/now/").status_code == 404


def test_a_node_that_holds_work_is_not_removed(operator, node, drawing_render):
    dispatch.assign()

    page = text_of(operator.post(f"{LIST}{node.pk}/delete/", {"post": "yes"}))

    assert "still has 2 scenes to render. Drain it" in page
    assert Renderer.objects.exists()


def test_a_node_that_has_done_its_work_can_go(operator, node, drawing_render):
    dispatch.assign()
    Attempt.objects.update(status="succeeded", finished_at=timezone.now(), seconds_spent=3)

    operator.post(f"{LIST}{node.pk}/delete/", {"post": "yes"})

    assert not Renderer.objects.exists()
    assert Attempt.objects.filter(renderer=None).count() == 2


def test_a_node_shows_what_it_holds_and_what_it_says(operator, node, drawing_render):
    dispatch.assign()
    Renderer.objects.update(device="NVIDIA H100 80GB", queued=1)

    held = text_of(operator.get(f"{LIST}{node.pk}/change/"))
    listed = text_of(operator.get(LIST))

    assert all(attempt.pk in held for attempt in Attempt.objects.all())
    assert "NVIDIA H100 80GB" in listed
    assert "2 of 4" in listed


def test_the_queues_say_who_waits_for_what(operator, node, drawing_render):
    renderers.drain(renderer=node)

    page = text_of(operator.get(f"{LIST}queues/"))

    assert "motion" in page
    assert "2 waiting" in page
    assert "Free" in page
    assert "No node is rendering this now" in page


def test_the_queues_name_the_plan_that_a_workspace_is_on(operator, node, drawing_render):
    Standing.objects.update_or_create(
        workspace=drawing_render.workspace, defaults={"assigned_plan": "creator"}
    )
    Attempt.objects.update(weight=4)

    page = text_of(operator.get(f"{LIST}queues/"))

    assert "<td>Creator</td>" in page
    assert "Empire" not in page


def test_attempts_are_read_only(operator, drawing_render):
    attempt = Attempt.objects.all()[0]

    assert attempt.pk in text_of(operator.get("/admin/synthesis/attempt/"))
    answer = operator.post(f"/admin/synthesis/attempt/{attempt.pk}/change/", {"status": "failed"})
    assert answer.status_code == 403


def test_the_list_makes_as_many_queries_for_many_nodes_as_for_one(
    operator, node, django_assert_max_num_queries
):
    for number in range(8):
        Renderer.objects.create(name=f"Node {number}", base_url=f"http://127.0.0.1:{number + 1}")

    with django_assert_max_num_queries(9):
        operator.get(LIST)
