"""Waits for what a post's lines promise before it is sent, such as a code that a shop is still creating."""

from datetime import timedelta

from foundation.errors import UpstreamUnavailableError
from publishing import attachments
from publishing.delivery.outcomes import elapsed
from publishing.errors import PreflightFailedError
from publishing.models import Publication

_LONGEST = timedelta(minutes=10)


def require_ready(publication: Publication) -> None:
    """Raise UpstreamUnavailableError while the lines would not work yet, and then PreflightFailedError.

    A person then decides: nothing is sent that promises what does not exist.
    """
    reason = attachments.awaited(publication=publication)
    if not reason:
        return
    if elapsed(publication) > _LONGEST:
        raise PreflightFailedError(
            f"{reason} It was waited for 10 minutes. Try again later, or leave it out."
        )
    raise UpstreamUnavailableError(f"{reason} The post waits for it, for 10 minutes at most.", system="shop")
