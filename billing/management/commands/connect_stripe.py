"""Sets up Stripe for this installation: plans as products and prices, and the webhook endpoint."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from billing import catalogue, endpoints
from billing.endpoints import NotReachableError
from billing.errors import PaymentsOffError
from foundation.errors import UpstreamError


class Command(BaseCommand):
    """Idempotent. Run it again after a price has changed."""

    help = "Publish the plans as Stripe products and prices, and have Stripe send its events here."

    def add_arguments(self, parser: CommandParser) -> None:
        """Options to run only one of the two steps, and to exit with status 0 despite errors."""
        only = parser.add_mutually_exclusive_group()
        only.add_argument("--only-catalogue", action="store_true", help="publish products and prices only")
        only.add_argument(
            "--only-webhook", action="store_true", help="create or update the webhook endpoint only"
        )
        parser.add_argument("--keep-going", action="store_true", help="report errors, but exit with status 0")

    def handle(self, *args: Any, **options: Any) -> None:
        """Set up Stripe and print what was done."""
        try:
            if not options["only_webhook"]:
                self._say(catalogue.publish() or ["the catalogue is up to date"])
            if not options["only_catalogue"]:
                self._say([endpoints.ensure()])
        except NotReachableError as refusal:
            # The catalogue is ready and events can be forwarded, so the command succeeds.
            self.stderr.write(refusal.message)
        except (PaymentsOffError, UpstreamError) as refusal:
            if not options["keep_going"]:
                raise CommandError(f"{refusal.message} The remaining steps were skipped.") from refusal
            self.stderr.write(refusal.message)

    def _say(self, lines: list[str]) -> None:
        for line in lines:
            self.stdout.write(line)
