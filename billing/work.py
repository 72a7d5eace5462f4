"""Descriptions of the work that ledger entries refer to, supplied by the apps that own it."""

from collections.abc import Sequence
from typing import Any

from accounts.models import Workspace
from billing.models import LedgerEntry
from billing.signals import Work, work_requested


def described(*, workspace: Workspace, entries: Sequence[LedgerEntry]) -> Sequence[LedgerEntry]:
    """Return the entries, each with ``work``: its description, or None if it is unknown or deleted."""
    references = {entry.reference for entry in entries if entry.is_of_work}
    found: dict[str, Work] = {}
    if references:
        answers: Any = work_requested.send(sender=LedgerEntry, workspace=workspace, references=references)
        for _, named in answers:
            found |= named or {}
    for entry in entries:
        entry.work = found.get(entry.reference)  # type: ignore[attr-defined]
    return entries
