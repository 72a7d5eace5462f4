"""HTTP for Stripe's own client, within the limits that web requests have."""

from collections.abc import Mapping
from typing import Any

import requests
import stripe

from foundation import bulkhead
from foundation.errors import UpstreamUnavailableError

# A person is waiting; what can wait longer is a task, which tries again.
_TIMEOUT_S = 5


class HttpClient(stripe.RequestsClient):
    """Stripe's client, except that a web request waits only as long as ``foundation.bulkhead`` lets it."""

    def __init__(self) -> None:
        # Calls of web requests run in threads of their own; one session lets them share connections.
        super().__init__(timeout=_TIMEOUT_S, session=requests.Session())

    def request(  # type: ignore[override] # as in the class above, which returns bytes too
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """One exchange. Raises UpstreamUnavailableError for one that is not sent because another waits."""
        send = super().request
        try:
            return bulkhead.call("Stripe", lambda: send(method, url, headers, post_data))
        except UpstreamUnavailableError as error:
            if error.context.get("never_sent"):
                raise
            # As any answer that did not arrive: whether it took effect is not known.
            lost = stripe.APIConnectionError("No answer in time.", should_retry=False)  # type: ignore[no-untyped-call]
            raise lost from error
