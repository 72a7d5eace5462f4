"""Pages for the plan, usage, invoices and ledger, and for changes of the plan."""

import secrets
from collections.abc import Iterator
from typing import Any

from defusedcsv import csv
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Change, WorkspaceRequest, workspace_required
from accounts.models import Role
from billing import (
    catalogue,
    changes,
    checkout,
    entitlements,
    invoices,
    plans,
    previews,
    quotas,
    returns,
    reversals,
    subscriptions,
    work,
)
from billing.forms import NonceForm, PlanForm
from billing.models import EntryKind, LedgerEntry, Standing
from billing.returns import Payment
from foundation import pagination

_COLUMNS = ("time_utc", "kind", "videos", "balance_after", "reference", "reason")


@never_cache
@require_GET
@workspace_required()
def usage(request: WorkspaceRequest) -> HttpResponse:
    """Plan, this period's videos, bills, and the ledger as a statement."""
    workspace = request.workspace
    entries = LedgerEntry.objects.for_workspace(workspace).select_related("period", "actor")
    page = pagination.paginate(entries, order="-created_at", cursor=request.GET.get("cursor"))
    more = f"{reverse('billing:usage')}?cursor={page.next_cursor}" if page.next_cursor else None
    standing = entitlements.standing_of(workspace=workspace)
    plan = entitlements.plan_by(standing)
    used = quotas.usage(workspace=workspace, standing=standing)
    may_pay = request.membership.may(Role.ADMIN)
    bills = invoices.of_workspace(workspace=workspace)
    is_owed = standing.is_overdue or standing.is_other_overdue
    context = {
        "offers": catalogue.offers(),
        "plan": plan,
        "standing": standing,
        "subscribed_plan": plans.by_code(standing.plan),
        "pending_plan": plans.by_code(standing.pending_plan),
        **_what_follows(request, standing),
        "usage": used,
        "quota": used,
        "excess": changes.excess(workspace=workspace, plan=plan),
        "invoices": bills if may_pay else [],
        # Without a customer or a bill, no payment was ever made.
        "reversals": reversals.of_workspace(workspace=workspace)
        if may_pay and (bills or standing.customer_id)
        else [],
        "owed": invoices.owed(bills),
        "open_bill": invoices.to_pay(bills) if may_pay and is_owed else None,
        "test_mode": checkout.test_mode(),
        "entries": work.described(workspace=workspace, entries=page.rows),
        "more_url": more,
        "may_pay": may_pay,
        "has_payments": checkout.is_possible(),
        "has_trial": checkout.has_trial(standing),
        "nonce": secrets.token_urlsafe(16),
    }
    return render(request, "billing/usage_page.html", context)


@never_cache
@require_POST
@workspace_required(Role.ADMIN, changes=Change.ACCOUNT, spends=True)
def checkout_start(request: WorkspaceRequest) -> HttpResponse:
    """Redirect to Stripe's checkout page."""
    form = PlanForm(request.POST)
    started = checkout.start(workspace=request.workspace, plan=form.chosen(), user=request.user)
    return redirect(started.url)


@never_cache
@require_GET
@workspace_required(Role.ADMIN)
def checkout_return(request: WorkspaceRequest) -> HttpResponse:
    """The return from Stripe's checkout page, paid or not."""
    session_id = request.GET.get("session_id", "")
    if not session_id:
        # What happened in another tab is not known here.
        messages.info(request, "You left the payment page without paying. Your plan has not changed.")
        return redirect("billing:usage")
    payment = returns.from_checkout(workspace=request.workspace, session_id=session_id[:255])
    if payment is Payment.COMPLETE:
        plan = entitlements.plan_of(workspace=request.workspace)
        messages.success(request, f"You are on the {plan.name} plan.")
    elif payment is Payment.INCOMPLETE:
        messages.info(request, "The payment is not complete yet. Your plan changes when it is.")
    else:
        messages.info(
            request,
            "Stripe has not confirmed your payment yet. If you paid, your plan changes here within minutes.",
        )
    return redirect("billing:usage")


