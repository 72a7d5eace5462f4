"""The Files API: resumable uploads that become active after a moment."""

import secrets

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox import clock, context
from sandbox.gemini import access
from sandbox.gemini_state import File
from sandbox.google_errors import GoogleError

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
        async for chunk in request.stream():
            file.digest.update(chunk)
            file.size_bytes += len(chunk)
    if "finalize" not in commands:
        headers = {"X-Goog-Upload-Status": "active", "X-Goog-Upload-Size-Received": str(file.size_bytes)}
        return Response(headers=headers)
    file.is_complete = True
    return JSONResponse({"file": _resource(request, file)}, headers={"X-Goog-Upload-Status": "final"})


async def show(request: Request) -> Response:
    access.check_key(request)
    return JSONResponse(_resource(request, _file(request, request.path_params["file_id"])))


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
    file_id = secrets.token_hex(6)
    version = request.path_params["version"]
    context.of(request).files.by_id[file_id] = File(
        name=f"files/{file_id}",
        version=version,
        mime_type=request.headers.get("x-goog-upload-header-content-type", "application/octet-stream"),
        display_name=about.get("displayName") or about.get("display_name") or "",
        created_at=context.now(request),
    )
    address = f"{context.base_url(request)}/upload/{version}/files?upload_id={file_id}"
    return Response(headers={"X-Goog-Upload-URL": address, "X-Goog-Upload-Status": "active"})


def _file(request: Request, file_id: str) -> File:
    file = context.of(request).files.by_id.get(file_id)
    if file is None:
        message = f"You do not have permission to access the File {file_id} or it may not exist."
        raise GoogleError(403, message, reason="forbidden")
    return file


def _resource(request: Request, file: File) -> dict[str, str]:
    is_active = context.now(request) >= file.created_at + _PROCESSING_S
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
        "state": "ACTIVE" if is_active else "PROCESSING",
        "source": "UPLOADED",
    }
