"""Small copies of outside pictures, downloaded from known hosts only and served by us."""

import io
import ipaddress
import socket
import tempfile
from collections.abc import Collection
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from PIL import Image

from foundation import media
from foundation.errors import UpstreamError, UpstreamUnavailableError
from foundation.upstream import UpstreamClient

_SYSTEM = "pictures"
_MOST_BYTES = 5 * 1024 * 1024
_TIMEOUT_S = 5.0
_QUALITY = 78
# Far wider than any picture: static/js/pictures.js then requests the picture again after a while.
_PLACEHOLDER = b'<svg xmlns="http://www.w3.org/2000/svg" width="64" height="8"/>'

Size = tuple[int, int]


def copies(url: str, *, origins: Collection[str], small: Size, large: Size) -> tuple[bytes, bytes]:
    """Return two copies of a picture as JPEG, scaled and cropped to these sizes in pixels.

    Raises as ``fetch``, and MediaRefusedError for a file that is no usable picture.
    """
    with tempfile.TemporaryDirectory() as folder:
        original = Path(folder) / "original"
        fetch(url, to=original, origins=origins)
        copy = media.fit(original, width_px=large[0], height_px=large[1], quality=_QUALITY)
    return _smaller(copy, small), copy


def fetch(url: str, *, to: Path, origins: Collection[str]) -> None:
    """Write the file at ``url`` to ``to``. ``origins`` may have a domain, as in ``https://*.example.com``.

    Raises UpstreamUnavailableError, and UpstreamError for a refused download: another host, a private
    address, a response that is not a file, or more than 5 MB.
    """
    address = urlsplit(url)
    origin = f"{address.scheme}://{address.netloc}"
    if not _is_allowed(origin, origins):
        raise UpstreamError("Pictures are not fetched from this host.", system=_SYSTEM, origin=origin)
    if origin != settings.SANDBOX_URL:
        _require_public(address.hostname or "")
    client = UpstreamClient(_SYSTEM, base_url=origin, timeout_s=_TIMEOUT_S)
    path = f"{address.path}?{address.query}" if address.query else address.path
    client.download(path, to=to, max_bytes=_MOST_BYTES)


def response(request: HttpRequest, *, content: bytes | None, etag: str) -> HttpResponse:
    """Return a copy, cacheable forever; or a placeholder, while there is none."""
    if content is None:
        return HttpResponse(_PLACEHOLDER, content_type="image/svg+xml", headers={"Cache-Control": "no-store"})
    headers = {"ETag": f'"{etag}"', "Cache-Control": "public, max-age=31536000, immutable"}
    if headers["ETag"] in request.headers.get("If-None-Match", ""):
        return HttpResponseNotModified(headers=headers)
    return HttpResponse(content, content_type="image/jpeg", headers=headers)


def _is_allowed(origin: str, origins: Collection[str]) -> bool:
    """True if the list has the origin, or its domain."""
    parts = urlsplit(origin)
    if "*" in origin:
        return False
    if origin in origins:
        return True
    domain = (parts.hostname or "").partition(".")[2]
    return parts.netloc == parts.hostname and f"{parts.scheme}://*.{domain}" in origins


def _require_public(host: str) -> None:
    """Refuse a host name that resolves to a private address."""
    try:
        found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    except OSError as error:
        raise UpstreamUnavailableError("This host can't be resolved right now.", system=_SYSTEM) from error
    if not all(ipaddress.ip_address(each[4][0]).is_global for each in found):
        raise UpstreamError("This host has a private address.", system=_SYSTEM, host=host)


def _smaller(jpeg: bytes, size: Size) -> bytes:
    """Scale our own copy down. No outside data is decoded here."""
    answer = io.BytesIO()
    with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as picture:
        picture.resize(size, Image.Resampling.LANCZOS).save(answer, "JPEG", quality=_QUALITY, optimize=True)
    return answer.getvalue()
