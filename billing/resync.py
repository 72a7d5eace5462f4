"""Comparison with Stripe, for changes whose events were lost."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from accounts.models import Workspace
from billing import abandonment, adapters, catalogue, event_handlers, mirror, reversals, subscriptions
from billing.adapters.base import Raw
from billing.errors import GoneError
from billing.mirror import Subscription
from billing.models import PAYING_STATES, Standing
from foundation.errors import UpstreamError, UpstreamUnavailableError

logger = logging.getLogger(__name__)

# A renewal's event comes within seconds. Without one after this time, the subscription is looked up.
_LATE_AFTER = timedelta(minutes=10)
_AGAIN_AFTER = timedelta(minutes=30)
# By then Stripe has carried out, or dropped, a call whose response was lost.
_CERTAIN_AFTER = timedelta(minutes=2)
# How far back refunds and disputes are compared. Open disputes are compared whatever their age.
_REVERSALS_SINCE = timedelta(days=60)
# After this many consecutive failures, Stripe counts as unavailable.
_UNAVAILABLE_AFTER = 3


@dataclass(slots=True)
class Outcome:
    """The result of a comparison. ``problems`` are sentences for an operator."""

    seen: int = 0
    corrected: int = 0
    relinked: int = 0
    problems: list[str] = field(default_factory=list)


def everything(*, end_unknown: bool = False) -> Outcome:
    """Compare the catalogue, every subscription and recent refunds and disputes, and repair differences.

    Safe to run at any time, also while events are applied: each difference is checked again under its
    customer's lock. A failing item is reported and skipped. Objects that don't exist at Stripe under the
    current key stay unchanged, unless ``end_unknown``. Raises UpstreamUnavailableError and UpstreamError if
    Stripe is unavailable or refuses the key; repairs made until then remain.
    """
    catalogue.refresh()
    outcome, batch = Outcome(), _Batch()
    listed: set[str] = set()
    for raw in adapters.payments().all_subscriptions():
        listed.add(str(raw.get("id")))
        outcome.seen += 1
        batch.process(str(raw.get("id")), partial(_compare, raw, outcome), outcome)
    for subscription_id, customer_id in mirror.unended_ids():
        if subscription_id not in listed:
            _check_missing(subscription_id, customer_id, outcome, batch, end_unknown=end_unknown)
    for compare in (_compare_refunds, _compare_disputes):
        # A restricted key may not list these.
        batch.process("The list of refunds or disputes", partial(compare, outcome, batch), outcome)
    _report_doubled(outcome)
    for problem in outcome.problems:
        logger.error("stripe comparison found a problem", extra={"problem": problem})
    logger.info(
        "stripe compared",
        extra={"seen": outcome.seen, "corrected": outcome.corrected, "relinked": outcome.relinked},
    )
    return outcome


def late_renewals(*, at_most: int = 100) -> int:
    """Look up subscriptions whose period is over and whose renewal is unknown. Returns how many."""
    now = timezone.now()
    late = Standing.objects.filter(
        status__in=PAYING_STATES,
        period_ends_at__lt=now - _LATE_AFTER,
        looked_at__lt=now - _AGAIN_AFTER,
    )
    found = list(late.order_by("looked_at").values_list("customer_id", "subscription_id")[:at_most])
    outcome, batch = Outcome(), _Batch()
    for customer_id, subscription_id in found:
        batch.process(subscription_id, partial(_refresh, customer_id, subscription_id), outcome)
    return len(found) - len(outcome.problems)


def unconfirmed_changes(*, at_most: int = 100) -> int:
    """Look up changes whose response was lost, and changes that waited too long. Returns how many."""
    now = timezone.now()
    lost = Standing.objects.filter(unconfirmed_at__isnull=False).order_by("unconfirmed_at")
    overdue = Standing.objects.filter(pending_until__lt=now).exclude(pending_plan="")
    outcome, batch = Outcome(), _Batch()
    found = [*lost[:at_most], *overdue.order_by("pending_until")[:at_most]]
    for standing in found:
        refresh = partial(_refresh, standing.customer_id, standing.subscription_id)
        if batch.process(standing.subscription_id, refresh, outcome):
            settled = Standing.objects.filter(pk=standing.pk, unconfirmed_at__lt=now - _CERTAIN_AFTER)
            settled.update(unconfirmed_at=None)
    return len(found) - len(outcome.problems)


class _Batch:
    """Isolates the failure of one item from the others, and stops if Stripe itself is unavailable."""

    def __init__(self) -> None:
        self._failures_in_a_row = 0

    def process(self, name: str, work: Callable[[], None], outcome: Outcome) -> bool:
        """Process one item. True on success."""
        try:
            work()
        except UpstreamUnavailableError as error:
            self._failures_in_a_row += 1
            if self._failures_in_a_row >= _UNAVAILABLE_AFTER:
                raise
            outcome.problems.append(f"{name} could not be looked up: {error.message}")
            return False
        except UpstreamError as refusal:
            outcome.problems.append(f"{name} was refused: {refusal.message}")
            return False
        self._failures_in_a_row = 0
        return True


def _refresh(customer_id: str, subscription_id: str) -> None:
    subscriptions.refresh(customer_id=customer_id, subscription_id=subscription_id)


def _compare(raw: Raw, outcome: Outcome) -> None:
    found = mirror.parse(mirror.Subscription, raw)
    if not found.has_ended and not mirror.is_linked(found.customer):
        _relink(found, outcome)
    if mirror.is_as_mirrored(raw):
        with transaction.atomic():
            subscriptions.follow_customer(found.customer)
        return
    subscriptions.refresh(customer_id=found.customer, subscription_id=found.id)
    outcome.corrected += 1


def _relink(found: Subscription, outcome: Outcome) -> None:
    """Link a live subscription to the workspace that its customer's metadata names."""
    raw = adapters.payments().customer(found.customer)
    metadata = raw.get("metadata")
    owner = metadata.get("djstripe_subscriber", "") if isinstance(metadata, Mapping) else ""
    workspace = Workspace.objects.filter(pk=owner).first() if owner else None
    if workspace is not None and not raw.get("deleted"):
        with transaction.atomic():
            mirror.lock(found.customer)
            mirror.link_customer(raw, workspace=workspace)
        outcome.relinked += 1
    elif abandonment.is_of_abandoned(found.customer):
        abandonment.note_subscription(subscription_id=found.id, customer_id=found.customer)
    elif owner or any(catalogue.plan_of_price(item.price) for item in found.items.data):
        outcome.problems.append(f"{found.id} of customer {found.customer} is live and has no workspace.")


