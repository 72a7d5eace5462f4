"""Pexels over HTTP: search, and downloads from its own hosts only."""

import re
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError

from foundation import foreign_texts
from foundation.errors import UpstreamError, UpstreamUnavailableError
from foundation.upstream import UpstreamClient
from synthesis.library.adapters.base import HEIGHT_PX, WIDTH_PX, Kind, Rendition, Search, StockItem
from synthesis.library.errors import StockClipGoneError, StockLimitError

NAME = "Pexels"
LICENCE = "Pexels License"
# The paths without this prefix are deprecated.
_API = "/v1"
_PATHS = {Kind.VIDEO: f"{_API}/videos/videos", Kind.PHOTO: f"{_API}/photos"}
_SEARCHES = {Kind.VIDEO: f"{_API}/videos/search", Kind.PHOTO: f"{_API}/search"}
_PER_PAGE = 30
_TIMEOUT_S = 10.0
_DOWNLOAD_TIMEOUT_S = 30.0
_HOST = ".pexels.com"
_MOST_BYTES = {Kind.VIDEO: 192 * 1024 * 1024, Kind.PHOTO: 32 * 1024 * 1024}
_TYPES = {Kind.VIDEO: ("video/mp4",), Kind.PHOTO: ("image/jpeg", "image/png", "image/webp")}
# A wide clip is cropped to a third of its width. Larger files than this are not worth their download.
_MOST_PIXELS = 2560 * 1440
# The decoder refuses larger pictures.
_MOST_PHOTO_PIXELS = 48_000_000
_NUMBER = re.compile(r"(video|photo)/(\d{1,18})")
_SLUG = re.compile(r"/(?:video|photo)/([a-z0-9-]*?)-?\d+/?$")
_TITLE_LENGTH, _NAME_LENGTH, _URL_LENGTH = 120, 160, 500

Answer = TypeVar("Answer", bound=BaseModel)


class _User(BaseModel):
    name: str | None = None
    url: str | None = None


class _File(BaseModel):
    """A rendition. ``quality`` is only a label, so it is not read."""

    file_type: str | None = None
    width: int | None = None
    height: int | None = None
    link: str


class _Video(BaseModel):
    id: int
    width: int
    height: int
    duration: float
    url: str | None = None
    image: str | None = None
    user: _User | None = None
    video_files: list[_File] = []


class _Videos(BaseModel):
    videos: list[_Video]


class _Photo(BaseModel):
    id: int
    width: int
    height: int
    url: str | None = None
    photographer: str | None = None
    photographer_url: str | None = None
    alt: str | None = None
    src: dict[str, str | None]


class _Photos(BaseModel):
    photos: list[_Photo]


