"""Downloads video files of the sandbox. Files of platforms are never downloaded."""

from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from foundation.errors import UpstreamError
from foundation.upstream import UpstreamClient

_SYSTEM = "sandbox"
_MOST_BYTES = 256 * 1024 * 1024
# The sandbox draws a video on its first request.
_TIMEOUT_S = 120.0


def fetch(url: str, *, to: Path) -> None:
    """Write the file at ``url`` to ``to``.

    Raises UpstreamUnavailableError, and UpstreamError for any address outside the sandbox.
    """
    address = urlsplit(url)
    origin = f"{address.scheme}://{address.netloc}"
    if not settings.SANDBOX_URL or origin != settings.SANDBOX_URL:
        raise UpstreamError("Videos are downloaded from the sandbox only.", system=_SYSTEM, origin=origin)
    client = UpstreamClient(_SYSTEM, base_url=origin, timeout_s=_TIMEOUT_S)
    client.download(address.path, to=to, max_bytes=_MOST_BYTES, types={"video/mp4"})