@never_cache
@require_http_methods(["GET", "POST"])
@workspace_required(Role.ADMIN, changes=Change.ACCOUNT, spends=True)
def plan_change(request: WorkspaceRequest) -> HttpResponse:
    """Confirm and make a plan change."""
    workspace = request.workspace
    plan = PlanForm(request.POST if request.method == "POST" else request.GET).chosen()
    if request.method == "POST":
        standing = changes.switch(
            workspace=workspace,
            plan=plan,
            nonce=NonceForm(request.POST).chosen(),
            actor=request.user,
            priced_at=request.POST.get("priced_at", ""),
        )
        if standing.pending_plan:
            # The bank requires a confirmation, which the invoice's page handles.
            return redirect(changes.payment_page(workspace=workspace))
        _say_plan(request, standing)
        return redirect("billing:usage")
    standing, offer = changes.offer_to_switch(workspace=workspace, plan=plan)
    is_upgrade = changes.is_upgrade(standing=standing, plan=offer.plan)
    # Another plan, from an operator or another subscription, takes precedence if it is larger.
    beside = _what_follows(request, standing)["next_plan"]
    next_plan = max(offer.plan, beside, key=plans.rank)
    priced_at = previews.instant_for(request.GET.get("priced_at", ""))
    # The price is loaded by a separate request, so that this page does not wait for Stripe.
    preview = (
        previews.of_change(standing=standing, offer=offer, is_upgrade=is_upgrade, priced_at=priced_at)
        if "amount" in request.GET
        else None
    )
    context = {
        "offer": offer,
        "standing": standing,
        "present_plan": plans.by_code(standing.plan),
        "next_plan": next_plan,
        "is_upgrade": is_upgrade,
        "preview": preview,
        "priced_at": priced_at,
        "test_mode": checkout.test_mode(),
        "excess": changes.excess(workspace=workspace, plan=next_plan),
        "nonce": secrets.token_urlsafe(16),
    }
    return render(request, "billing/change_page.html", context)


def _what_follows(request: WorkspaceRequest, standing: Standing) -> dict[str, Any]:
    """Return the plan after the subscription has ended, and whether the workspace is read-only then."""
    is_live = standing.is_live
    left = subscriptions.once_ended(workspace=request.workspace, standing=standing) if is_live else standing
    return {"next_plan": entitlements.plan_by(left), "is_read_only_next": left.is_read_only}


def _say_plan(request: WorkspaceRequest, standing: Standing) -> None:
    subscribed, plan = plans.by_code_or_free(standing.plan), entitlements.plan_by(standing)
    if plan == subscribed:
        messages.success(request, f"You are on the {plan.name} plan.")
    else:
        said = f"Your subscription is for {subscribed.name}. This workspace is on {plan.name}."
        messages.success(request, said)
    if standing.cancels_at:
        messages.warning(request, "The plan is still set to end. Resume it to keep it.")


@never_cache
@require_POST
@workspace_required(Role.ADMIN, changes=Change.ACCOUNT)
def plan_pay(request: WorkspaceRequest) -> HttpResponse:
    """Redirect to the page of the open invoice, to pay it or to confirm its payment."""
    return redirect(changes.payment_page(workspace=request.workspace))


@never_cache
@require_POST
@workspace_required(Role.ADMIN, changes=Change.ACCOUNT)
def plan_drop(request: WorkspaceRequest) -> HttpResponse:
    """Drop a change that waits for its payment."""
    standing = changes.drop(
        workspace=request.workspace, nonce=NonceForm(request.POST).chosen(), actor=request.user
    )
    _say_plan(request, standing)
    return redirect("billing:usage")


