"""What lines of the ledger are for, in words. The apps above know; the ledger has references."""

from collections.abc import Sequence
from typing import Any

from accounts.models import Workspace
from billing.models import LedgerEntry
from billing.signals import Work, works_asked_for


def described(*, workspace: Workspace, entries: Sequence[LedgerEntry]) -> Sequence[LedgerEntry]:
    """The entries, each with ``work``: what it is for, or None where that is not known or no longer there."""
    references = {entry.reference for entry in entries if entry.is_of_work}
    found: dict[str, Work] = {}
    if references:
        answers: Any = works_asked_for.send(sender=LedgerEntry, workspace=workspace, references=references)
        for _, named in answers:
            found |= named or {}
    for entry in entries:
        entry.work = found.get(entry.reference)  # type: ignore[attr-defined]
    return entries
