"""The Pexels API, its files, and the pages that credits link to."""

import asyncio
import html
from collections.abc import Callable
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from sandbox import context, pages
from sandbox.pexels import answers, catalogue, films
from sandbox.pexels.catalogue import Entry

_PATH = "/pexels"
_HOURLY, _MONTHLY = 200, 20_000
_MOST_PER_PAGE = 80
_ORIENTATIONS = {"", "landscape", "portrait", "square"}
_CACHED = {"Cache-Control": "public, max-age=86400"}
# Clips are drawn one at a time: two in parallel would each take twice as long.
_DRAWING = asyncio.Lock()


class PexelsError(Exception):
    """An error in Pexels' format."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class Allowance:
    """The requests that each key has sent, by hour, and the limits."""

    def __init__(self) -> None:
        self.hourly, self.monthly = _HOURLY, _MONTHLY
        self._sent: dict[tuple[str, int], int] = {}

    def take(self, *, key: str, at: float) -> int:
        """Count a request. Returns how many are left this month. Raises PexelsError beyond a limit."""
        hour = int(at // 3600)
        sent = sum(count for (owner, _), count in self._sent.items() if owner == key)
        if self._sent.get((key, hour), 0) >= self.hourly or sent >= self.monthly:
            raise PexelsError(429, "Rate limit exceeded.")
        self._sent[key, hour] = self._sent.get((key, hour), 0) + 1
        return self.monthly - sent - 1

    def reset(self) -> None:
        """Forget all requests, and set the usual limits."""
        self.hourly, self.monthly = _HOURLY, _MONTHLY
        self._sent.clear()


async def refuse(_: Request, error: Exception) -> Response:
    """Return Starlette's response to a PexelsError. It carries no rate limit headers."""
    if not isinstance(error, PexelsError):
        raise error
    return JSONResponse({"error": error.message}, status_code=error.status)


async def search_videos(request: Request) -> Response:
    """Search clips."""
    return _search(request, is_photo=False)


async def search_photos(request: Request) -> Response:
    """Search photos."""
    return _search(request, is_photo=True)


async def popular_videos(request: Request) -> Response:
    """All clips, filtered by size and length."""
    left, query = _admit(request), request.query_params
    rows = [
        entry
        for entry in catalogue.clips()
        if entry.width_px >= _number(query.get("min_width"), 0)
        and entry.height_px >= _number(query.get("min_height"), 0)
        and _number(query.get("min_duration"), 0)
        <= entry.duration_s
        <= _number(query.get("max_duration"), 3600)
    ]
    return _listed(request, rows, is_photo=False, left=left)


async def show_video(request: Request) -> Response:
    """One clip."""
    left = _admit(request)
    entry = _entry(request, is_photo=False)
    return _answer(answers.video(entry, base_url=context.base_url(request)), left, request)


async def show_photo(request: Request) -> Response:
    """One photo."""
    left = _admit(request)
    entry = _entry(request, is_photo=True)
    return _answer(answers.photo(entry, base_url=context.base_url(request)), left, request)


async def video_file(request: Request) -> Response:
    """A rendition of a clip, drawn on the first request and kept."""
    entry = _entry(request, is_photo=False)
    size = request.path_params["width"], request.path_params["height"]
    if size not in {each[:2] for each in answers.renditions(entry)}:
        raise PexelsError(404, "Not found")
    path = _folder(request, "videos") / f"{entry.id}-{size[0]}x{size[1]}.mp4"
    await _kept(path, lambda: films.draw(entry, size=size, path=path))
    return FileResponse(path, media_type="video/mp4", headers=_CACHED)


async def poster(request: Request) -> Response:
    """The picture of a clip in lists."""
    return await _picture(request, _entry(request, is_photo=False), "poster", answers.POSTER)


async def photo_file(request: Request) -> Response:
    """A photo in one of its sizes."""
    entry, name = _entry(request, is_photo=True), request.path_params["name"]
    size = answers.photo_size(entry, name)
    if size is None:
        raise PexelsError(404, "Not found")
    return await _picture(request, entry, name, size)


async def media_page(request: Request) -> Response:
    """The page of a clip or photo, which a credit links to."""
    is_photo = request.path_params["kind"] == "photo"
    slug = request.path_params["slug"]
    known = catalogue.photos() if is_photo else catalogue.clips()
    entry = next((each for each in known if each.slug == slug), None)
    if entry is None:
        return pages.page("Not found", "<h1>This page does not exist</h1>", status=404)
    kind = "photos" if is_photo else "videos"
    source = f"/pexels-file/{kind}/{entry.id}/{'large' if is_photo else 'poster'}.jpg"
    body = (
        f'<h1>{html.escape(entry.title)}</h1><img class="player" src="{source}" alt="">'
        f'<p class="quiet">By {html.escape(entry.creator)}, a fictional creator</p>'
    )
    return pages.page(entry.title, body)


async def creator_page(request: Request) -> Response:
    """The page of a creator."""
    handle = html.escape(request.path_params["handle"])
    return pages.page(handle, f"<h1>@{handle}</h1><p>A fictional creator of stock clips.</p>")


