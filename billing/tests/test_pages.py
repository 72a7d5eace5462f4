"""The billing page, the ledger as CSV, and the same over REST."""

import csv
import io

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts import api_keys
from accounts.models import User
from billing import entitlements, plans, quotas
from billing.models import EntryKind, LedgerEntry


@pytest.fixture
def page(owner, workspace):
    client = Client()
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def program(owner, workspace):
    _, secret = api_keys.issue(workspace=workspace, issued_by=owner, name="p", scopes=["account:read"])
    return Client(headers={"Authorization": f"Bearer {secret}"})


def text(response):
    return response.content.decode()


def test_every_plan_says_something_about_every_key():
    for plan in plans.CATALOGUE:
        assert plan.limits.keys() == plans.KEYS


def test_every_workspace_begins_on_free(workspace):
    assert entitlements.limit(workspace=workspace, key="videos_per_month") == 5
    assert entitlements.allows(workspace=workspace, key="publishing.connections")


def test_an_unknown_key_is_a_bug(workspace):
    with pytest.raises(KeyError):
        entitlements.limit(workspace=workspace, key="synthesis.flying")


def test_a_new_workspace_sees_plans_and_no_entries(page):
    shown = text(page.get(reverse("billing:usage")))

    assert all(price in shown for price in ("$0", "$29", "$99"))
    assert "5" in shown
    assert "No entries this month" in shown


def test_the_ledger_reads_like_a_statement(page, workspace):
    quotas.reserve(workspace=workspace, reference="render:rnd_1")
    quotas.release(reference="render:rnd_1", reason="The render failed")

    shown = text(page.get(reverse("billing:usage")))

    assert all(words in shown for words in ("Reserved", "Refunded", "The render failed", "A deleted video"))


def test_the_ledger_is_read_page_by_page(page, workspace):
    for number in range(30):
        quotas.grant(workspace=workspace, videos=1, reason=f"Gift number {number}.")

    first = page.get(reverse("billing:usage"))
    second = page.get(first.context["more_url"])

    assert "Gift number 29." in text(first)
    assert "Gift number 0." in text(second)
    assert second.context["more_url"] is None


@pytest.mark.parametrize("entries", [2, 20])
def test_the_page_takes_as_many_queries_however_long_the_ledger(
    page, workspace, owner, entries, django_assert_max_num_queries
):
    for _ in range(entries):
        quotas.adjust(workspace=workspace, videos=1, reason="A gift", actor=owner)
    page.get(reverse("billing:usage"))

    with django_assert_max_num_queries(15):
        page.get(reverse("billing:usage"))


def test_the_csv_has_every_line_and_no_formula(page, workspace):
    quotas.reserve(workspace=workspace, reference="render:rnd_1")
    quotas.release(reference="render:rnd_1", reason='=HYPERLINK("https://evil.example")')

    response = page.get(reverse("billing:ledger-csv"))
    rows = list(csv.DictReader(io.StringIO(response.getvalue().decode())))

    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert [row["videos"] for row in rows] == ["5", "-1", "1"]
    assert rows[2]["reason"].startswith("'=")


def test_the_ledger_of_others_stays_theirs(page, program, stranger):
    quotas.reserve(workspace=stranger, reference="render:rnd_secret")

    assert "rnd_secret" not in text(page.get(reverse("billing:usage")))
    assert "rnd_secret" not in page.get(reverse("billing:ledger-csv")).getvalue().decode()
    assert program.get("/api/v1/ledger/").json()["data"] == []


def test_me_tells_plan_limits_and_usage(program, workspace, owner):
    quotas.reserve(workspace=workspace, reference="render:rnd_1")

    me = program.get("/api/v1/me/").json()

    assert (me["object"], me["livemode"], me["role"], me["plan"]) == ("me", False, "owner", "free")
    assert me["user"]["email"] == owner.email
    assert me["workspace"]["id"] == workspace.pk
    assert me["api_key"]["scopes"] == ["account:read"]
    assert me["limits"]["videos_per_month"] == 5
    assert (me["usage"]["held"], me["usage"]["left"]) == (1, 4)