def _check_missing(
    subscription_id: str, customer_id: str, outcome: Outcome, batch: _Batch, *, end_unknown: bool
) -> None:
    """Look up a subscription that has not ended in the mirror but is missing from Stripe's lists."""

    def apply() -> None:
        try:
            subscriptions.refresh(customer_id=customer_id, subscription_id=subscription_id)
        except GoneError:
            if not end_unknown:
                raise
            with transaction.atomic():
                mirror.end_subscription(subscription_id)
                subscriptions.follow_customer(customer_id)
        outcome.corrected += 1

    batch.process(subscription_id, apply, outcome)


def _compare_refunds(outcome: Outcome, batch: _Batch) -> None:
    since = int((timezone.now() - _REVERSALS_SINCE).timestamp())
    for raw in adapters.payments().refunds_since(since):
        _compare_reversal(raw, outcome, batch)


def _compare_disputes(outcome: Outcome, batch: _Batch) -> None:
    since = int((timezone.now() - _REVERSALS_SINCE).timestamp())
    listed = set()
    for raw in adapters.payments().disputes_since(since):
        listed.add(str(raw.get("id")))
        _compare_reversal(raw, outcome, batch)
    for dispute_id in reversals.open_disputes() - listed:
        _apply_reversal({"object": "dispute", "id": dispute_id}, outcome, batch)


def _compare_reversal(raw: Raw, outcome: Outcome, batch: _Batch) -> None:
    if not reversals.is_as_kept(raw):
        _apply_reversal(raw, outcome, batch)


def _apply_reversal(found: Raw, outcome: Outcome, batch: _Batch) -> None:
    """Apply a refund or a dispute as its event would."""

    def apply() -> None:
        with transaction.atomic():
            mirror.lock(event_handlers.lock_name(found))
            event_handlers.handle(type_="comparison", found=found)
        outcome.corrected += reversals.is_kept(str(found["id"]))

    batch.process(str(found.get("id")), apply, outcome)


def _report_doubled(outcome: Outcome) -> None:
    for standing in Standing.objects.filter(is_doubled=True).select_related("workspace").iterator():
        alive = [each.id for each in mirror.subscriptions_of(standing.workspace) if not each.has_ended]
        outcome.problems.append(f"{standing.workspace_id} pays for {', '.join(sorted(alive))}.")
