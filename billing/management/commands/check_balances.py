"""Compares the running totals of every period with its ledger and its reservations."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from billing import quotas


class Command(BaseCommand):
    """Lists each period whose totals don't match its ledger, and fails if there are any."""

    help = "Check that every quota period's totals are the sum of its ledger."

    def handle(self, *args: Any, **options: Any) -> None:
        """Check all periods. Changes nothing."""
        wrong = quotas.discrepancies()
        for discrepancy in wrong:
            self.stderr.write(str(discrepancy))
        if wrong:
            raise CommandError(f"{len(wrong)} periods don't match their ledger.")
        self.stdout.write("All balances match their ledgers.")
