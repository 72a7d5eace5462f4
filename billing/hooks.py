"""Stripe's webhook. A request is verified, stored and answered; a worker applies it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from accounts import addresses
from accounts.access import Change
from billing import stripe_events, webhook_verification
from billing.errors import EventRefusedError
from foundation.intake import raw_body


@method_decorator([csrf_exempt, raw_body], name="dispatch")
class StripeHook(View):
    """Checks size, sender, signature, age, shape and mode before anything is written."""

    http_method_names = ["post"]
    changes = Change.REPORT

    def post(self, request: HttpRequest, uuid: UUID | None = None) -> HttpResponseBase:
        """Answer 200 once the event is stored, or if it already was. Never calls Stripe."""
        webhook_verification.require_size(len(request.body))
        signature = request.headers.get("Stripe-Signature", "")
        if not signature:
            raise EventRefusedError()
        endpoint = webhook_verification.find_endpoint(uuid)
        sender = addresses.of_client(request)
        stripe_events.store(
            webhook_verification.verify(
                endpoint=endpoint, body=request.body, signature=signature, sender=sender
            )
        )
        return HttpResponse(status=200)