class Pexels:
    """The API of Pexels, or its stand-in. It is read-only, so every call may be repeated."""

    name = NAME
    licence = LICENCE

    def __init__(self, *, api_key: str, base_url: str, livemode: bool) -> None:
        self.livemode = livemode
        self._base_url = base_url
        # The bare key, without "Bearer".
        self._client = UpstreamClient(
            NAME, base_url=base_url, headers={"Authorization": api_key}, timeout_s=_TIMEOUT_S
        )

    def search(self, search: Search) -> list[StockItem]:
        """The first thirty matches."""
        asked: dict[str, Any] = {"query": search.query, "page": 1, "per_page": _PER_PAGE}
        if search.orientation is not None:
            asked["orientation"] = search.orientation.value
        if search.locale:
            asked["locale"] = search.locale
        body = self._get(_SEARCHES[search.kind], **asked)
        if search.kind is Kind.PHOTO:
            found = [self._of_photo(row) for row in _parsed(_Photos, body).photos]
        else:
            found = [self._of_video(row) for row in _parsed(_Videos, body).videos]
        return [item for item in found if item.renditions]

    def find(self, *, item_id: str) -> StockItem:
        """One clip or photo, by its id."""
        known = _NUMBER.fullmatch(item_id)
        if known is None:
            raise StockClipGoneError(clip=item_id)
        kind = Kind(known[1])
        body = self._get(f"{_PATHS[kind]}/{known[2]}", gone=item_id)
        if kind is Kind.PHOTO:
            return self._of_photo(_parsed(_Photo, body))
        return self._of_video(_parsed(_Video, body))

    def fetch(self, *, item: StockItem, to: Path) -> None:
        """Download the rendition that fits best."""
        url = best_of(item).url
        self._require_allowed(url)
        address = urlsplit(url)
        # Files need no key, and another host must not get it.
        client = UpstreamClient(
            NAME, base_url=f"{address.scheme}://{address.netloc}", timeout_s=_DOWNLOAD_TIMEOUT_S
        )
        path = f"{address.path}?{address.query}" if address.query else address.path
        try:
            client.download(path, to=to, max_bytes=_MOST_BYTES[item.kind], types=_TYPES[item.kind])
        except UpstreamError as error:
            if error.context.get("upstream_status") in {404, 410}:
                raise StockClipGoneError(clip=item.id) from error
            raise

    def _get(self, path: str, *, gone: str = "", **asked: Any) -> bytes:
        try:
            return self._client.request("GET", path, params=asked).content
        except UpstreamError as error:
            raise _translated(error, gone) from error

    def _of_video(self, row: _Video) -> StockItem:
        user = row.user or _User()
        title = _title(row.url)
        return StockItem(
            id=f"{Kind.VIDEO}/{row.id}",
            kind=Kind.VIDEO,
            title=title or f"Video {row.id}",
            width_px=row.width,
            height_px=row.height,
            duration_s=row.duration,
            page_url=self._link(row.url),
            creator=_line(user.name),
            creator_url=self._link(user.url),
            thumbnail_url=self._link(row.image),
            renditions=tuple(
                Rendition(url=file.link, width_px=file.width, height_px=file.height)
                for file in row.video_files
                if file.file_type == "video/mp4" and file.width and file.height
            ),
        )

    def _of_photo(self, row: _Photo) -> StockItem:
        fits = row.width * row.height <= _MOST_PHOTO_PIXELS
        sources = [row.src.get("original") if fits else None, row.src.get("large2x")]
        url = next((source for source in sources if source), "")
        size = {"width_px": row.width, "height_px": row.height}
        return StockItem(
            id=f"{Kind.PHOTO}/{row.id}",
            kind=Kind.PHOTO,
            title=_line(row.alt)[:_TITLE_LENGTH] or _title(row.url) or f"Photo {row.id}",
            duration_s=0,
            page_url=self._link(row.url),
            creator=_line(row.photographer),
            creator_url=self._link(row.photographer_url),
            thumbnail_url=self._link(row.src.get("medium") or row.src.get("large")),
            renditions=(Rendition(url=url, **size),) if url else (),
            **size,
        )

    def _link(self, url: str | None) -> str:
        """The URL if it may be shown as a link or picture; else empty."""
        return url if url and len(url) <= _URL_LENGTH and self._is_allowed(url) else ""

    def _require_allowed(self, url: str) -> None:
        if not self._is_allowed(url):
            raise UpstreamError("Files are not downloaded from this host.", system=NAME, url=url[:120])

    def _is_allowed(self, url: str) -> bool:
        """True for Pexels' own hosts; in the sandbox, only for the sandbox itself."""
        try:
            address, own = urlsplit(url), urlsplit(self._base_url)
            if not self.livemode:
                return (address.scheme, address.netloc) == (own.scheme, own.netloc)
            has_extras = address.port not in {None, 443} or address.username is not None
        except ValueError:
            return False
        host = address.hostname or ""
        return address.scheme == "https" and host.endswith(_HOST) and not has_extras


def best_of(item: StockItem) -> Rendition:
    """The smallest rendition that covers a portrait video, else the largest that is worth its download.

    Those that have the shape of the clip come first, because some renditions are turned.
    """
    same_shape = [each for each in item.renditions if _is_tall(each) == item.is_portrait]
    known = same_shape or list(item.renditions)
    if not known:
        raise UpstreamError("This clip has no file that can be used.", system=NAME)
    small = [each for each in known if each.width_px * each.height_px <= _MOST_PIXELS]
    fit = small or [min(known, key=_pixels)]
    covering = [each for each in fit if each.width_px >= WIDTH_PX and each.height_px >= HEIGHT_PX]
    return min(covering, key=_pixels) if covering else max(fit, key=_pixels)


def _is_tall(rendition: Rendition) -> bool:
    return rendition.height_px > rendition.width_px


def _pixels(rendition: Rendition) -> int:
    return rendition.width_px * rendition.height_px


def _translated(error: UpstreamError, gone: str) -> Exception:
    """The error by its status; bodies are not documented."""
    status = error.context.get("upstream_status")
    if status == 404 and gone:
        return StockClipGoneError(clip=gone)
    if status == 429:
        return StockLimitError(provider=NAME)
    if status in {401, 403}:
        return UpstreamError(
            "Pexels rejected the API key. Your administrator can check PEXELS_API_KEY.",
            system=NAME,
            upstream_status=status,
        )
    return error


def _parsed(document: type[Answer], body: bytes) -> Answer:
    try:
        return document.model_validate_json(foreign_texts.storable_json(body))
    except ValidationError as error:
        raise UpstreamUnavailableError("Pexels sent a response that can't be read.", system=NAME) from error


def _title(url: str | None) -> str:
    """The words in the address of a page, such as "Woman chopping vegetables"."""
    found = _SLUG.search(urlsplit(url or "").path) if url else None
    return found[1].replace("-", " ").strip().capitalize()[:_TITLE_LENGTH] if found else ""


def _line(text: str | None) -> str:
    """The text on one line, without control characters."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text or "")
    return " ".join(printable.split())[:_NAME_LENGTH]
