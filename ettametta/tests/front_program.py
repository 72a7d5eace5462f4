"""The program behind the front in its tests: responses of Django's classes, chosen by the path."""

import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

# Load the settings first: the modules below can't be imported without them.
import ettametta.wsgi  # noqa: F401 - imported for its side effect

# isort: split
from django.http import FileResponse, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse

from ettametta.front.application import Front, Limits
from ettametta.front.bodies import Pace
from ettametta.front.senders import Share, Shares
from foundation.file_slices import FileSlice

FOLDER = Path(os.environ["FRONT_TEST_FOLDER"])
BODY_BYTES = 256 * 1024
UPLOAD_BYTES = 64 * 1024 * 1024
SMALL_BODIES = 20
UPLOADS, API_UPLOADS = "/upload", "/api/v1/upload/"
HOOK, HOOK_BYTES = "/hooks/large/", 4 * BODY_BYTES
STATIC = "/static/"

_counts: dict[str, int] = {}
_lock = threading.Lock()


def count(name: str) -> None:
    """Count an event, for /counts."""
    with _lock:
        _counts[name] = _counts.get(name, 0) + 1


def echo(environ: dict[str, Any]) -> HttpResponseBase:
    digest, size = hashlib.sha256(), 0
    left = int(environ["CONTENT_LENGTH"])
    while block := environ["wsgi.input"].read(min(left, 65536)):
        digest.update(block)
        size += len(block)
        left -= len(block)
    facts = {key: value for key, value in environ.items() if isinstance(value, str)}
    return JsonResponse({"size": size, "sha256": digest.hexdigest(), "environ": facts})


def wait() -> HttpResponseBase:
    """Hold the thread until the test opens the gate."""
    count("waited")
    (FOLDER / f"held-{threading.get_ident()}").touch()
    deadline = time.monotonic() + 60
    while not (FOLDER / "gate").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    return HttpResponse("waited")


def blocks() -> Iterator[bytes]:
    try:
        for _ in range(64):
            yield b"s" * 65536
    finally:
        count("streams closed")


def answer(environ: dict[str, Any]) -> HttpResponseBase:
    path = environ["PATH_INFO"]
    if path == "/counts":
        return JsonResponse(_counts)
    if path == "/wait":
        return wait()
    if path == "/stream":
        return StreamingHttpResponse(blocks())
    if path == "/file":
        file = FOLDER / "film.mp4"
        response = FileResponse(FileSlice(file, 10, file.stat().st_size))
        response["Content-Length"] = str(file.stat().st_size - 10)
        return response
    if path == "/static/style.css":
        return FileResponse((FOLDER / "film.mp4").open("rb"))
    if path == "/fail":
        raise RuntimeError("a bug")
    return echo(environ)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> HttpResponseBase:
    response = answer(environ)
    headers = list(response.items())
    start_response(f"{response.status_code} {HTTPStatus(response.status_code).phrase}", headers)
    return response


front = Front(
    application,
    limits=Limits(
        threads=2,
        queue=4,
        body_bytes=BODY_BYTES,
        static_prefix=STATIC,
        shares=Shares(
            large_from_bytes=BODY_BYTES,
            large_per_session=Share(bodies=2, size_bytes=UPLOAD_BYTES + BODY_BYTES),
            large_per_address=Share(bodies=4, size_bytes=2 * UPLOAD_BYTES),
            large_unsigned=Share(bodies=3, size_bytes=3 * HOOK_BYTES),
            large_unsigned_per_address=Share(bodies=2, size_bytes=2 * HOOK_BYTES),
            small_per_address=Share(bodies=200, size_bytes=SMALL_BODIES * BODY_BYTES),
        ),
        pace=Pace(chunk_s=1.0, total_s=3.0, window_s=1.5, bytes_per_s=4 * 1024 * 1024),
        upload_bytes={UPLOADS: UPLOAD_BYTES, API_UPLOADS: UPLOAD_BYTES},
        hook_bytes={HOOK: HOOK_BYTES},
    ),
    folder=FOLDER / "web",
)
