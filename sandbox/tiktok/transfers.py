"""Receiving a file in chunks: in order, each whole or not at all, at an address that is a secret."""

import asyncio
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import av
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox import context
from sandbox.tiktok import callbacks, rules, terms, uploads
from sandbox.tiktok.errors import TikTokError
from sandbox.tiktok.uploads import Upload

_PATH = "/tiktok/upload/video/"
_TYPES = frozenset({"video/mp4", "video/quicktime", "video/webm"})
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)", re.ASCII)


def url_of(request: Request, upload: Upload) -> str:
    """Return the upload's address. Whoever has it can send the file."""
    query = f"?upload_id={upload.number}&upload_token={upload.token}"
    return context.base_url(request) + _PATH + query


async def receive(request: Request) -> Response:
    """Accept the next chunk: 206 for more, 201 for the last."""
    upload = _addressed(request)
    first, last = _range(request, upload)
    chunk = await request.body()
    # The row is read again: another request may have brought this chunk meanwhile.
    upload = _addressed(request)
    if first != upload.received_bytes:
        raise TikTokError(416, "invalid_content_range", f"The next byte is {upload.received_bytes}.")
    if len(chunk) != last - first + 1:
        raise TikTokError(400, "invalid_param", "The body's length is not that of Content-Range.")
    stage = context.of(request)
    _write(uploads.file_of(stage.data_dir, upload), chunk, at=first)
    upload = uploads.change(stage.store, upload, received_bytes=last + 1)
    headers = {"Content-Range": f"bytes 0-{last}/{upload.size_bytes}"}
    if not upload.is_whole:
        return Response(status_code=206, headers=headers)
    await finish(request, upload)
    return Response(status_code=201, headers=headers)


def _addressed(request: Request) -> Upload:
    stage, query = context.of(request), request.query_params
    found = next(
        (each for each in uploads.every(stage.store) if str(each.number) == query.get("upload_id")), None
    )
    if found is None or found.token != query.get("upload_token"):
        raise TikTokError(404, "task_not_found", "The upload task was not found.")
    if stage.clock.now() > found.created_at + uploads.URL_LIFE_S:
        raise TikTokError(403, "upload_url_expired", "The upload URL has expired.")
    return found


def _range(request: Request, upload: Upload) -> tuple[int, int]:
    """Return the chunk's first and last byte. Raises TikTokError for wrong headers, and for a wrong order."""
    headers = request.headers
    match = _RANGE.fullmatch(headers.get("content-range", ""))
    if match is None or headers.get("content-type") not in _TYPES:
        raise TikTokError(400, "invalid_param", "Content-Range or Content-Type is invalid.")
    first, last, total = map(int, match.groups())
    if total != upload.size_bytes or headers.get("content-length") != str(last - first + 1):
        raise TikTokError(400, "invalid_param", "The size is not the one of the request or of the body.")
    if first != upload.received_bytes:
        raise TikTokError(416, "invalid_content_range", f"The next byte is {upload.received_bytes}.")
    place = first // upload.chunk_bytes
    end = upload.size_bytes if place == upload.chunks - 1 else first + upload.chunk_bytes
    if first % upload.chunk_bytes or last + 1 != end:
        raise TikTokError(416, "invalid_content_range", "This is not the range of a chunk.")
    return first, last


def _write(path: Path, chunk: bytes, *, at: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("r+b" if path.exists() else "wb") as file:
        file.seek(at)
        file.truncate()
        file.write(chunk)


async def finish(request: Request, upload: Upload) -> Upload:
    """Inspect a file that is whole. The second time changes nothing."""
    if not upload.is_whole or upload.uploaded_at is not None:
        return upload
    stage = context.of(request)
    file = await asyncio.to_thread(_inspect, uploads.file_of(stage.data_dir, upload))
    found, now = terms.current(stage.store), stage.clock.now()
    failure = found.next_failure or rules.file_problem(file, found.of(upload.creator.username))
    if found.next_failure:
        terms.keep(stage.store, found.model_copy(update={"next_failure": ""}))
    ready_at = now + found.processing_s
    posted_at = None if upload.is_draft or failure else ready_at
    is_for_all = upload.post_info.get("privacy_level") == uploads.PUBLIC
    upload = uploads.change(
        stage.store,
        upload,
        file=json.dumps(file),
        failure=failure,
        uploaded_at=now,
        ready_at=ready_at,
        posted_at=posted_at,
        public_at=posted_at + found.moderation_s if posted_at is not None and is_for_all else None,
    )
    callbacks.expect(request, after_s=(found.processing_s, found.processing_s + found.moderation_s))
    return upload


def _inspect(path: Path) -> dict[str, Any]:
    """Measure the file."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    measured: dict[str, Any] = {
        "sha256": sha256,
        "is_readable": False,
        "duration_s": 0.0,
        "frames_per_s": 0.0,
    }
    measured |= {"width_px": 0, "height_px": 0}
    try:
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            measured |= {
                "is_readable": True,
                "width_px": stream.width,
                "height_px": stream.height,
                "duration_s": round((container.duration or 0) / av.time_base, 3),
                "frames_per_s": float(stream.average_rate or 0),
            }
    except (av.FFmpegError, IndexError):
        return measured
    return measured


routes = [Route(_PATH, receive, methods=["PUT"])]
