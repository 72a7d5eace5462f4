"""HTTP responses for stored files, with byte ranges for players."""

import logging
import re
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from foundation.errors import NotFoundError
from foundation.file_slices import FileSlice
from synthesis.models import Asset

logger = logging.getLogger(__name__)

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def answer(request: HttpRequest, *, asset: Asset) -> HttpResponse:
    """The file, or the part that a Range header requests (RFC 9110; several ranges get the whole file).

    ``?download=1`` sends it as an attachment, named by its title. A file in a bucket is answered with a
    redirect to a signed URL. Raises NotFoundError if the file is missing from the disk.
    """
    attachment = "download" in request.GET
    response: HttpResponse
    if _is_in_bucket(asset):
        response = HttpResponseRedirect(str(asset.file.url))
    else:
        if not Path(asset.file.path).is_file():
            logger.error("asset file missing", extra={"asset_id": asset.pk, "path": asset.file.name})
            raise NotFoundError(
                "This file is missing on the server. Your administrator can find details in the log."
            )
        wanted = _wanted(request.headers.get("Range", ""), asset.size_bytes)
        response = _whole(asset) if wanted is None else _part(asset, *wanted)
        response["Content-Disposition"] = str(
            content_disposition_header(as_attachment=attachment, filename=_file_name(asset))
        )
    # The content of an asset never changes; the permission to see it may.
    response["Cache-Control"] = "private, max-age=3600"
    response["ETag"] = f'"{asset.sha256[:32]}"'
    return response


def _is_in_bucket(asset: Asset) -> bool:
    """True if the store has no local path for the file."""
    try:
        return not asset.file.path
    except NotImplementedError:
        return True


def _whole(asset: Asset) -> HttpResponse:
    return _file(asset, 0, asset.size_bytes, status=200)


def _part(asset: Asset, first: int, last: int) -> HttpResponse:
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{asset.size_bytes}"})
    response = _file(asset, first, last + 1, status=206)
    response["Content-Range"] = f"bytes {first}-{last}/{asset.size_bytes}"
    return response


def _file(asset: Asset, start: int, stop: int, *, status: int) -> HttpResponse:
    content = FileSlice(Path(asset.file.path), start, stop)
    response = FileResponse(content, status=status, content_type=asset.mime_type)
    response["Accept-Ranges"] = "bytes"
    response["Content-Length"] = str(stop - start)
    return response  # type: ignore[return-value] # a streaming response is accepted too


def _wanted(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte; first above last if the range is not satisfiable; None for the whole file."""
    found = _RANGE.fullmatch(header.strip())
    if found is None or found.group(1) == found.group(2) == "":
        return None
    if found.group(1) == "":
        return max(0, size - int(found.group(2))), size - 1
    first = int(found.group(1))
    last = min(int(found.group(2) or size), size - 1)
    return first, last


def _file_name(asset: Asset) -> str:
    return f"{slugify(asset.title) or asset.pk}{asset.extension}"
