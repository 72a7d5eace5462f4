"""Small copies of thumbnails. Their URLs are unguessable, so no session is read for them."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from discovery import pictures
from foundation import pictures as outside
from foundation.errors import NotFoundError


@require_safe
def picture(request: HttpRequest, source_id: int, version: str, width: int) -> HttpResponse:
    """The copy, cacheable forever; or a placeholder, while a worker makes the copy."""
    if width not in pictures.WIDTHS:
        raise NotFoundError()
    content = pictures.find(source_id=source_id, version=version, width=width)
    if content is None:
        pictures.request(source_id=source_id, version=version)
    return outside.response(request, content=content, etag=f"{version}-{width}")
