"""The admin: assigned plans, the filter for problems, and the read-only mirror."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from billing import checkout, entitlements, subscriptions
from billing.models import Standing


@pytest.fixture
def subscribed(shop, workspace, owner):
    checkout.finish(workspace=workspace, session_id=shop.buy(workspace, owner))
    return Standing.objects.get()


def test_an_operator_assigns_a_plan_with_a_reason(operator, workspace):
    url = reverse("admin:billing_standing_assign", args=[workspace.pk])
    assert url in operator.get(reverse("admin:accounts_workspace_changelist")).content.decode()
    assert operator.get(url).status_code == 200
    assert operator.post(url, {"plan": "empire"}).context["form"].errors

    operator.post(url, {"plan": "empire", "reason": "Our own channel"})

    assert entitlements.plan_of(workspace=workspace).code == "empire"
    standing = Standing.objects.get()
    assert standing.assigned_by is not None
    assert (standing.assigned_reason, standing.assigned_by.email) == (
        "Our own channel",
        "operator@example.com",
    )


def test_operators_without_the_permission_assign_nothing(workspace):
    helper = User.objects.create_user("helper@example.com", "x", is_staff=True)

    client = Client()
    client.force_login(helper, backend="django.contrib.auth.backends.ModelBackend")

    client.post(
        reverse("admin:billing_standing_assign", args=[workspace.pk]), {"plan": "empire", "reason": "Me"}
    )

    assert entitlements.plan_of(workspace=workspace).code == "free"


@pytest.mark.parametrize(
    "model",
    ["standing", "checkout", "notice", "stripeevent", "abandonedsubscription"],
)
def test_operators_find_what_billing_keeps(operator, workspace, owner, subscribed, shop, model):
    assert operator.get(reverse(f"admin:billing_{model}_changelist"), {"q": "studio"}).status_code == 200


@pytest.mark.parametrize("trouble", ["doubled", "unknown", "owed"])
def test_operators_find_trouble(operator, workspace, stranger, trouble):
    facts: dict[str, dict[str, Any]] = {
        "doubled": {"is_doubled": True},
        "unknown": {"unknown_price": "price_x"},
        "owed": {"status": "past_due"},
    }
    Standing.objects.create(workspace=workspace, **facts[trouble])
    subscriptions.assign(workspace=stranger, plan=None, reason="x", actor=None)

    found = operator.get(reverse("admin:billing_standing_changelist"), {"trouble": trouble})

    assert [row.workspace for row in found.context["cl"].result_list] == [workspace]


@pytest.mark.parametrize("model", ["customer", "invoice", "price", "product", "subscription"])
def test_operators_look_at_the_mirror_and_change_nothing(operator, shop, workspace, owner, subscribed, model):
    shop.deliver_and_apply()

    listed = operator.get(reverse(f"admin:djstripe_{model}_changelist"))

    assert listed.status_code == 200
    first = listed.context["cl"].result_list[0]
    change = reverse(f"admin:djstripe_{model}_change", args=[first.pk])
    assert operator.get(change).status_code == 200
    assert operator.post(change, {}).status_code == 403


def test_keys_and_endpoints_of_the_mirror_have_no_page(operator):
    for model in ("apikey", "webhookendpoint", "account"):
        assert operator.get(f"/admin/djstripe/{model}/").status_code == 404
