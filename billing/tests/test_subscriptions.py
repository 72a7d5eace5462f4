"""Results of mirrored subscriptions: the plan, the grace period, the end, and an operator's plan."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone
from djstripe.models import Customer
from djstripe.models import Subscription as Mirrored

from accounts.models import AuditEntry, Membership, Role, User
from billing import checkout, entitlements, notices, plans, quotas, subscriptions
from billing.errors import WorkspaceReadOnlyError
from billing.models import LedgerEntry, Notice, NoticeKind, Standing, SubscriptionState
from billing.tests.mirrored import mirrored
from billing.tests.shop import FAILS_LATER, GOOD_CARD


def plan_of(workspace):
    return entitlements.plan_of(workspace=workspace).code


def follow(workspace):
    return subscriptions.follow(workspace=workspace)


@pytest.mark.parametrize(
    ("status", "state", "plan"),
    [
        ("trialing", "trialing", "creator"),
        ("active", "active", "creator"),
        ("past_due", "past_due", "creator"),
        ("unpaid", "read_only", "free"),
        ("canceled", "canceled", "free"),
        ("incomplete", "none", "free"),
        ("incomplete_expired", "none", "free"),
        ("paused", "none", "free"),
        ("something_new", "none", "free"),
    ],
)
def test_each_status_of_stripes_has_one_meaning(workspace, customer, status, state, plan):
    mirrored(customer, status)

    standing = follow(workspace)

    assert (standing.state, plan_of(workspace)) == (state, plan)


def test_a_price_says_its_plan_itself_or_by_its_product(workspace, customer):
    row = mirrored(customer)
    price = row.stripe_data["items"]["data"][0]["price"]
    price["metadata"], price["product"] = {}, {"id": "ettametta_empire"}
    row.save()

    follow(workspace)

    assert plan_of(workspace) == "empire"


@pytest.mark.parametrize("says_when", [False, True])
def test_of_several_items_the_period_that_ends_first_ends_the_subscription(workspace, customer, says_when):
    row = mirrored(customer, cancel_at_period_end=True)
    plan = row.stripe_data["items"]["data"][0]
    ends_first = plan["current_period_end"] - 20 * 86_400
    extra = {**plan, "id": "si_extra", "price": {"id": "price_extra"}, "current_period_end": ends_first}
    row.stripe_data["items"]["data"].append(extra)
    if says_when:
        row.stripe_data["cancel_at"] = ends_first + 60
    row.save()

    standing = follow(workspace)

    assert standing.cancels_at == datetime.fromtimestamp(ends_first + 60 * says_when, UTC)
    assert standing.period_ends_at == datetime.fromtimestamp(plan["current_period_end"], UTC)


def test_nothing_is_left_over_from_what_was_before(workspace, customer):
    mirrored(customer, "past_due", cancel_at_period_end=True)
    follow(workspace)
    Mirrored.objects.all().delete()

    standing = follow(workspace)

    assert (standing.status, standing.plan, standing.subscription_id) == ("none", "free", "")
    assert (standing.past_due_since, standing.cancels_at, standing.period_ends_at) == (None, None, None)


def test_a_payment_that_fails_leaves_the_plan_for_a_week_and_then_read_only(workspace, customer, settings):
    mirrored(customer, "past_due")
    standing = follow(workspace)
    assert (plan_of(workspace), standing.is_read_only) == ("creator", False)

    too_long_ago = timezone.now() - timedelta(days=settings.BILLING_GRACE_DAYS, hours=1)
    Standing.objects.update(past_due_since=too_long_ago)
    standing = entitlements.standing_of(workspace=workspace)

    assert (plan_of(workspace), standing.state) == ("free", SubscriptionState.READ_ONLY)
    with pytest.raises(WorkspaceReadOnlyError, match="Everything is kept"):
        quotas.reserve(workspace=workspace, reference="render:1")
    assert subscriptions.end_graces() == 1
    assert subscriptions.end_graces() == 0


def test_looking_again_does_not_begin_the_grace_anew(workspace, customer):
    mirrored(customer, "past_due")
    follow(workspace)
    began = timezone.now() - timedelta(days=3)
    Standing.objects.update(past_due_since=began)

    assert follow(workspace).past_due_since == began

    mirrored(customer, "active")
    assert follow(workspace).past_due_since is None


def test_a_cancellation_comes_on_its_day_without_an_event(workspace, customer):
    mirrored(customer, cancel_at_period_end=True, start=timezone.now() - timedelta(days=31))
    follow(workspace)
    assert plan_of(workspace) == "creator", "Stripe has just said that it is active"

    Standing.objects.update(looked_at=timezone.now() - timedelta(days=2))

    assert plan_of(workspace) == "free"
    assert quotas.usage(workspace=workspace).limit == 5


def test_the_other_mode_counts_for_nothing(workspace, customer):
    mirrored(customer)
    Mirrored.objects.update(livemode=True)

    follow(workspace)

    assert plan_of(workspace) == "free"


def test_a_deleted_customers_subscription_counts_for_nothing(workspace, customer):
    mirrored(customer)
    Customer.objects.update(stripe_data={"deleted": True})

    follow(workspace)

    assert plan_of(workspace) == "free"


# --- two subscriptions -------------------------------------------------------------------------------

# The state here, the status at Stripe, and whether the subscription provides its plan, owes money or neither.
SIDES = {
    "trialing": ("trialing", "gives"),
    "active": ("active", "gives"),
    "in grace": ("past_due", "gives"),
    "out of grace": ("past_due", "owes"),
    "unpaid": ("unpaid", "owes"),
    "canceled": ("canceled", "over"),
    "incomplete": ("incomplete", "none"),
    "paused": ("paused", "none"),
}


@pytest.mark.parametrize("smaller", SIDES)
@pytest.mark.parametrize("larger", SIDES)
def test_of_two_subscriptions_what_is_live_counts(workspace, customer, settings, larger, smaller):
    long_ago = (timezone.now() - timedelta(days=settings.BILLING_GRACE_DAYS, hours=1)).isoformat()
    sides = {"empire": larger, "creator": smaller}
    for plan, side in sides.items():
        mirrored(customer, SIDES[side][0], id=f"sub_{plan}", plan=plan)
    Standing.objects.create(
        workspace=workspace,
        overdue_since={f"sub_{plan}": long_ago for plan, side in sides.items() if side == "out of grace"},
    )
    comes_to = {plan: SIDES[side][1] for plan, side in sides.items()}

    for _ in range(2):
        standing = follow(workspace)
        given = [plan for plan in sides if comes_to[plan] == "gives"]
        assert plan_of(workspace) == (given[0] if given else "free")
        assert standing.is_read_only == (not given and "owes" in comes_to.values())
        assert standing.is_doubled == all(
            SIDES[side][0] in ("trialing", "active", "past_due") for side in sides.values()
        )


@pytest.mark.parametrize("paid", ["active", "trialing"])
def test_a_grace_that_runs_out_beside_a_paid_plan_leaves_that_plan_at_once(
    workspace, customer, settings, paid
):
    mirrored(customer, "past_due", id="sub_empire", plan="empire")
    mirrored(customer, paid, id="sub_creator", plan="creator")
    follow(workspace)
    assert plan_of(workspace) == "empire", "its grace has only begun"

    Standing.objects.update(
        past_due_since=timezone.now() - timedelta(days=settings.BILLING_GRACE_DAYS, hours=1)
    )

    before = entitlements.standing_of(workspace=workspace)
    assert (plan_of(workspace), before.is_read_only, before.state) == ("creator", False, "active")
    assert subscriptions.end_graces() == 0
    after = entitlements.standing_of(workspace=workspace)
    assert (after.subscription_id, after.plan, after.state) == ("sub_creator", "creator", paid)
    assert not Notice.objects.filter(kind=NoticeKind.READ_ONLY).exists()

    follow(workspace)
    assert plan_of(workspace) == "creator", "another look begins no second grace"


def test_a_cancellation_that_comes_beside_a_paid_plan_leaves_that_plan_at_once(workspace, customer):
    mirrored(
        customer,
        id="sub_empire",
        plan="empire",
        cancel_at_period_end=True,
        start=timezone.now() - timedelta(days=31),
    )
    mirrored(customer, id="sub_creator", plan="creator")
    follow(workspace)

    Standing.objects.update(looked_at=timezone.now() - timedelta(days=2))

    assert plan_of(workspace) == "creator"


# --- a card that fails, from beginning to end ---------------------------------------------------------


def test_a_card_that_fails_on_renewal_is_told_kept_waiting_and_settled(shop, workspace, owner):
    checkout.finish(workspace=workspace, session_id=shop.buy(workspace, owner))
    first = Standing.objects.get()
    assert first.period_ends_at is not None
    shop.replace_card(first.customer_id, FAILS_LATER)

    shop.turn_clock(first.period_ends_at + timedelta(hours=2))
    assert set(shop.deliver_and_apply()) == {200}
    due = Standing.objects.get()
    assert (due.state, plan_of(workspace)) == ("past_due", "creator")
    assert due.grace_ends_at is not None
    assert Notice.objects.filter(kind=NoticeKind.PAYMENT_FAILED).count() == 1

    shop.turn_clock(first.period_ends_at + timedelta(days=20))
    shop.deliver_and_apply()
    owed = Standing.objects.get()
    assert (owed.state, owed.is_read_only, plan_of(workspace)) == ("read_only", True, "free")
    assert Notice.objects.filter(kind=NoticeKind.READ_ONLY).count() == 1

    shop.replace_card(first.customer_id, GOOD_CARD)
    shop.deliver_and_apply()
    paid = Standing.objects.get()
    assert (paid.state, plan_of(workspace), paid.is_read_only) == ("active", "creator", False)
    assert quotas.discrepancies() == []


def test_renewals_bring_new_videos_at_month_ends_too(shop, workspace, owner):
    shop.turn_clock(datetime(2028, 1, 31, 10, tzinfo=UTC))
    checkout.finish(workspace=workspace, session_id=shop.buy(workspace, owner))
    quotas.reserve(workspace=workspace, reference="render:1")
    ends = [quotas.usage(workspace=workspace).resets_at]

    for month in ("2028-02-29T11:00:00+00:00", "2028-03-31T11:00:00+00:00"):
        shop.turn_clock(datetime.fromisoformat(month))
        assert set(shop.deliver_and_apply()) == {200}
        assert quotas.usage(workspace=workspace).left == 50
        quotas.reserve(workspace=workspace, reference=f"render:{month}")
        ends.append(quotas.usage(workspace=workspace).resets_at)

    assert [(end.month, end.day) for end in ends] == [(2, 29), (3, 31), (4, 30)]
    assert quotas.discrepancies() == []
    grants = LedgerEntry.objects.filter(kind="grant", reason__startswith="Creator plan, ")
    assert grants.count() == 3


# --- operators ---------------------------------------------------------------------------------------


def test_an_operator_gives_a_plan_and_takes_it_away(workspace, owner):
    subscriptions.assign(workspace=workspace, plan=plans.EMPIRE, reason="A friend", actor=owner)
    assert (plan_of(workspace), quotas.usage(workspace=workspace).limit) == ("empire", None)

    subscriptions.assign(workspace=workspace, plan=None, reason="No more", actor=owner)

    assert (plan_of(workspace), quotas.usage(workspace=workspace).limit) == ("free", 5)
    told = AuditEntry.objects.filter(action__startswith="plan.").order_by("created_at")
    assert [entry.facts["reason"] for entry in told] == ["A friend", "No more"]
    assert quotas.discrepancies() == []


def test_of_a_given_plan_and_a_paid_one_the_higher_counts(workspace, customer, owner):
    mirrored(customer, plan="empire")
    follow(workspace)

    subscriptions.assign(workspace=workspace, plan=plans.CREATOR, reason="Both", actor=owner)

    assert plan_of(workspace) == "empire"


def test_a_given_plan_keeps_work_open_while_a_bill_is_owed(workspace, customer, owner):
    mirrored(customer, "unpaid")
    follow(workspace)

    subscriptions.assign(workspace=workspace, plan=plans.CREATOR, reason="Kindness", actor=owner)

    assert not entitlements.is_read_only(workspace=workspace)
    assert plan_of(workspace) == "creator"


# --- notices -----------------------------------------------------------------------------------------


def send():
    notices.send_waiting()
    return [(message.subject, sorted(message.to)) for message in mail.outbox]


def test_owners_and_admins_are_told_once_that_few_and_then_no_videos_are_left(workspace, owner):
    admin = User.objects.create_user("admin@example.com", "x")
    editor = User.objects.create_user("editor@example.com", "x")
    Membership.objects.create(workspace=workspace, user=admin, role=Role.ADMIN)
    Membership.objects.create(workspace=workspace, user=editor, role=Role.EDITOR)

    for number in range(5):
        quotas.reserve(workspace=workspace, reference=f"render:{number}")
    told = send()

    both = ["admin@example.com", "owner@example.com"]
    assert told == [
        ("1 video left in North Studio", both),
        ("No videos left in North Studio", both),
    ]
    assert send() == told, "a second look sends nothing more"


def in_days(days):
    return int((timezone.now() + timedelta(days=days)).timestamp())


def test_the_end_of_a_trial_is_announced_once_before_the_first_charge(workspace, owner, customer):
    mirrored(customer, "trialing", trial_end=in_days(10))
    follow(workspace)
    assert send() == [], "not before it is near"

    mirrored(customer, "trialing", trial_end=in_days(2))
    for _ in range(2):
        follow(workspace)

    assert [subject for subject, _ in send()] == [
        f"The trial of North Studio ends on {timezone.now() + timedelta(days=2):%-d %B}"
    ]
    assert "the plan costs $29 a month" in mail.outbox[0].body


def test_a_trial_that_was_canceled_is_not_told_of(workspace, owner, customer):
    mirrored(customer, "trialing", trial_end=in_days(2), cancel_at_period_end=True)

    follow(workspace)

    assert send() == []


@pytest.mark.parametrize("kind", NoticeKind.values)
def test_every_notice_says_what_and_where_to_go(workspace, kind):
    facts = {"left": 1, "limit": 5, "plan": "Creator", "resets_at": "2026-12-01T00:00:00+00:00"}
    notices.schedule(workspace=workspace, kind=kind, about="x", ends_at="2026-12-03T00:00:00+00:00", **facts)

    send()

    body = mail.outbox[0].body
    assert "/settings/billing/" in body
    assert "North Studio" in body
    assert "None" not in body


def test_mail_is_retried_after_an_outage_of_the_mail_server(workspace, settings):
    notices.schedule(workspace=workspace, kind=NoticeKind.READ_ONLY, about="x")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    with pytest.raises(OSError, match="refused"):
        notices.send_waiting()

    assert Notice.objects.get().sent_at is None
    Notice.objects.update(claimed_at=timezone.now() - timedelta(hours=1))
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert [subject for subject, _ in send()] == ["North Studio is read-only"]
