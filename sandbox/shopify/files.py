"""Files: places to upload to, the uploads, and pictures made of them or of an address."""

import http.client
import io
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from PIL import Image, UnidentifiedImageError
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from sandbox import context
from sandbox.shopify import identifiers, paging, pictures, product_fields, service
from sandbox.shopify.records import Doc, Page, Row
from sandbox.shopify.schema import Args, Call, Resolver
from sandbox.stripe.deliveries import is_loopback

_FIRST_ID = 33_000_000_000_000
_LARGEST_BYTES = 20 * 1024 * 1024
_PREFIX = "/shopify/uploads/"
_TYPES = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "image/gif": ".gif"}


def stage(call: Call, args: Args) -> Doc:
    """Return a place for each file. Its parameters are fields of a form, or headers of a PUT."""
    targets = []
    for wanted in args["input"]:
        if wanted["resource"] not in ("IMAGE", "PRODUCT_IMAGE", "FILE"):
            problem = {"field": ["input", "resource"], "message": "The sandbox takes images only"}
            return {"stagedTargets": [], "userErrors": [problem]}
        token = secrets.token_hex(12)
        path = f"{_PREFIX}{call.host}/{token}/"
        name = Path(wanted["filename"]).name or "file"
        parameters = {"content_type": wanted["mimeType"], "acl": "private"}
        if wanted["httpMethod"] == "POST":
            parameters |= {"key": f"tmp/{token}/{name}", "policy": "sandbox", "x-goog-signature": token}
        targets.append(
            {
                "url": f"{call.work.base_url}{path}",
                "resourceUrl": f"{call.work.base_url}{path}{name}",
                "parameters": [{"name": key, "value": value} for key, value in parameters.items()],
            }
        )
        row = Row(
            id=_next(call, "upload"), key=token, created_at=call.work.at, updated_at=call.work.at, body={}
        )
        call.records("upload").put(call.host, row)
    return {"stagedTargets": targets, "userErrors": []}


async def upload(request: Request) -> Response:
    """Take a file that was announced: a form whose last field is the file, or the bare content."""
    work = service.of(request)
    host, token = request.path_params["host"], request.path_params["token"]
    records = work.work(service.shop(request)).records("upload")
    row = records.by_key(host, token)
    if row is None:
        return PlainTextResponse("<Error><Code>AccessDenied</Code></Error>", status_code=403)
    content = await _content(request)
    if content is None or len(content) > _LARGEST_BYTES:
        return PlainTextResponse("<Error><Code>MalformedPOSTRequest</Code></Error>", status_code=400)
    name = f"{token}{_extension(content)}"
    (pictures.folder(context.of(request).data_dir) / name).write_bytes(content)
    records.put(
        host,
        Row(id=row.id, key=token, created_at=row.created_at, updated_at=row.updated_at, body={"file": name}),
    )
    return Response(status_code=201 if request.method == "POST" else 200)


def picture(call: Call, source: str, *, alt: str | None) -> Doc:
    """Return a product's picture from an upload or an address. One that can't be read has failed."""
    number = _next(call, "file")
    media: Doc = {"id": number, "alt": alt or "", "created_at": call.work.at, "width": None, "height": None}
    content = _source(call, source)
    shape = _shape(content) if content is not None else None
    if content is None or shape is None:
        media |= {"failed": True, "file": f"missing-{number}"}
    else:
        kind, width, height = shape
        name = f"{number}{_TYPES[kind]}"
        (pictures.folder(call.work.data_dir) / name).write_bytes(content)
        media |= {"file": name, "width": width, "height": height, "type": kind}
    row = Row(id=number, key=str(number), created_at=call.work.at, updated_at=call.work.at, body=media)
    call.records("file").put(call.host, row)
    return media


def by_id(call: Call, args: Args) -> Doc | None:
    number = identifiers.number(args["id"], "MediaImage")
    row = call.records("file").get(call.host, number) if number is not None else None
    return None if row is None or row.body is None else product_fields.image(call, row.body)


def listed(call: Call, args: Args) -> object:
    return paging.stored(
        call, call.records("file"), Page(), args, lambda row: product_fields.image(call, row.body or {})
    )


def create(call: Call, args: Args) -> Doc:
    """Make files of addresses or uploads."""
    made = [picture(call, wanted["originalSource"], alt=wanted.get("alt")) for wanted in args["files"]]
    return {"files": [product_fields.image(call, each) for each in made], "userErrors": []}


def _source(call: Call, source: str) -> bytes | None:
    """Return the content of an upload, or of an address on this machine."""
    parts = urlsplit(source)
    if parts.path.startswith(_PREFIX):
        token = parts.path.removeprefix(_PREFIX).split("/")[1]
        row = call.records("upload").by_key(call.host, token)
        name = (row.body or {}).get("file") if row is not None else None
        return (pictures.folder(call.work.data_dir) / name).read_bytes() if name else None
    if not is_loopback(source) or parts.scheme != "http":
        return None
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=5)
    try:
        connection.request("GET", parts.path + (f"?{parts.query}" if parts.query else ""))
        answer = connection.getresponse()
        content = answer.read(_LARGEST_BYTES + 1)
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    return content if answer.status == http.client.OK and len(content) <= _LARGEST_BYTES else None


def _shape(content: bytes) -> tuple[str, int, int] | None:
    """Return a picture's type, width and height; None if it is none."""
    try:
        with Image.open(io.BytesIO(content)) as image:
            kind = Image.MIME.get(image.format or "", "")
            return (kind, image.width, image.height) if kind in _TYPES else None
    except (UnidentifiedImageError, OSError, ValueError):
        return None


def _extension(content: bytes) -> str:
    shape = _shape(content)
    return _TYPES[shape[0]] if shape is not None else ".bin"


async def _content(request: Request) -> bytes | None:
    if request.method == "PUT":
        return await request.body()
    async with request.form() as form:
        sent: Any = form.get("file")
        return await sent.read() if hasattr(sent, "read") else None


def _next(call: Call, kind: str) -> int:
    return max(call.records(kind).highest(call.host), _FIRST_ID) + 11


CHANGES: Mapping[str, Resolver] = {"stagedUploadsCreate": stage, "fileCreate": create}
routes = [
    Route(f"{_PREFIX}{{host}}/{{token}}/", upload, methods=["POST", "PUT"]),
    Route(f"{_PREFIX}{{host}}/{{token}}/{{name}}", upload, methods=["PUT"]),
]
