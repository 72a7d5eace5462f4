"""Test doubles for rare behaviour of real systems: a render node that is scripted by the test."""

import hashlib
import json
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


class StandIn(ABC):
    """A server on a free port of this machine for as long as the block runs."""

    def __init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @abstractmethod
    def _handler(self) -> type[BaseHTTPRequestHandler]:
        """The request handler."""


class ScriptedNode(StandIn):
    """Implements the node's wire format over HTTP. ``faults`` maps (method, path) to a status; ``states``
    maps an idempotency key, or "*", to the fields of its video. ``still`` is the picture of scenes, except
    of those at ``refused_stills``.
    """

    def __init__(self) -> None:
        self.faults: dict[tuple[str, str], int] = {}
        self.states: dict[str, dict[str, Any]] = {}
        self.submitted: list[tuple[str, dict[str, Any]]] = []
        self.canceled: list[str] = []
        self.stills: list[tuple[str, dict[str, Any]]] = []
        self.still = b""
        self.refused_stills: set[int] = set()
        self.on_still: Callable[[], object] = lambda: None
        self.content = b"not really a film"
        self.body: bytes | None = None
        self.workers = 1
        self.readiness = "ready"
        self.models: list[dict[str, Any]] = [{"id": "motion"}]
        super().__init__()

    def say(self, key: str, **fields: Any) -> None:
        """Set the fields of the video of this key, or of every video for "*"."""
        self.states[key] = fields

    def finish_everything(self) -> None:
        self.say("*", status="completed", progress=100, sha256=hashlib.sha256(self.content).hexdigest())

    def answer(self, method: str, path: str, key: str, sent: dict[str, Any]) -> tuple[int, bytes]:
        fault = self.faults.get((method, path)) or self.faults.get((method, "*"))
        if fault:
            return fault, json.dumps({"detail": "as scripted"}).encode()
        if self.body is not None:
            return 200, self.body
        if path == "/v1/models":
            return 200, json.dumps({"object": "list", "data": self.models}).encode()
        if path == "/readyz":
            code = 200 if self.readiness == "ready" else 503
            return code, json.dumps({"status": self.readiness, "workers": self.workers}).encode()
        if path == "/v1/stills":
            return self._draw(key, sent)
        return 200, self._of_videos(method, path, key, sent)

    def _of_videos(self, method: str, path: str, key: str, sent: dict[str, Any]) -> bytes:
        if path == "/v1/videos/cancel":
            self.canceled.append(sent["idempotency_key"])
            return json.dumps({"idempotency_key": sent["idempotency_key"], "video": None}).encode()
        if path.endswith("/content"):
            return self.content
        if method == "POST":
            self.submitted.append((key, sent))
            return self._video(key)
        return self._video(path.rpartition("/")[2].removeprefix("video_"))

    def _draw(self, key: str, sent: dict[str, Any]) -> tuple[int, bytes]:
        self.stills.append((key, sent))
        self.on_still()
        is_refused = sent["motion"]["scene_index"] in self.refused_stills
        return (422, b"{}") if is_refused else (200, self.still)

    def _video(self, key: str) -> bytes:
        fields = self.states.get(key) or self.states.get("*") or {"status": "queued"}
        video = {
            "id": f"video_{key}",
            "model": "motion",
            "created_at": 1,
            "size": "1080x1920",
            "seconds": "2",
            **fields,
        }
        return json.dumps(video).encode()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        node = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _respond(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                sent = json.loads(body) if body else {}
                key = self.headers.get("Idempotency-Key", "")
                status, answer = node.answer(self.command, self.path, key, sent)
                self.send_response(status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def do_GET(self) -> None:
                self._respond()

            def do_POST(self) -> None:
                self._respond()

            def log_message(self, *_: object) -> None:
                pass

        return Handler
