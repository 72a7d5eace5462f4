"""The pictures of goods: drawn by the sandbox, or uploaded to it."""

import asyncio
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from sandbox import context
from sandbox.media import goods
from sandbox.shopify.events import Work
from sandbox.shopify.records import Doc

PROCESSING_S = 2.0
_LARGEST_PX = 1600


def url(work: Work, media: Doc) -> str:
    """Return the picture's address at the content delivery network."""
    if media.get("file"):
        return f"{work.base_url}/shopify/cdn/files/{media['file']}"
    tones = "-".join(tone.lstrip("#") for tone in media["palette"])
    return f"{work.base_url}/shopify/cdn/drawn/{media['look']}/{tones}/{media['id']}.jpg"


def status(media: Doc, *, at: float) -> str:
    """Return the state of a picture at a time."""
    if media.get("failed"):
        return "FAILED"
    is_ready = not media.get("file") or at >= media["created_at"] + PROCESSING_S
    return "READY" if is_ready else "PROCESSING"


async def drawn(request: Request) -> Response:
    """A drawn picture, 1200 pixels wide or ``width``."""
    look, tones = request.path_params["look"], request.path_params["tones"].split("-")
    if look not in goods.LOOKS or len(tones) != 4:
        return PlainTextResponse("not found", status_code=404)
    wanted = request.query_params.get("width", "1200")
    side = min(max(int(wanted), 32), _LARGEST_PX) if wanted.isdigit() else 1200
    folder = context.of(request).data_dir / "media" / "shopify"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{look}-{request.path_params['tones']}-{request.path_params['number']}-{side}.jpg"
    if not file.exists():
        palette = [f"#{tone}" for tone in tones]
        seed = str(request.path_params["number"])
        await asyncio.to_thread(_draw, file, look=look, palette=palette, seed=seed, side=side)
    return FileResponse(file, media_type="image/jpeg", headers={"Cache-Control": "max-age=86400"})


async def uploaded(request: Request) -> Response:
    """A picture that was uploaded."""
    file = folder(context.of(request).data_dir) / Path(request.path_params["name"]).name
    if not file.is_file():
        return PlainTextResponse("not found", status_code=404)
    return FileResponse(file, headers={"X-Content-Type-Options": "nosniff"})


def folder(data_dir: Path) -> Path:
    """Return the folder of uploaded files."""
    found = data_dir / "shopify-files"
    found.mkdir(parents=True, exist_ok=True)
    return found


def _draw(file: Path, *, look: str, palette: list[str], seed: str, side: int) -> None:
    unfinished = file.with_suffix(f".{id(palette)}.part")
    goods.draw(look, palette=palette, seed=seed, side=side).save(
        unfinished, "JPEG", quality=88, optimize=True
    )
    unfinished.replace(file)


routes = [
    Route("/shopify/cdn/drawn/{look}/{tones}/{number:int}.jpg", drawn),
    Route("/shopify/cdn/files/{name}", uploaded),
]
