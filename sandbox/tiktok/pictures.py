"""Avatars and covers. Their URLs expire, as those of TikTok's CDN do."""

import asyncio
import hashlib
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from sandbox import context
from sandbox.media import lettering, pictures
from sandbox.media.pictures import Picture
from sandbox.tiktok import creators, posted
from sandbox.tiktok.creators import HEIGHT_PX, WIDTH_PX, Creator, Post

_AVATAR_LIVES_S = 2 * 3600
_COVER_LIVES_S = 6 * 3600
_AVATAR_PX = 168


def avatar_url(request: Request, creator: Creator) -> str:
    """Return a URL of the account's avatar, valid for two hours."""
    return _signed(request, f"/tiktok/cdn/avatars/{creator.open_id}.jpeg", lives_s=_AVATAR_LIVES_S)


def cover_url(request: Request, post: Post) -> str:
    """Return a URL of the video's cover, valid for six hours."""
    return _signed(request, f"/tiktok/cdn/covers/{post.id}.jpeg", lives_s=_COVER_LIVES_S)


async def avatar(request: Request) -> Response:
    """An account's avatar, as a square."""
    creator = creators.by_open_id(request.path_params["open_id"])
    if creator is None:
        return PlainTextResponse("not found", status_code=404)
    return await _drawn(request, creator.open_id, lambda path: _draw_avatar(creator, path))


async def cover(request: Request) -> Response:
    """A video's cover."""
    post = posted.at_any_time(context.of(request).store, request.path_params["post_id"])
    if post is None:
        return PlainTextResponse("not found", status_code=404)
    return await _drawn(request, post.id, lambda path: _draw_cover(post, path))


async def _drawn(request: Request, name: str, draw: Callable[[Path], None]) -> Response:
    path, expires = request.url.path, request.query_params.get("x-expires", "0")
    is_valid = request.query_params.get("x-signature") == _signature(path, expires)
    if not is_valid or int(expires) < context.of(request).clock.now():
        return PlainTextResponse("access denied", status_code=403)
    folder = context.of(request).data_dir / "media" / "tiktok"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.jpg"
    if not file.exists():
        await asyncio.to_thread(draw, file)
    return FileResponse(file, media_type="image/jpeg")


def _signed(request: Request, path: str, *, lives_s: int) -> str:
    expires = str(int(context.of(request).clock.now()) + lives_s)
    query = f"x-expires={expires}&x-signature={_signature(path, expires)}"
    return f"{context.base_url(request)}{path}?{query}"


def _signature(path: str, expires: str) -> str:
    return hashlib.sha256(f"{path}:{expires}".encode()).hexdigest()[:28]


def _draw_avatar(creator: Creator, path: Path) -> None:
    channel = creator.channel
    look = Picture(
        seed=channel.id, subject=channel.niche.subject, palette=channel.niche.palette, words=channel.name
    )
    image = pictures.background(look, side=_AVATAR_PX)
    lettering.write_centred(image, lettering.initial(channel.name), size_px=_AVATAR_PX // 2)
    _save(image, path)


def _draw_cover(post: Post, path: Path) -> None:
    niche = post.creator.channel.niche
    look = Picture(
        seed=post.id, subject=niche.subject, palette=niche.palette, words=lettering.hook(post.video.title)
    )
    # Drawn at three quarters of the size, which takes half the time.
    image = pictures.draw(look, width=WIDTH_PX * 3 // 4, height=HEIGHT_PX * 3 // 4)
    _save(image.resize((WIDTH_PX, HEIGHT_PX), Image.Resampling.BICUBIC), path)


def _save(image: Image.Image, path: Path) -> None:
    unfinished = path.with_suffix(f".{id(image)}.part")
    image.save(unfinished, "JPEG", quality=86, optimize=True)
    unfinished.replace(path)


routes = [
    Route("/tiktok/cdn/avatars/{open_id}.jpeg", avatar),
    Route("/tiktok/cdn/covers/{post_id}.jpeg", cover),
]