async def show_allowance(request: Request) -> Response:
    """Return the limits of a key."""
    allowance = _allowance(request)
    return JSONResponse({"hourly": allowance.hourly, "monthly": allowance.monthly})


async def change_allowance(request: Request) -> Response:
    """Set the limits of a key."""
    allowance, sizes = _allowance(request), await request.json()
    allowance.hourly = int(sizes.get("hourly", allowance.hourly))
    allowance.monthly = int(sizes.get("monthly", allowance.monthly))
    return await show_allowance(request)


def _search(request: Request, *, is_photo: bool) -> Response:
    left, query = _admit(request), request.query_params
    asked, orientation = query.get("query", "").strip(), query.get("orientation", "")
    if not asked or orientation not in _ORIENTATIONS:
        raise PexelsError(400, "Bad request")
    rows = catalogue.search(asked, is_photo=is_photo, orientation=orientation, locale=query.get("locale", ""))
    return _listed(request, rows, is_photo=is_photo, left=left)


def _listed(request: Request, rows: list[Entry], *, is_photo: bool, left: int) -> Response:
    query = request.query_params
    number, per_page = _number(query.get("page"), 1), _number(query.get("per_page"), 15)
    if number < 1 or not 1 <= per_page <= _MOST_PER_PAGE:
        raise PexelsError(400, "Bad request")
    represent = answers.photo if is_photo else answers.video
    base_url = context.base_url(request)
    shown = [represent(row, base_url=base_url) for row in rows[(number - 1) * per_page : number * per_page]]
    document = answers.page(
        shown,
        member="photos" if is_photo else "videos",
        total=len(rows),
        number=number,
        per_page=per_page,
        path=request.url.path.removeprefix(_PATH),
        query=dict(query),
    )
    return _answer(document, left, request)


def _answer(document: dict[str, Any], left: int, request: Request) -> Response:
    headers = {
        "X-Ratelimit-Limit": str(_allowance(request).monthly),
        "X-Ratelimit-Remaining": str(left),
        "X-Ratelimit-Reset": str(int(context.now(request)) + 30 * 86_400),
    }
    return JSONResponse(document, headers=headers)


def _admit(request: Request) -> int:
    """Check the key and count the request. Returns how many are left this month."""
    key = request.headers.get("authorization", "")
    if not key or key == "invalid" or " " in key:
        raise PexelsError(401, "Unauthorized")
    return _allowance(request).take(key=key, at=context.now(request))


def _allowance(request: Request) -> Allowance:
    allowance: Allowance = request.app.state.pexels
    return allowance


def _entry(request: Request, *, is_photo: bool) -> Entry:
    entry = catalogue.find(entry_id=request.path_params["id"], is_photo=is_photo)
    if entry is None:
        raise PexelsError(404, "Not found")
    return entry


def _number(text: str | None, otherwise: int) -> int:
    if not text:
        return otherwise
    if not text.isdecimal():
        raise PexelsError(400, "Bad request")
    return int(text[:9])


async def _picture(request: Request, entry: Entry, name: str, size: tuple[int, int]) -> Response:
    path = _folder(request, "photos" if entry.is_photo else "posters") / f"{entry.id}-{name}.jpg"

    def draw() -> None:
        unfinished = path.with_suffix(".part")
        films.still(entry, size=size).save(unfinished, "JPEG", quality=86)
        unfinished.replace(path)

    await _kept(path, draw)
    return FileResponse(path, media_type="image/jpeg", headers=_CACHED)


async def _kept(path: Path, draw: Callable[[], None]) -> None:
    """Draw the file unless it exists."""
    async with _DRAWING:
        if not path.exists():
            await asyncio.to_thread(draw)


def _folder(request: Request, name: str) -> Path:
    folder = context.of(request).data_dir / "media" / "stock" / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


routes = [
    Route(f"{_PATH}/v1/videos/search", search_videos),
    Route(f"{_PATH}/v1/videos/popular", popular_videos),
    Route(f"{_PATH}/v1/videos/videos/{{id:int}}", show_video),
    Route(f"{_PATH}/videos/search", search_videos),
    Route(f"{_PATH}/videos/popular", popular_videos),
    Route(f"{_PATH}/videos/videos/{{id:int}}", show_video),
    Route(f"{_PATH}/v1/search", search_photos),
    Route(f"{_PATH}/v1/photos/{{id:int}}", show_photo),
    Route("/pexels-file/videos/{id:int}/poster.jpg", poster),
    Route("/pexels-file/videos/{id:int}/{width:int}x{height:int}.mp4", video_file),
    Route("/pexels-file/photos/{id:int}/{name}.jpg", photo_file),
    Route(f"{_PATH}/pages/@{{handle}}/", creator_page),
    Route(f"{_PATH}/pages/{{kind}}/{{slug}}/", media_page),
    Route("/_sandbox/pexels", show_allowance, methods=["GET"]),
    Route("/_sandbox/pexels", change_allowance, methods=["PUT"]),
]
