"""A minimal server of the OpenAI Videos API: only the required fields."""

import itertools
import json
import tempfile
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from sandbox.media import films
from synthesis.tests.stand_ins import StandIn

LOOKS_UNTIL_DONE = 2


class VideoServer(StandIn):
    """Keeps its videos in memory and completes each at the second poll. It ignores idempotency keys."""

    def __init__(self) -> None:
        self.videos: dict[str, dict[str, Any]] = {}
        self.created: list[dict[str, Any]] = []
        self.deleted: list[str] = []
        self.loses_answers = False
        self._numbers = itertools.count(1)
        self._folder = tempfile.TemporaryDirectory()
        super().__init__()

    def __exit__(self, *_: object) -> None:
        super().__exit__()
        self._folder.cleanup()

    def create(self, sent: dict[str, Any]) -> dict[str, Any]:
        self.created.append(sent)
        video = {
            "id": f"video_{next(self._numbers)}",
            "object": "video",
            "model": sent["model"],
            "status": "queued",
            "progress": 0,
            "created_at": 1,
            "size": sent["size"],
            "seconds": sent["seconds"],
            "prompt": sent["prompt"],
        }
        self.videos[video["id"]] = video | {"looks": 0}
        return video

    def show(self, name: str) -> dict[str, Any] | None:
        video = self.videos.get(name)
        if video is not None and video["status"] in {"queued", "in_progress"}:
            video["looks"] += 1
            is_done = video["looks"] >= LOOKS_UNTIL_DONE
            video |= {"status": "completed" if is_done else "in_progress", "progress": 100 if is_done else 50}
        return video

    def get(self, path: str) -> tuple[int, bytes, str]:
        if path == "/v1/models":
            return _said({"object": "list", "data": [{"id": "some-model", "object": "model"}]})
        if path == "/v1/videos":
            return _said({"object": "list", "data": list(self.videos.values())})
        name = path.split("/")[3]
        if path.endswith("/content"):
            return 200, self.film(self.videos[name]), "video/mp4"
        return _said(self.show(name))

    def film(self, video: dict[str, Any]) -> bytes:
        path = Path(self._folder.name) / f"{video['id']}.mp4"
        width, height = map(int, video["size"].split("x"))
        # Half the requested size: the product must not depend on it.
        films.draw(
            prompt=video["prompt"],
            seconds=int(video["seconds"]),
            size=(width // 2, height // 2),
            path=path,
        )
        return path.read_bytes()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _answer(self, status: int, body: bytes, kind: str = "application/json") -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def _say(self, document: dict[str, Any] | None) -> None:
                self._answer(*_said(document))

            def do_POST(self) -> None:
                sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                video = server.create(sent)
                if server.loses_answers:
                    self.close_connection = True
                    return
                self._say(video)

            def do_GET(self) -> None:
                self._answer(*server.get(self.path))

            def do_DELETE(self) -> None:
                name = self.path.rpartition("/")[2]
                server.deleted.append(name)
                server.videos.pop(name, None)
                self._say({"id": name, "object": "video.deleted", "deleted": True})

            def log_message(self, *_: object) -> None:
                pass

        return Handler


def _said(document: dict[str, Any] | None) -> tuple[int, bytes, str]:
    refusal = {"error": {"message": "Not found", "type": "invalid_request_error"}}
    return (200 if document else 404), json.dumps(document or refusal).encode(), "application/json"
