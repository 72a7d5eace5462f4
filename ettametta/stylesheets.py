"""Static files for production: hashed names, compressed, and one style sheet instead of forty."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import (  # type: ignore[import-untyped]  # ships no types
    CompressedManifestStaticFilesStorage,
)

SHEET = "css/app.css"
Sources = dict[str, tuple[Storage, str]]
_IMPORT = re.compile(r'^@import url\("(?P<path>[^"]+)"\);$', re.MULTILINE)


class StyleSheetError(Exception):
    """A gathered style sheet refers to a file in a way that moving its text would break."""


class GatheredStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # as above
    """Puts the sheets that app.css imports in place of its @import lines, before names are hashed.

    A browser learns of an @import only once it has the sheet that holds it; gathered, a page waits
    for one request. Modules keep their imports, which are rewritten to the hashed names.
    """

    support_js_module_import_aggregation = True

    def post_process(
        self, paths: Sources, dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str, bool]]:
        """Gather, then let whitenoise hash and compress."""
        if not dry_run and SHEET in paths:
            # Gathered from the sources: on a second run the sheet in this storage is gathered already.
            gathered = _gather(paths)
            self.delete(SHEET)
            self._save(SHEET, ContentFile(gathered.encode()))
            paths = {**paths, SHEET: (self, SHEET)}
        yield from super().post_process(paths, dry_run, **options)


def _gather(paths: Sources) -> str:
    return _IMPORT.sub(lambda found: _part(found["path"], paths), _text(SHEET, paths))


def _part(path: str, paths: Sources) -> str:
    text = _text(f"css/{path}", paths)
    # An address in a sheet is relative to that sheet's folder, which here becomes css/.
    if "/" in path and "url(" in text:
        raise StyleSheetError(f"{path} uses url(); only sheets beside app.css may")
    return text


def _text(name: str, paths: Sources) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        content: bytes = file.read()
    return content.decode()
