"""Changes by time: periods end, trials end, cards are retried, sessions expire."""

import copy
from dataclasses import replace

from sandbox.stripe import (
    collection,
    disputes,
    events,
    invoice_lines,
    invoices,
    lifecycle,
    payments,
    pending_updates,
    periods,
    refunds,
    subscriptions,
)
from sandbox.stripe.catalogue import recurring_of
from sandbox.stripe.records import Doc
from sandbox.stripe.work import Work


def happen(work: Work, doc: Doc) -> None:
    """Apply the change that is due on this document at ``work.at``."""
    if doc["object"] == "checkout.session":
        expire_session(work, doc)
    elif doc["object"] == "invoice":
        collection.retry(work, doc)
    elif doc["object"] == "charge":
        disputes.begin_by_card(work, doc)
    elif doc["object"] == "refund":
        refunds.settle(work, doc)
    else:
        _subscription(work, doc)


def expire_session(work: Work, session: Doc) -> Doc:
    session |= {"status": "expired", "url": None}
    work.records.put(session)
    events.emit(work, "checkout.session.expired", session)
    return session


def _subscription(work: Work, subscription: Doc) -> None:
    is_trial = subscription["status"] == "trialing"
    waiting = subscription["pending_update"]
    if waiting is not None and waiting["expires_at"] <= work.at:
        pending_updates.expire(work, subscription)
    elif subscription["status"] == "incomplete":
        _expire(work, subscription)
    elif subscription["cancel_at"] is not None and subscription["cancel_at"] <= work.at:
        lifecycle.cancel(work, subscription, reason="cancellation_requested")
    elif is_trial and work.at < subscription["trial_end"]:
        subscription["_is_reminded"] = True
        lifecycle.keep_quietly(work, subscription)
        events.emit(work, "customer.subscription.trial_will_end", subscription)
    elif is_trial:
        _end_trial(work, subscription)
    else:
        _renew(work, subscription)


def _expire(work: Work, subscription: Doc) -> None:
    """Expire a subscription whose first payment never succeeded."""
    before = copy.deepcopy(subscription)
    for invoice in invoices.open_of(work, subscription):
        invoices.void(work, {}, invoice["id"])
    subscription |= {"status": "incomplete_expired", "ended_at": work.at}
    lifecycle.keep(work, subscription, before)


def _end_trial(work: Work, subscription: Doc) -> None:
    """Start the first paid period, unless there is no card and the trial's settings say otherwise."""
    behavior = (subscription["trial_settings"] or {}).get("end_behavior", {}).get("missing_payment_method")
    probe = {"customer": subscription["customer"], "default_payment_method": None}
    if behavior in ("cancel", "pause") and payments.payer(work, probe, subscription) is None:
        if behavior == "cancel":
            lifecycle.cancel(work, subscription, reason="payment_failed")
            return
        before = copy.deepcopy(subscription)
        subscription["status"] = "paused"
        lifecycle.keep_quietly(work, subscription)
        events.emit(work, "customer.subscription.updated", subscription, before)
        events.emit(work, "customer.subscription.paused", subscription)
        return
    before = copy.deepcopy(subscription)
    ended = lifecycle.period_of(subscription)
    subscription["status"] = "active"
    subscriptions.begin_period(work, subscription, anchor=subscription["trial_end"])
    _bill(work, subscription, before, ended, subscription["items"]["data"])


def _renew(work: Work, subscription: Doc) -> None:
    """Renew every item whose period is over."""
    before = copy.deepcopy(subscription)
    ended = lifecycle.period_of(subscription)
    rolled = [item for item in subscription["items"]["data"] if item["current_period_end"] <= work.at]
    for item in rolled:
        interval, count = recurring_of(work.records.require("price", item["price"]))
        start, anchor = item["current_period_end"], subscription["billing_cycle_anchor"]
        end = periods.end_after(anchor, interval=interval, count=count, after=start)
        item |= {"current_period_start": start, "current_period_end": end}
    _bill(work, subscription, before, ended, rolled)


def _bill(work: Work, subscription: Doc, before: Doc, ended: Doc, items: list[Doc]) -> None:
    lines = [invoice_lines.for_item(work, subscription, item) for item in items]
    # Stored before the invoice is created, so that the period is not renewed twice.
    lifecycle.keep_quietly(work, subscription)
    invoice = invoices.draft(work, subscription, reason="subscription_cycle", lines=lines, period=ended)
    subscription["latest_invoice"] = invoice["id"]
    lifecycle.use_up(work, subscription)
    lifecycle.keep(work, subscription, before)
    # Invoices of an unpaid subscription stay drafts.
    if subscription["status"] != "unpaid":
        collection.collect(work, invoices.finalize(work, invoice))


def pass_time(work: Work, *, test_clock: str | None, until: int) -> bool:
    """Apply the first change that is due on that clock. True if there was one."""
    due = work.records.next_due(test_clock=test_clock, until=until)
    if due is None:
        return False
    doc, at = due
    happen(replace(work, at=max(at, doc["created"])), doc)
    return True
