"""Small copies of thumbnails. Their URLs are unguessable, so no session is read for them."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_safe

from discovery import pictures
from foundation.errors import NotFoundError

# Square, unlike any thumbnail: static/js/pictures.js then requests the thumbnail again after a while.
_PLACEHOLDER = b'<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16"/>'


@require_safe
def picture(request: HttpRequest, source_id: int, version: str, width: int) -> HttpResponse:
    """The copy, cacheable forever; or a placeholder, while a worker makes the copy."""
    if width not in pictures.WIDTHS:
        raise NotFoundError()
    content = pictures.find(source_id=source_id, version=version, width=width)
    if content is None:
        pictures.request(source_id=source_id, version=version)
        return HttpResponse(_PLACEHOLDER, content_type="image/svg+xml", headers={"Cache-Control": "no-store"})
    headers = {"ETag": f'"{version}-{width}"', "Cache-Control": "public, max-age=31536000, immutable"}
    if headers["ETag"] in request.headers.get("If-None-Match", ""):
        return HttpResponseNotModified(headers=headers)
    return HttpResponse(content, content_type="image/jpeg", headers=headers)