@never_cache
@require_GET
@workspace_required(Role.ADMIN)
def change_amount(request: WorkspaceRequest) -> HttpResponse:
    """The part of the plan change page that shows the price. Calls Stripe."""
    plan = PlanForm(request.GET).chosen()
    standing, offer = changes.offer_to_switch(workspace=request.workspace, plan=plan)
    is_upgrade = changes.is_upgrade(standing=standing, plan=offer.plan)
    priced_at = previews.instant_for(request.GET.get("priced_at", ""))
    context = {
        "preview": previews.of_change(
            standing=standing, offer=offer, is_upgrade=is_upgrade, priced_at=priced_at
        ),
        "priced_at": priced_at,
        "plan_code": offer.plan.code,
        "is_upgrade": is_upgrade,
    }
    return render(request, "billing/_amount.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@workspace_required(Role.ADMIN, changes=Change.ACCOUNT)
def plan_cancel(request: WorkspaceRequest) -> HttpResponse:
    """Confirm and make a cancellation."""
    workspace = request.workspace
    standing = changes.require_subscription(workspace=workspace)
    if request.method == "POST":
        seen = changes.cancel(workspace=workspace, nonce=NonceForm(request.POST).chosen(), actor=request.user)
        messages.success(request, _cancellation_in_words(standing, seen))
        return redirect("billing:usage")
    follows = _what_follows(request, standing)
    context = {
        "standing": standing,
        "present_plan": plans.by_code(standing.plan),
        **follows,
        # In a read-only workspace nothing is active, whatever the plan covers.
        "excess": []
        if follows["is_read_only_next"]
        else changes.excess(workspace=workspace, plan=follows["next_plan"]),
        "nonce": secrets.token_urlsafe(16),
    }
    return render(request, "billing/cancel_page.html", context)


def _cancellation_in_words(before: Standing, after: Standing) -> str:
    name = plans.by_code_or_free(before.plan).name
    if not after.is_live or after.subscription_id != before.subscription_id:
        return f"Your {name} plan has ended."
    until_then = "" if after.is_overdue else " Until then nothing changes."
    return f"Your {name} plan ends with the period.{until_then}"


@never_cache
@require_POST
@workspace_required(Role.ADMIN, changes=Change.ACCOUNT)
def plan_resume(request: WorkspaceRequest) -> HttpResponse:
    """Resume a subscription that is set to end."""
    standing = changes.resume(
        workspace=request.workspace, nonce=NonceForm(request.POST).chosen(), actor=request.user
    )
    messages.success(request, f"Your {plans.by_code_or_free(standing.plan).name} plan continues.")
    return redirect("billing:usage")


@never_cache
@require_POST
@workspace_required(Role.ADMIN, changes=Change.ACCOUNT)
def portal(request: WorkspaceRequest) -> HttpResponse:
    """Redirect to Stripe's page for card and invoices."""
    return redirect(checkout.open_portal(workspace=request.workspace))


@never_cache
@require_GET
@workspace_required(Role.ADMIN)
def portal_return(request: WorkspaceRequest) -> HttpResponse:
    """The return from that page, with any changes applied."""
    if not returns.from_portal(workspace=request.workspace):
        messages.info(request, "Your changes appear here within minutes.")
    return redirect("billing:usage")


@require_GET
@workspace_required()
def ledger_csv(request: WorkspaceRequest) -> HttpResponseBase:
    """The whole ledger, oldest first, as CSV."""
    writer = csv.writer(_Line())
    entries = LedgerEntry.objects.for_workspace(request.workspace).order_by("created_at", "pk")

    def lines() -> Iterator[str]:
        yield writer.writerow(_COLUMNS)
        for entry in entries.iterator(chunk_size=500):
            yield writer.writerow(
                [
                    entry.created_at.isoformat(),
                    EntryKind(entry.kind).label,
                    entry.videos,
                    entry.balance_after,
                    entry.reference,
                    entry.reason,
                ]
            )

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="ettametta-ledger.csv"'
    return response


class _Line:
    """A file for csv that returns each line instead of storing it."""

    def write(self, line: str) -> str:
        return line
