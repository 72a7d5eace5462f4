"""The vendor's documents of clips, photos and lists of them, with the members that are null in practice."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from sandbox.pexels.catalogue import Entry
from sandbox.world import chance

_SIZES = {
    "original": None,
    "large2x": (1300, 1950),
    "large": (650, 940),
    "medium": (233, 350),
    "small": (87, 130),
    "portrait": (800, 1200),
    "landscape": (1200, 627),
    "tiny": (280, 200),
}
_RENDITIONS = ((3840, 2160, "uhd"), (1920, 1080, "hd"), (1280, 720, "hd"), (960, 540, "sd"))
POSTER = (360, 640)


def video(entry: Entry, *, base_url: str) -> dict[str, Any]:
    """A clip."""
    files = f"{base_url}/pexels-file/videos/{entry.id}"
    poster = f"{files}/poster.jpg"
    return {
        "id": entry.id,
        "width": entry.width_px,
        "height": entry.height_px,
        "duration": entry.duration_s,
        "full_res": None,
        "tags": [],
        "url": f"{base_url}/pexels/pages/video/{entry.slug}/",
        "image": poster,
        "avg_color": None,
        "user": _user(entry, base_url),
        "video_files": [
            {
                "id": entry.id * 10 + place,
                "quality": None if chance.share("quality", entry.id, place) < 0.1 else quality,
                "file_type": "video/mp4",
                "width": width,
                "height": height,
                "fps": None if chance.share("fps", entry.id, place) < 0.1 else 24.0,
                "link": f"{files}/{width}x{height}.mp4",
            }
            for place, (width, height, quality) in enumerate(renditions(entry))
        ],
        "video_pictures": [{"id": entry.id * 10, "nr": 0, "picture": poster}],
    }


def photo(entry: Entry, *, base_url: str) -> dict[str, Any]:
    """A photo."""
    files = f"{base_url}/pexels-file/photos/{entry.id}"
    user = _user(entry, base_url)
    return {
        "id": entry.id,
        "width": entry.width_px,
        "height": entry.height_px,
        "url": f"{base_url}/pexels/pages/photo/{entry.slug}/",
        "photographer": user["name"],
        "photographer_url": user["url"],
        "photographer_id": user["id"],
        "avg_color": entry.topic.palette[1],
        "alt": entry.title,
        "liked": False,
        "src": {name: f"{files}/{name}.jpg" for name in _SIZES},
    }


def page(
    rows: Sequence[dict[str, Any]],
    *,
    member: str,
    total: int,
    number: int,
    per_page: int,
    path: str,
    query: dict[str, str],
) -> dict[str, Any]:
    """A page of a list. Its links lead to the vendor's own host, also in the sandbox."""
    document: dict[str, Any] = {
        "page": number,
        "per_page": per_page,
        "total_results": total,
        member: list(rows),
    }
    if number * per_page < total:
        following = urlencode(query | {"page": str(number + 1), "per_page": str(per_page)})
        document["next_page"] = f"https://api.pexels.com{path}?{following}"
    return document


def renditions(entry: Entry) -> list[tuple[int, int, str]]:
    """The sizes in which a clip can be downloaded, largest first."""
    is_wide = entry.width_px > entry.height_px
    longest = max(entry.width_px, entry.height_px)
    return [
        (long, short, quality) if is_wide else (short, long, quality)
        for long, short, quality in _RENDITIONS
        if long <= longest
    ]


def photo_size(entry: Entry, name: str) -> tuple[int, int] | None:
    """The size of a photo's file of that name, in pixels; None if there is none."""
    if name not in _SIZES:
        return None
    # The original is drawn at a quarter of its declared side: a stand-in needs no detail.
    return _SIZES[name] or (entry.width_px // 2, entry.height_px // 2)


def _user(entry: Entry, base_url: str) -> dict[str, Any]:
    handle = entry.creator.lower().replace(" ", "")
    return {
        "id": entry.creator_id,
        "name": entry.creator,
        "url": f"{base_url}/pexels/pages/@{handle}/",
    }
