"""The ledger: one entry for each change of a period's videos."""

from accounts import frames
from accounts.models import User
from billing.models import EntryKind, LedgerEntry, QuotaPeriod


def write(
    *,
    period: QuotaPeriod,
    kind: EntryKind,
    videos: int,
    reference: str,
    reason: str,
    actor: User | None = None,
) -> None:
    """Add the entry for a change of the period's totals that this transaction has already made."""
    # That change has locked the period's row, so no other entry can come between.
    period.refresh_from_db()
    LedgerEntry.objects.create(
        workspace_id=period.workspace_id,
        period=period,
        kind=kind,
        videos=videos,
        reference=reference,
        reason=reason,
        balance_after=period.balance,
        actor=actor,
    )
    frames.drop(workspace_id=period.workspace_id)
