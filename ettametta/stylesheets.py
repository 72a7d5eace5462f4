"""Bundles forty style sheets into one, in production and in development. In production, names are hashed."""

import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from whitenoise.storage import (  # type: ignore[import-untyped]  # ships no types
    CompressedManifestStaticFilesStorage,
)

SHEET = "css/app.css"
Sources = dict[str, tuple[Storage, str]]
_IMPORT = re.compile(r'^@import url\("(?P<path>[^"]+)"\);$', re.MULTILINE)


class StyleSheetError(Exception):
    """A bundled style sheet refers to a file in a way that bundling would break."""


class GatheredStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # as above
    """Replaces the @import lines of app.css by the imported sheets, before names are hashed.

    A browser discovers an @import only after it has loaded the sheet that contains it; with a bundle, a page
    waits for one request. Modules keep their imports, which are rewritten to the hashed names.
    """

    support_js_module_import_aggregation = True

    def post_process(
        self, paths: Sources, dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str, bool]]:
        """Bundle, then let whitenoise hash and compress."""
        if not dry_run and SHEET in paths:
            # Bundled from the sources: on a second run the sheet in this storage is already bundled.
            gathered = _gather(paths)
            self.delete(SHEET)
            self._save(SHEET, ContentFile(gathered.encode()))
            paths = {**paths, SHEET: (self, SHEET)}
        yield from super().post_process(paths, dry_run, **options)


class GatheredSheetMiddleware:
    """In development, serves app.css with the imported sheets. Edits show at the next reload.

    Forty sheets, each discovered by an @import, keep a page blank for seconds on a slow line.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._path = f"/{settings.STATIC_URL.strip('/')}/{SHEET}"

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve the bundled sheet; pass on every other request."""
        if request.path != self._path:
            return self.get_response(request)
        text = _gathered_from(settings.BASE_DIR / "static" / "css")
        headers = {
            "ETag": f'"{hashlib.sha256(text.encode()).hexdigest()[:24]}"',
            "Cache-Control": "no-cache",
        }
        if headers["ETag"] in request.headers.get("If-None-Match", ""):
            return HttpResponseNotModified(headers=headers)
        return HttpResponse(text, content_type="text/css; charset=utf-8", headers=headers)


def _gathered_from(folder: Path) -> str:
    sheet = (folder / "app.css").read_text(encoding="utf-8")
    return _IMPORT.sub(lambda found: (folder / found["path"]).read_text(encoding="utf-8"), sheet)


def _gather(paths: Sources) -> str:
    return _IMPORT.sub(lambda found: _part(found["path"], paths), _text(SHEET, paths))


def _part(path: str, paths: Sources) -> str:
    text = _text(f"css/{path}", paths)
    # A URL in a sheet is relative to that sheet's folder, which here becomes css/.
    if "/" in path and "url(" in text:
        raise StyleSheetError(f"{path} uses url(); only sheets beside app.css may")
    return text


def _text(name: str, paths: Sources) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        content: bytes = file.read()
    return content.decode()