def test_plans_usage_and_ledger_over_rest(program, workspace):
    quotas.reserve(workspace=workspace, reference="render:rnd_1")

    catalogue = program.get("/api/v1/plans/").json()["data"]
    usage = program.get("/api/v1/usage/").json()
    ledger = program.get("/api/v1/ledger/", {"limit": 1}).json()

    assert [(plan["id"], plan["is_current"]) for plan in catalogue] == [
        ("free", True),
        ("creator", False),
        ("empire", False),
    ]
    assert catalogue[2]["limits"]["videos_per_month"] is None
    assert (usage["used"], usage["held"], usage["limit"]) == (0, 1, 5)
    assert ledger["has_more"] is True
    assert (ledger["data"][0]["kind"], ledger["data"][0]["videos"]) == ("reserve", -1)


def test_operators_adjust_a_quota_with_a_reason(operator, workspace):
    url = reverse("admin:billing_quotaperiod_adjust", args=[workspace.pk])
    assert operator.get(url).status_code == 200

    operator.post(url, {"videos": 3, "reason": "Sorry for the outage"})

    entry = LedgerEntry.objects.get(kind=EntryKind.ADJUST)
    assert (entry.videos, entry.reason) == (3, "Sorry for the outage")
    assert entry.actor is not None
    assert entry.actor.email == "operator@example.com"


@pytest.mark.parametrize(
    "entered", [{"videos": 3}, {"videos": 0, "reason": "x"}, {"videos": -6, "reason": "x"}]
)
def test_an_adjustment_that_makes_no_sense_comes_back(operator, workspace, entered):
    response = operator.post(reverse("admin:billing_quotaperiod_adjust", args=[workspace.pk]), entered)

    assert response.context["form"].errors
    assert not LedgerEntry.objects.filter(kind=EntryKind.ADJUST).exists()


def test_operators_without_the_permission_do_not_adjust(workspace):
    helper = User.objects.create_user("helper@example.com", "x", is_staff=True)
    helper.user_permissions.add(Permission.objects.get(codename="view_quotaperiod"))
    client = Client()
    client.force_login(helper, backend="django.contrib.auth.backends.ModelBackend")

    client.post(
        reverse("admin:billing_quotaperiod_adjust", args=[workspace.pk]), {"videos": 3, "reason": "For me"}
    )

    assert not LedgerEntry.objects.exists()


@pytest.mark.parametrize(
    "model",
    [
        "accounts_user",
        "accounts_workspace",
        "accounts_membership",
        "accounts_invitation",
        "accounts_apikey",
        "accounts_auditentry",
        "billing_quotaperiod",
        "billing_reservation",
        "billing_ledgerentry",
    ],
)
def test_operators_find_rows_and_no_secret(operator, workspace, owner, model):
    key, _ = api_keys.issue(workspace=workspace, issued_by=owner, name="p", scopes=["account:read"])
    quotas.reserve(workspace=workspace, reference="render:rnd_1")

    listed = operator.get(reverse(f"admin:{model}_changelist"), {"q": "studio"})

    assert listed.status_code == 200
    assert key.key_sha256 not in text(listed)


def test_operators_cannot_change_ledger_or_keys(operator, workspace, owner):
    key, _ = api_keys.issue(workspace=workspace, issued_by=owner, name="p", scopes=["account:read"])
    quotas.reserve(workspace=workspace, reference="render:rnd_1")
    entry = LedgerEntry.objects.first()
    assert entry is not None

    for name, pk in (("billing_ledgerentry", entry.pk), ("accounts_apikey", key.pk)):
        shown = operator.get(reverse(f"admin:{name}_change", args=[pk]))
        assert shown.status_code == 200
        assert key.key_sha256 not in text(shown)
        assert operator.post(reverse(f"admin:{name}_change", args=[pk]), {}).status_code == 403
        assert operator.post(reverse(f"admin:{name}_delete", args=[pk]), {"post": "yes"}).status_code == 403
