"""The Files API: resumable uploads that become active after a moment, or fail if they are no video."""

import asyncio
import hashlib
import secrets
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox import clock, context
from sandbox.gemini import access
from sandbox.gemini_state import File
from sandbox.google_errors import GoogleError
from sandbox.media import probing

_PROCESSING_S = 1.0
_LIFE_S = 48 * 3600
# The client takes only the name from an https URL, and then requests it from its own base URL.
_HOST = "https://generativelanguage.googleapis.com"


async def start_or_append(request: Request) -> Response:
    """Start an upload, or accept a piece of one, depending on the command header."""
    commands = {part.strip() for part in request.headers.get("x-goog-upload-command", "").split(",")}
    if "start" in commands:
        access.check_key(request)
        return await _start(request)
    # An upload's URL is its only key.
    file = _file(request, request.query_params.get("upload_id", ""))
    if "upload" in commands:
        await _append(request, file)
    if "finalize" not in commands:
        headers = {"X-Goog-Upload-Status": "active", "X-Goog-Upload-Size-Received": str(file.size_bytes)}
        return Response(headers=headers)
    await _complete(request, file)
    return JSONResponse({"file": _resource(request, file)}, headers={"X-Goog-Upload-Status": "final"})


async def show(request: Request) -> Response:
    access.check_key(request)
    file = _file(request, request.path_params["file_id"])
    if not file.is_complete:
        raise _unknown(request.path_params["file_id"])
    return JSONResponse(_resource(request, file))


async def listing(request: Request) -> Response:
    access.check_key(request)
    files = context.of(request).files.by_id.values()
    return JSONResponse({"files": [_resource(request, file) for file in files if file.is_complete]})


async def delete(request: Request) -> Response:
    access.check_key(request)
    _file(request, request.path_params["file_id"])
    del context.of(request).files.by_id[request.path_params["file_id"]]
    return JSONResponse({})


async def _start(request: Request) -> Response:
    body = await request.json() if await request.body() else {}
    about = body.get("file", {})
    file_id = str(about.get("name") or "").removeprefix("files/") or secrets.token_hex(6)
    known = context.of(request).files.by_id.get(file_id)
    if known is not None and known.is_complete:
        raise GoogleError(409, f"File files/{file_id} already exists.", reason="alreadyExists")
    version = request.path_params["version"]
    context.of(request).files.by_id[file_id] = File(
        name=f"files/{file_id}",
        version=version,
        mime_type=request.headers.get("x-goog-upload-header-content-type", "application/octet-stream"),
        display_name=about.get("displayName") or about.get("display_name") or "",
        created_at=context.now(request),
    )
    _bytes_of(request, context.of(request).files.by_id[file_id]).unlink(missing_ok=True)
    address = f"{context.base_url(request)}/upload/{version}/files?upload_id={file_id}"
    return Response(headers={"X-Goog-Upload-URL": address, "X-Goog-Upload-Status": "active"})


def _file(request: Request, file_id: str) -> File:
    file = context.of(request).files.by_id.get(file_id)
    if file is None:
        raise _unknown(file_id)
    return file


def _unknown(file_id: str) -> GoogleError:
    message = f"You do not have permission to access the File {file_id} or it may not exist."
    return GoogleError(403, message, reason="forbidden")


async def _append(request: Request, file: File) -> None:
    path = _bytes_of(request, file)
    path.parent.mkdir(exist_ok=True)
    with path.open("ab") as stored:
        async for chunk in request.stream():
            stored.write(chunk)
            file.digest.update(chunk)
            file.size_bytes += len(chunk)


async def _complete(request: Request, file: File) -> None:
    """Note what the file is. Its bytes are deleted."""
    path = _bytes_of(request, file)
    if file.mime_type.startswith("video/"):
        found = await asyncio.to_thread(probing.probe, path)
        file.is_broken = found is None
        if found is not None:
            file.length_s, file.has_sound, file.cuts_s = found.length_s, found.has_sound, found.cuts_s
    path.unlink(missing_ok=True)
    file.is_complete = True


def _bytes_of(request: Request, file: File) -> Path:
    name = hashlib.sha256(file.name.encode()).hexdigest()
    return context.of(request).data_dir / "gemini-files" / name


def is_active(request: Request, file: File) -> bool:
    """True once a file was processed, and can be read by a model."""
    is_processed = context.now(request) >= file.created_at + _PROCESSING_S
    return file.is_complete and is_processed and not file.is_broken


def _resource(request: Request, file: File) -> dict[str, str]:
    is_processed = context.now(request) >= file.created_at + _PROCESSING_S
    return {
        "name": file.name,
        "displayName": file.display_name,
        "mimeType": file.mime_type,
        "sizeBytes": str(file.size_bytes),
        "createTime": clock.rfc3339(file.created_at),
        "updateTime": clock.rfc3339(file.created_at),
        "expirationTime": clock.rfc3339(file.created_at + _LIFE_S),
        "sha256Hash": file.digest.hexdigest(),
        "uri": f"{_HOST}/{file.version}/{file.name}",
        "state": ("FAILED" if file.is_broken else "ACTIVE") if is_processed else "PROCESSING",
        "source": "UPLOADED",
    }
