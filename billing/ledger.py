"""The ledger: one line for each change of a period's videos."""

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
    """Add the line that explains a change of the period's totals, which were changed before in this
    transaction.
    """
    # That change locked the period's row, so that no other line comes between.
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
