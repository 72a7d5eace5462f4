"""Compares every subscription at Stripe with our mirror, and mends what differs; also done each night."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from billing import resync
from billing.errors import PaymentsOffError
from foundation.errors import UpstreamError


class Command(BaseCommand):
    """For after an outage, or a database that was restored."""

    help = "Compare every subscription with Stripe, and mend what events did not tell."

    def handle(self, *args: Any, **options: Any) -> None:
        """Look at all of them; say what was mended."""
        try:
            outcome = resync.everything()
        except (PaymentsOffError, UpstreamError) as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"{outcome.seen} subscriptions at Stripe, {outcome.mended} mended.")
