"""HTTP for Stripe's client, within the limits of web requests."""

from collections.abc import Mapping
from typing import Any

import requests
import stripe

from foundation import bulkhead
from foundation.errors import UpstreamUnavailableError

# These calls are made while a person waits. Work that can take longer runs in a task, which retries.
_TIMEOUT_S = 5


class HttpClient(stripe.RequestsClient):
    """Stripe's HTTP client. A web request waits only as long as ``foundation.bulkhead`` allows."""

    def __init__(self) -> None:
        # Calls of web requests run in their own threads. One session lets them share connections.
        super().__init__(timeout=_TIMEOUT_S, session=requests.Session())

    def request(  # type: ignore[override] # as in the parent class, which also returns bytes
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """Run one exchange. Raises UpstreamUnavailableError if it is not sent because all slots are taken."""
        send = super().request
        try:
            return bulkhead.call("Stripe", lambda: send(method, url, headers, post_data))
        except UpstreamUnavailableError as error:
            if error.context.get("never_sent"):
                raise
            # Treated like a lost response: it is unknown whether the call took effect.
            lost = stripe.APIConnectionError("No response in time.", should_retry=False)  # type: ignore[no-untyped-call]
            raise lost from error
