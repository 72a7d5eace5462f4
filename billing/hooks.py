"""What Stripe tells us over HTTP: dj-stripe's webhook behind a guard of our own."""

import logging
from ipaddress import ip_address
from typing import Any
from uuid import UUID

import stripe
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from djstripe.models import WebhookEventTrigger
from djstripe.views import ProcessWebhookView

from billing import stripe_events
from billing.errors import EventRefusedError
from foundation.errors import UpstreamUnavailableError

logger = logging.getLogger(__name__)

_RETRY_AFTER_S = 30


@method_decorator(csrf_exempt, name="dispatch")
class StripeHook(ProcessWebhookView):  # type: ignore[misc] # dj-stripe has no types
    """Size, sender, signature, age, shape and mode are checked before anything is written."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, uuid: UUID | None = None) -> HttpResponseBase:
        """200 once the event is applied, or was before; 503 for one that is to be sent again."""
        stripe_events.require_size(int(request.META.get("CONTENT_LENGTH") or 0))
        signature = request.headers.get("Stripe-Signature", "")
        if not signature:
            raise EventRefusedError()
        endpoint = stripe_events.find_endpoint(uuid)
        sender = request.META.get("REMOTE_ADDR", "")
        stripe_events.verify(endpoint=endpoint, body=request.body, signature=signature, sender=sender)
        _keep_to_known_address(request)
        return _apply(request, endpoint)


def _apply(request: HttpRequest, endpoint: Any) -> HttpResponseBase:
    try:
        trigger = WebhookEventTrigger.from_request(request, webhook_endpoint=endpoint)
    except (stripe.StripeError, UpstreamUnavailableError):
        # Noted by the receiver. Stripe repeats it, and so do we.
        return _later()
    except Exception:
        # A bug in applying one event must not look to Stripe as if it had arrived; it is kept, and tried
        # again.
        logger.exception("stripe event not applied")
        return _later()
    if not trigger.valid:
        raise EventRefusedError()
    return HttpResponse(str(trigger.pk))


def _later() -> HttpResponse:
    return HttpResponse(status=503, headers={"Retry-After": str(_RETRY_AFTER_S)})


def _keep_to_known_address(request: HttpRequest) -> None:
    """dj-stripe writes down who sent it, by a header that may hold anything, in a column that takes
    addresses.
    """
    claimed = request.META.pop("HTTP_X_FORWARDED_FOR", "")
    request.__dict__.pop("headers", None)
    for address in (claimed.split(",")[0].strip(), request.META.get("REMOTE_ADDR", "")):
        try:
            request.META["REMOTE_ADDR"] = str(ip_address(address))
        except ValueError:
            continue
        return
    request.META["REMOTE_ADDR"] = "0.0.0.0"  # noqa: S104 - an address to write down, not to listen on
