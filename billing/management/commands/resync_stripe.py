"""Compares every subscription at Stripe with our mirror, and repairs differences. Also runs each night."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from billing import resync
from billing.errors import PaymentsOffError
from foundation.errors import UpstreamError


class Command(BaseCommand):
    """For use after an outage, or after a database was restored."""

    help = "Compare every subscription with Stripe, and repair differences."

    def add_arguments(self, parser: CommandParser) -> None:
        """Options for an installation that has moved to another Stripe account."""
        parser.add_argument(
            "--end-unknown",
            action="store_true",
            help="end subscriptions in this database that don't exist at Stripe under the current key",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare everything. Print what was repaired and what needs attention."""
        try:
            outcome = resync.everything(end_unknown=options["end_unknown"])
        except (PaymentsOffError, UpstreamError) as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(
            f"{outcome.seen} subscriptions at Stripe, {outcome.corrected} corrected, "
            f"{outcome.relinked} customers linked to their workspace again."
        )
        for problem in outcome.problems:
            self.stdout.write(problem)
