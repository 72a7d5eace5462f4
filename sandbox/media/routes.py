"""The routes of thumbnails, avatars, clips and watch pages."""

import asyncio
import hashlib
import html
from pathlib import Path

from PIL import Image, ImageOps
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from sandbox import context, pages
from sandbox.google_errors import GoogleError
from sandbox.media import clips, lettering, pictures
from sandbox.media.pictures import Picture
from sandbox.world import channels, videos
from sandbox.world.videos import Video
from sandbox.youtube import library
from sandbox.youtube.library import Upload

_SIZES = {
    "default": (120, 90),
    "medium": (320, 180),
    "high": (480, 360),
    "standard": (640, 480),
    "maxres": (1280, 720),
    "shortsAspectRatio": (720, 1280),
}
_AVATAR_SIDES = {"default": 88, "medium": 240, "high": 800}
_CACHED = {"Cache-Control": "public, max-age=86400"}
# Videos are drawn one at a time: two in parallel would each take twice as long.
_DRAWING = asyncio.Lock()


async def thumbnail(request: Request) -> Response:
    """A video's thumbnail in the requested size."""
    video_id = request.path_params["video_id"]
    size_name = request.query_params.get("size", "high")
    if size_name not in _SIZES:
        raise GoogleError(400, f"The sizes are {', '.join(_SIZES)}.")
    path = _cache(request, "thumbnails") / f"{video_id}-{size_name}.jpg"
    upload = library.find(context.of(request).store, video_id)
    if upload is not None:
        return await _upload_thumbnail(request, upload, path, _SIZES[size_name])
    row = _world_video(video_id)
    if not path.exists():
        niche = row.channel.niche
        picture = Picture(
            seed=row.id, subject=niche.subject, palette=niche.palette, words=lettering.hook(row.title)
        )
        await asyncio.to_thread(_draw_thumbnail, picture, _SIZES[size_name], path)
    return FileResponse(path, headers=_CACHED)


async def avatar(request: Request) -> Response:
    """A channel's avatar, as a square."""
    channel = channels.by_id(request.path_params["channel_id"])
    if channel is None:
        raise GoogleError(404, "Not found in the sandbox.", reason="notFound")
    side = _AVATAR_SIDES.get(request.query_params.get("size", "default"), 88)
    path = _cache(request, "avatars") / f"{channel.id}-{side}.jpg"
    if not path.exists():
        picture = Picture(
            seed=channel.id, subject=channel.niche.subject, palette=channel.niche.palette, words=channel.name
        )
        await asyncio.to_thread(_draw_avatar, picture, side, path)
    return FileResponse(path, headers=_CACHED)


async def film(request: Request) -> Response:
    """A video's file: the uploaded one, or one that is drawn on the first request."""
    video_id = request.path_params["video_id"]
    uploaded = library.file_of(context.of(request).data_dir, video_id)
    if uploaded.exists():
        return FileResponse(uploaded, media_type="video/mp4")
    row = _world_video(video_id)
    path = _cache(request, "videos") / f"{row.id}.mp4"
    async with _DRAWING:
        if not path.exists():
            await asyncio.to_thread(clips.draw, row, path)
    return FileResponse(path, media_type="video/mp4", headers=_CACHED)


async def watch(request: Request) -> Response:
    """The page of a video's link."""
    video_id = request.path_params.get("video_id") or request.query_params.get("v", "")
    now = context.now(request)
    upload = library.find(context.of(request).store, video_id)
    row = videos.find(video_id, now)
    if upload is not None and upload.privacy(now) == "private":
        return pages.page("Private video", "<h1>This video is private</h1>", status=403)
    if upload is not None:
        about = (
            upload.title,
            upload.channel.name,
            upload.views(now),
            upload.metadata["snippet"].get("description", ""),
        )
    elif row is not None:
        about = (row.title, row.channel.name, row.views(now), row.description)
    else:
        return pages.page("Video unavailable", "<h1>This video is not available</h1>", status=404)
    return pages.page(about[0], _watch(video_id, *about))


def _watch(video_id: str, title: str, channel_name: str, views: int, description: str) -> str:
    poster = f"/media/thumbnails/{video_id}.jpg?size=shortsAspectRatio"
    return (
        f'<video class="player" controls playsinline preload="metadata" poster="{poster}" '
        f'src="/media/videos/{video_id}.mp4"></video>'
        f"<h1>{html.escape(title)}</h1>"
        f'<p class="quiet">{html.escape(channel_name)} · {views:,} views in the sandbox</p>'
        f"<p>{html.escape(description).replace(chr(10), '<br>')}</p>"
    )


def _world_video(video_id: str) -> Video:
    row = videos.at_any_time(video_id)
    if row is None:
        raise GoogleError(404, "Not found in the sandbox.", reason="notFound")
    return row


def _cache(request: Request, name: str) -> Path:
    folder = context.of(request).data_dir / "media" / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


async def _upload_thumbnail(request: Request, upload: Upload, path: Path, size: tuple[int, int]) -> Response:
    """The thumbnail that its owner set, or a frame from the middle of the video."""
    data_dir = context.of(request).data_dir
    source = library.thumbnail_of(data_dir, upload.id)
    name = hashlib.sha256(source.read_bytes()).hexdigest()[:12] if upload.has_thumbnail else "frame"
    path = path.with_stem(f"{path.stem}-{name}")
    if not path.exists():
        film_path = None if upload.has_thumbnail else library.file_of(data_dir, upload.id)
        await asyncio.to_thread(_fit_thumbnail, source, film_path, upload, size, path)
    return FileResponse(path)


def _fit_thumbnail(
    source: Path, film_path: Path | None, upload: Upload, size: tuple[int, int], path: Path
) -> None:
    image = _opened(source) if film_path is None else clips.middle_frame(film_path)
    if image is None:
        niche = upload.channel.niche
        picture = Picture(
            seed=upload.id, subject=niche.subject, palette=niche.palette, words=lettering.hook(upload.title)
        )
        image = pictures.draw(picture, width=size[0], height=size[1])
    _save(ImageOps.fit(image.convert("RGB"), size), path)


def _opened(source: Path) -> Image.Image | None:
    try:
        with Image.open(source) as image:
            return image.convert("RGB")
    except OSError:
        return None


def _draw_thumbnail(picture: Picture, size: tuple[int, int], path: Path) -> None:
    """Draw large ones at three quarters of the size and enlarge them, which takes half the time."""
    width, height = size
    share = 0.75 if width * height > 500_000 else 1.0
    image = pictures.draw(picture, width=int(width * share), height=int(height * share))
    _save(image.resize(size, Image.Resampling.BICUBIC), path)


def _draw_avatar(picture: Picture, side: int, path: Path) -> None:
    """The initial on the channel's own background."""
    image = pictures.background(picture, side=side)
    letter = lettering.initial(picture.words)
    lettering.write_centred(image, letter, size_px=int(side * 0.5))
    _save(image, path)


def _save(image: Image.Image, path: Path) -> None:
    unfinished = path.with_suffix(f".{id(image)}.part")
    image.save(unfinished, "JPEG", quality=86, optimize=True)
    unfinished.replace(path)


routes = [
    Route("/media/thumbnails/{video_id}.jpg", thumbnail),
    Route("/media/avatars/{channel_id}.jpg", avatar),
    Route("/media/videos/{video_id}.mp4", film),
    Route("/watch", watch),
    Route("/shorts/{video_id}", watch),
    Route("/embed/{video_id}", watch),
]
