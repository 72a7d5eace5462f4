"""Stock in tests: the sandbox as the provider, its faults, and finished choices."""

import requests

from synthesis.library.adapters.base import Kind, Rendition, StockItem
from synthesis.studio import stock

SEARCHES, FILES = "/pexels/v1/", "/pexels-file/"


def put_faults(url, *rules):
    requests.put(f"{url}/_sandbox/faults", json=list(rules), timeout=10).raise_for_status()


def count(url, path=SEARCHES):
    """The requests whose path contains ``path``."""
    answer = requests.get(f"{url}/_sandbox/requests", params={"path": path}, timeout=10)
    return answer.json()["count"]


def callers(url, path):
    """The beginning of the key of each of those requests."""
    answer = requests.get(f"{url}/_sandbox/requests", params={"path": path}, timeout=10)
    return [entry["caller"] for entry in answer.json()["requests"]]


def chosen(scene, **wanted):
    """A choice for the scene, made at once."""
    choice = stock.request(scene=scene, **wanted)
    stock.choose(choice_id=choice.pk)
    choice.refresh_from_db()
    scene.refresh_from_db()
    return choice


def item(number=1, *, kind=Kind.VIDEO, size=(1080, 1920), duration_s=12.0, renditions=()):
    """A clip or photo as a search finds it."""
    return StockItem(
        id=f"{kind}/{number}",
        kind=kind,
        title=f"Clip {number}",
        width_px=size[0],
        height_px=size[1],
        duration_s=duration_s,
        page_url=f"https://www.pexels.com/video/{number}/",
        creator="Ann Example",
        creator_url="https://www.pexels.com/@ann",
        thumbnail_url=f"https://images.pexels.com/videos/{number}/p.jpg",
        renditions=tuple(
            Rendition(url=f"https://videos.pexels.com/{w}x{h}.mp4", width_px=w, height_px=h)
            for w, h in renditions or [size]
        ),
    )
