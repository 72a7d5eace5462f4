"""Refunds and disputes of payments: stored as seen at Stripe; members are notified once.

They affect no plan and no quota. Only the subscription determines the plan.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from pydantic import BaseModel, ConfigDict

from accounts.models import Workspace
from billing import entitlements, mirror, money, notices
from billing.adapters.base import Raw
from billing.models import OPEN_DISPUTES, NoticeKind, PaymentReversal, ReversalKind

# Older ones are shown on the page, and mailed only if their state has just changed.
_NEWS_FOR = timedelta(days=7)
_REFUND_NOTICES = {
    "succeeded": NoticeKind.REFUND,
    "failed": NoticeKind.REFUND_FAILED,
    "canceled": NoticeKind.REFUND_CANCELED,
}
_OUTCOMES = {
    "won": "won",
    "lost": "lost",
    "warning_closed": "closed",
    "prevented": "closed",
    "charge_refunded": "closed",
}


class _Parsed(BaseModel):
    """The fields that we read of a Stripe object."""

    model_config = ConfigDict(extra="ignore")

    id: str
    amount: int
    currency: str


class _Charge(_Parsed):
    """A payment."""


class _Refund(_Parsed):
    """A refund of a payment, or of a part of it."""

    created: int
    status: str | None = None
    reason: str | None = None


class _Evidence(BaseModel):
    """The deadline for evidence."""

    model_config = ConfigDict(extra="ignore")

    due_by: int | None = None


class _Dispute(_Parsed):
    """A dispute of a payment."""

    created: int
    status: str
    reason: str | None = None
    evidence_details: _Evidence | None = None


@dataclass(frozen=True, slots=True)
class Reversal:
    """A refund or a dispute as shown on a page. ``whole`` is the payment's amount if this is a part."""

    row: PaymentReversal
    amount: str
    whole: str

    @property
    def outcome(self) -> str:
        """The outcome of a dispute: won, lost or closed; empty while it is open."""
        return _OUTCOMES.get(self.row.status, "")


def of_workspace(*, workspace: Workspace, at_most: int = 12) -> list[Reversal]:
    """The latest ones of the current mode, open disputes first. One query."""
    rows = PaymentReversal.objects.for_workspace(workspace).filter(livemode=settings.STRIPE_LIVE_MODE)
    return [_shown(row) for row in rows.open_first()[:at_most]]


def open_disputes() -> set[str]:
    """The ids of disputes that are undecided, as far as is known here."""
    rows = PaymentReversal.objects.filter(kind=ReversalKind.DISPUTE, livemode=settings.STRIPE_LIVE_MODE)
    return set(rows.filter(status__in=OPEN_DISPUTES).values_list("stripe_id", flat=True))


def is_kept(stripe_id: str) -> bool:
    """True for a stored refund or dispute."""
    return PaymentReversal.objects.filter(stripe_id=stripe_id).exists()


def is_as_kept(raw: Raw) -> bool:
    """True if a refund or dispute is stored exactly as it is at Stripe."""
    details = raw.get("evidence_details")
    due_by = details.get("due_by") if isinstance(details, dict) else None
    found = (raw.get("status") or "", raw.get("amount"), mirror.moment(due_by) if due_by else None)
    kept = PaymentReversal.objects.filter(stripe_id=raw.get("id"))
    return kept.values_list("status", "amount_minor", "evidence_due_at").first() == found


def keep_refunds(*, workspace: Workspace, charge: Raw, refunds: Iterable[Raw]) -> None:
    """Store all refunds of a payment. Call it under the customer's lock."""
    paid = mirror.parse(_Charge, charge)
    for raw in refunds:
        refund = mirror.parse(_Refund, raw)
        row, is_news = _keep(workspace, ReversalKind.REFUND, refund, refund.status or "", charge, paid)
        if not is_news:
            continue
        if row.status in _REFUND_NOTICES:
            _notify(row, _REFUND_NOTICES[row.status], row.stripe_id)


def keep_dispute(*, workspace: Workspace, charge: Raw, dispute: Raw) -> None:
    """Store a dispute. Call it under the customer's lock, after the workspace's standing is updated."""
    found, paid = mirror.parse(_Dispute, dispute), mirror.parse(_Charge, charge)
    due_by = found.evidence_details.due_by if found.evidence_details else None
    row, is_news = _keep(workspace, ReversalKind.DISPUTE, found, found.status, charge, paid, due_by=due_by)
    if not is_news:
        return
    if row.is_open:
        # An inquiry may become a dispute, which is a separate notice.
        about = f"{row.stripe_id}:inquiry" if row.is_inquiry else row.stripe_id
        _notify(row, NoticeKind.DISPUTE, about)
    elif row.status in _OUTCOMES:
        _notify(row, NoticeKind.DISPUTE_CLOSED, row.stripe_id)


def _keep(
    workspace: Workspace,
    kind: ReversalKind,
    found: _Refund | _Dispute,
    status: str,
    charge: Raw,
    paid: _Charge,
    *,
    due_by: int | None = None,
) -> tuple[PaymentReversal, bool]:
    """Return the row, and whether it is news: recent, or with a changed state."""
    known = PaymentReversal.objects.filter(stripe_id=found.id).values_list("status", flat=True).first()
    row, _ = PaymentReversal.objects.update_or_create(
        stripe_id=found.id,
        defaults={
            "workspace": workspace,
            "kind": kind,
            "charge_id": paid.id,
            "customer_id": mirror.customer_in(charge),
            "amount_minor": found.amount,
            "currency": found.currency,
            "charged_minor": paid.amount if paid.currency == found.currency else None,
            "reason": found.reason or "",
            "status": status,
            "livemode": settings.STRIPE_LIVE_MODE,
            "opened_at": mirror.moment(found.created),
            "evidence_due_at": mirror.moment(due_by) if due_by else None,
            "looked_at": timezone.now(),
        },
    )
    is_recent = row.opened_at > timezone.now() - _NEWS_FOR
    return row, is_recent or known not in (None, row.status)


def _notify(row: PaymentReversal, kind: NoticeKind, about: str) -> None:
    shown = _shown(row)
    notices.schedule(
        workspace=row.workspace,
        kind=kind,
        about=about,
        amount=shown.amount,
        whole=shown.whole,
        opened_at=row.opened_at.isoformat(),
        is_inquiry=row.is_inquiry,
        outcome=shown.outcome,
        keeps_plan=entitlements.standing_of(workspace=row.workspace).carries_plan,
    )


def _shown(row: PaymentReversal) -> Reversal:
    whole = money.in_words(row.charged_minor or 0, row.currency) if row.is_partial else ""
    return Reversal(row=row, amount=money.in_words(row.amount_minor, row.currency), whole=whole)
