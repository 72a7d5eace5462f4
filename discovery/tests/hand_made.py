"""A stand-in of YouTube over HTTP whose channels and videos are made by hand, and which counts its calls."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.utils import timezone

MILLION = 1_000_000


class HandMade:
    """Channels by id with the ids that their lists name, newest first, and videos by id.

    A list may name videos that do not exist; ``sizes`` are the totals that lists claim. ``calls`` are paths
    and queries, oldest first; ``connections`` is the number of connections. ``refused`` are error statuses by
    the token of the page that has them.
    """

    def __init__(self) -> None:
        self.lists: dict[str, list[str]] = {}
        self.videos: dict[str, dict[str, Any]] = {}
        self.sizes: dict[str, int] = {}
        self.calls: list[tuple[str, dict[str, list[str]]]] = []
        self.refused: dict[str, int] = {}
        self.connections = 0

    def publish(self, channel_id: str, video_ids: list[str], *, age_h: float) -> None:
        """Put Shorts at the top of the channel's list, newest first, a minute apart."""
        known = self.lists.pop(channel_id, [])
        for place, video_id in enumerate(video_ids):
            self.add(channel_id, video_id, age_h=age_h + place / 60, views=100)
        self.lists[channel_id] += known

    def add(self, channel_id: str, video_id: str, *, age_h: float, views: int | None, **fields: Any) -> None:
        """Add a Short to the end of the channel's list. ``fields`` replace parts of it."""
        published_at: datetime = timezone.now() - timedelta(hours=age_h)
        self.lists.setdefault(channel_id, []).append(video_id)
        self.videos[video_id] = {
            "id": video_id,
            "snippet": {
                "publishedAt": published_at.isoformat(),
                "channelId": channel_id,
                "title": f"Video {video_id}",
                "liveBroadcastContent": "none",
            },
            "contentDetails": {"duration": "PT42S"},
            "statistics": {} if views is None else {"viewCount": str(views), "likeCount": str(views // 20)},
            **fields,
        }

    def count(self, path: str) -> int:
        """How often a path was called, exactly."""
        return sum(called == path for called, _ in self.calls)

    def answer(self, path: str, query: dict[str, list[str]]) -> dict[str, Any]:
        """The response to a call."""
        self.calls.append((path, query))
        ids = [each for text in query.get("id", []) for each in text.split(",")]
        if path == "/youtube/v3/channels":
            return {"items": [self._channel(each) for each in ids if each in self.lists]}
        if path == "/youtube/v3/playlistItems":
            return self._page(query["playlistId"][0], query.get("pageToken", [""])[0])
        if path == "/youtube/v3/search":
            return {"items": []}
        return {"items": [self.videos[each] for each in ids if each in self.videos]}

    def _channel(self, channel_id: str) -> dict[str, Any]:
        return {
            "id": channel_id,
            "snippet": {"title": f"Channel {channel_id[2]}", "customUrl": f"@channel{channel_id[2]}"},
            "contentDetails": {"relatedPlaylists": {"uploads": f"UU{channel_id[2:]}"}},
            "statistics": {"subscriberCount": "1000"},
        }

    def status(self, query: dict[str, list[str]]) -> int:
        """The HTTP status of the response to a call."""
        return self.refused.get(query.get("pageToken", [""])[0], 200)

    def _page(self, playlist_id: str, token: str) -> dict[str, Any]:
        channel_id = f"UC{playlist_id[2:]}"
        start = int(token.removeprefix("from") or 0)
        listed = self.lists[channel_id][start : start + 50]
        total = self.sizes.get(channel_id, len(self.lists[channel_id]))
        page: dict[str, Any] = {
            "items": [{"contentDetails": self._listed(each)} for each in listed],
            "pageInfo": {"totalResults": total, "resultsPerPage": 50},
        }
        return page | ({"nextPageToken": f"from{start + 50}"} if total > start + len(listed) else {})

    def _listed(self, video_id: str) -> dict[str, str]:
        video = self.videos.get(video_id)
        dated = {"videoPublishedAt": video["snippet"]["publishedAt"]} if video else {}
        return {"videoId": video_id, **dated}


@contextmanager
def served(world: HandMade) -> Iterator[str]:
    """Serve it on loopback. Yields its URL."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            world.connections += 1
            super().setup()

        def do_GET(self) -> None:
            url = urlsplit(self.path)
            query = parse_qs(url.query)
            body = json.dumps(world.answer(url.path, query)).encode()
            self.send_response(world.status(query))
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            # Long queries arrive in the body.
            size = int(self.headers.get("Content-Length", 0))
            body = self.rfile.read(size).decode()
            self.path = f"{urlsplit(self.path).path}?{body or urlsplit(self.path).query}"
            self.do_GET()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
