"""Resumable uploads: a session that accepts a file in pieces, and survives the process."""

import asyncio
import hashlib
import json
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from sandbox import clock, context
from sandbox.google_errors import GoogleError
from sandbox.world import channels
from sandbox.world.channels import Channel
from sandbox.youtube import access, library, parameters
from sandbox.youtube.library import Upload

_PARTS = frozenset(
    ("id", "snippet", "status", "contentDetails", "statistics", "player", "processingDetails", "fileDetails",
     "localizations", "recordingDetails", "paidProductPlacementDetails", "brandPartner", "topicDetails")
)  # fmt: skip
_STORED_PARTS = ("snippet", "status", "paidProductPlacementDetails", "recordingDetails", "localizations")
_GRAIN_BYTES = 256 * 1024
_LARGEST_THUMBNAIL_BYTES = 50 * 1024 * 1024
_RANGE = re.compile(r"bytes (?:(\d+)-(\d+)|\*)/(\d+|\*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """An upload in progress. ``video_id`` is set once it is complete."""

    id: str
    channel: Channel
    metadata: dict[str, Any]
    size_bytes: int | None
    video_id: str | None
    part: Path

    @property
    def received_bytes(self) -> int:
        return self.part.stat().st_size if self.part.exists() else 0


async def insert(request: Request) -> Response:
    """``videos.insert``: open a session for the following file."""
    if request.query_params.get("uploadType") != "resumable":
        raise parameters.refuse("The sandbox supports uploadType=resumable only.", "unexpectedParameter")
    caller = access.identify(request, access.UPLOAD)
    owner = caller.owner()
    parts = parameters.parts(request, _PARTS)
    metadata = _metadata(await request.body(), parts)
    access.spend(request, caller, bucket="videos.insert")
    stage = context.of(request)
    session_id = "ABPn" + secrets.token_urlsafe(36)
    length = request.headers.get("x-upload-content-length")
    stage.store.change(
        "INSERT INTO upload_sessions VALUES (?, ?, ?, ?, ?, NULL)",
        (session_id, owner.id, json.dumps(metadata), int(length) if length else None, stage.clock.now()),
    )
    path = "/upload/youtube/v3/videos?uploadType=resumable&upload_id="
    headers = {"Location": context.base_url(request) + path + session_id, "X-GUploader-UploadID": session_id}
    return Response(status_code=200, headers=headers)


async def resume(request: Request) -> Response:
    """Accept a piece of the file, or return how much of it has arrived."""
    session = _session(request)
    if session.video_id:
        return _finished(request, session.video_id)
    first, total = _piece(request, session)
    if first is None:
        return await _progress(request, session, total)
    await _append(request, session, first)
    return await _progress(request, _session(request), total)


async def cancel(request: Request) -> Response:
    """Cancel a session."""
    session = _session(request)
    context.of(request).store.change("DELETE FROM upload_sessions WHERE id = ?", (session.id,))
    session.part.unlink(missing_ok=True)
    return Response(status_code=499)


async def set_thumbnail(request: Request) -> Response:
    """``thumbnails.set``: an image for one of the caller's own uploads."""
    caller = access.identify(request, access.UPLOAD)
    access.spend(request, caller, units=50)
    stage = context.of(request)
    upload = library.find(stage.store, request.query_params.get("videoId", ""))
    if upload is None or upload.channel is not caller.owner():
        message = "The video that you are trying to set a thumbnail image for cannot be found."
        raise GoogleError(404, message, reason="videoNotFound", domain="youtube.thumbnail")
    image = await request.body()
    if not image.startswith((b"\xff\xd8\xff", b"\x89PNG")):
        raise GoogleError(400, "The provided image content is invalid.", reason="invalidImage")
    if len(image) > _LARGEST_THUMBNAIL_BYTES:
        raise GoogleError(413, "The image is too large.", reason="mediaBodyTooLarge")
    library.thumbnail_of(stage.data_dir, upload.id).write_bytes(image)
    stage.store.change("UPDATE videos SET has_thumbnail = 1 WHERE id = ?", (upload.id,))
    found = library.snippet(upload, context.base_url(request))["thumbnails"]
    return JSONResponse({"kind": "youtube#thumbnailSetResponse", "etag": upload.id, "items": [found]})


async def show(request: Request) -> Response:
    """Return every upload, so that a test can count how often a video was posted."""
    now = context.now(request)
    uploads = [
        {
            "id": upload.id,
            "channel_id": upload.channel.id,
            "channel": upload.channel.name,
            "title": upload.title,
            "uploaded_at": clock.rfc3339(upload.uploaded_at),
            "size_bytes": upload.size_bytes,
            "sha256": upload.sha256,
            "duration_s": upload.duration_s,
            "privacy": upload.privacy(now),
            "has_thumbnail": upload.has_thumbnail,
            "metadata": upload.metadata,
        }
        for upload in library.uploaded_to(context.of(request).store)
    ]
    return JSONResponse({"count": len(uploads), "uploads": uploads})


def _metadata(body: bytes, parts: frozenset[str]) -> dict[str, Any]:
    """Return the video's metadata, validated as YouTube does."""
    try:
        given = json.loads(body or b"{}")
    except ValueError:
        raise GoogleError(400, "Parse Error", reason="parseError") from None
    metadata = {part: given[part] for part in _STORED_PARTS if part in parts and part in given}
    snippet, status = metadata.get("snippet", {}), metadata.get("status", {})
    title = snippet.get("title", "")
    if not title or len(title) > 100 or "<" in title or ">" in title:
        raise _invalid("invalidTitle", "The request metadata specifies an invalid or empty video title.")
    if len(snippet.get("description", "").encode()) > 5000:
        raise _invalid("invalidDescription", "The request metadata specifies an invalid video description.")
    if len("".join(snippet.get("tags", []))) > 500:
        raise _invalid("invalidTags", "The request metadata specifies invalid video keywords.")
    if status.get("privacyStatus", "public") not in ("public", "unlisted", "private"):
        raise _invalid("invalidVideoMetadata", "The request metadata is invalid.")
    if "publishAt" in status and status.get("privacyStatus") != "private":
        raise _invalid(
            "invalidPublishAt", "The request metadata specifies an invalid scheduled publishing time."
        )
    return metadata


def _invalid(reason: str, message: str) -> GoogleError:
    return GoogleError(400, message, reason=reason, domain="youtube.video")


def _session(request: Request) -> Session:
    stage = context.of(request)
    name = request.query_params.get("upload_id", "")
    row = stage.store.row("SELECT * FROM upload_sessions WHERE id = ?", (name,))
    channel = channels.by_id(row["channel_id"]) if row is not None else None
    if row is None or channel is None:
        raise GoogleError(404, "The upload session was not found.", reason="notFound")
    folder = stage.data_dir / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    return Session(
        id=name,
        channel=channel,
        metadata=json.loads(row["metadata"]),
        size_bytes=row["size_bytes"],
        video_id=row["video_id"],
        part=folder / f"{hashlib.sha256(name.encode()).hexdigest()[:24]}.part",
    )


def _piece(request: Request, session: Session) -> tuple[int | None, int | None]:
    """Return the piece's start (None for a query) and the whole file's length, if known."""
    text = request.headers.get("content-range")
    if text is None:
        return 0, int(request.headers.get("content-length", 0))
    match = _RANGE.fullmatch(text)
    if match is None:
        raise GoogleError(400, f"Failed to parse Content-Range header: {text}", reason="invalidContentRange")
    first, _, total = match.groups()
    size = session.size_bytes if total == "*" else int(total)
    return None if first is None else int(first), size


async def _append(request: Request, session: Session, first: int) -> None:
    """Write new bytes. Bytes that arrived before are skipped; bytes after a gap are refused."""
    received = session.received_bytes
    skip = received - first
    if skip < 0:
        return
    try:
        with session.part.open("ab") as part:
            async for chunk in request.stream():
                part.write(chunk[max(0, skip) :])
                skip -= len(chunk)
    except ClientDisconnect:
        # A cut connection keeps only whole grains, like the real service.
        _keep_whole_grains(session.part)
        raise


def _keep_whole_grains(part: Path) -> None:
    with part.open("ab") as file:
        file.truncate(file.tell() // _GRAIN_BYTES * _GRAIN_BYTES)


async def _progress(request: Request, session: Session, total: int | None) -> Response:
    received = session.received_bytes
    if total is not None and received >= total:
        return await _complete(request, session)
    headers = {"Range": f"bytes=0-{received - 1}"} if received else {}
    return Response(status_code=308, headers=headers | {"X-GUploader-UploadID": session.id})


async def _complete(request: Request, session: Session) -> Response:
    """Convert the received file to a video: always the same one for the same session."""
    stage = context.of(request)
    video_id = library.id_for(session.id)
    if library.find(stage.store, video_id) is None:
        session.part.touch()
        library.keep(stage.store, await asyncio.to_thread(_inspect, session, video_id, stage.clock.now()))
    if session.part.exists():
        session.part.rename(library.file_of(stage.data_dir, video_id))
    stage.store.change("UPDATE upload_sessions SET video_id = ? WHERE id = ?", (video_id, session.id))
    return _finished(request, video_id)


def _finished(request: Request, video_id: str) -> Response:
    stage = context.of(request)
    upload = library.find(stage.store, video_id)
    if upload is None:
        raise GoogleError(404, "The uploaded video no longer exists.", reason="notFound")
    parts = set(parameters.values(request, "part")) or set(_STORED_PARTS) | {"processingDetails"}
    found = library.resource(upload, parts, at=context.now(request), base_url=context.base_url(request))
    return JSONResponse(found, status_code=201)


def _inspect(session: Session, video_id: str, at: float) -> Upload:
    """Measure the file. An unreadable file is stored too, and fails in processing."""
    with session.part.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    size_bytes = session.received_bytes
    duration_s, width_px, height_px, failure = 0.0, 0, 0, "" if size_bytes else "emptyFile"
    try:
        with av.open(str(session.part)) as container:
            stream = container.streams.video[0]
            width_px, height_px = stream.width, stream.height
            duration_s = round((container.duration or 0) / av.time_base, 3)
    except (av.FFmpegError, IndexError):
        failure = failure or "invalidFile"
    return Upload(
        id=video_id,
        channel=session.channel,
        metadata=session.metadata,
        uploaded_at=at,
        size_bytes=size_bytes,
        sha256=sha256,
        duration_s=duration_s,
        width_px=width_px,
        height_px=height_px,
        failure=failure,
        has_thumbnail=False,
    )
