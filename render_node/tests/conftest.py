"""A node in its own process, and a server that receives its webhooks."""

import base64
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
TOKEN = "test-token"
SECRET = "whsec_" + base64.b64encode(b"a secret for tests, not less").decode()
SMALL = {"prompt": "A lighthouse in the fog", "size": "96x160", "num_frames": 6}
DIFFUSION = ("wan2.2-ti2v-5b", "ltx-2")
WAN = {
    "model": "wan2.2-ti2v-5b",
    "prompt": "A fox in the snow",
    "size": "96x160",
    "num_frames": 9,
    "steps": 2,
}
# Long enough to be interrupted, small enough to stop immediately.
LONG = {"prompt": "A very long evening", "size": "180x320", "num_frames": 9000}


@dataclass
class Answer:
    """An HTTP response."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(look: Callable[[], Any], *, within_s: float = 20.0) -> Any:
    """Call ``look`` until it returns a true value, and return it; fails after the deadline."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.03)
    raise AssertionError(f"condition not met within {within_s} s")


class NodeProcess:
    """One node, its folder, and ways to make it fail."""

    def __init__(self, folder: Path, *, limit: str = "", **environment: str) -> None:
        self.port = free_port()
        self.folder = folder
        self._limit = limit
        self._environment = {
            "PATH": os.environ["PATH"],
            "RENDER_NODE_TOKEN": TOKEN,
            "RENDER_NODE_DATA_DIR": str(folder),
            "RENDER_NODE_PORT": str(self.port),
            "RENDER_NODE_WEBHOOK_SECRET": SECRET,
            "RENDER_NODE_WEBHOOK_RETRY_S": "0.001",
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            **environment,
        }
        self._log = (folder.parent / f"{folder.name}.log").open("ab")
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def start(self) -> None:
        self.start_unready()
        wait_for(self._is_ready, within_s=60)

    def start_unready(self) -> None:
        """Start a node that has a reason to respond with 503."""
        # The shell sets the limit on itself and then execs the node.
        command = ["/bin/sh", "-c", f'{self._limit}\nexec "$0" -m render_node', sys.executable]
        self._process = subprocess.Popen(  # noqa: S603 - our own command
            command, cwd=ROOT, env=self._environment, stderr=self._log
        )
        wait_for(self._answers, within_s=60)

    def _answers(self) -> bool:
        assert self._process.poll() is None, "the node exited"
        try:
            return bool(self.call("GET", "/readyz").json["status"] != "starting")
        except OSError:
            return False

    def _is_ready(self) -> bool:
        assert self._process.poll() is None, "the node exited"
        try:
            return self.call("GET", "/readyz").status == 200
        except OSError:
            return False

    def call(
        self, method: str, path: str, body: Any = None, *, key: str | None = None, **headers: str
    ) -> Answer:
        sent = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"} | headers
        if key:
            sent["Idempotency-Key"] = key
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body=data, headers=sent)
            response = connection.getresponse()
            return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        finally:
            connection.close()

    def submit(self, body: Any = None, *, key: str | None = None, **changes: Any) -> Any:
        answer = self.call("POST", "/v1/videos", {**(body or SMALL), **changes}, key=key)
        assert answer.status == 200, answer.body
        return answer.json

    def video(self, video_id: str) -> Any:
        return self.call("GET", f"/v1/videos/{video_id}").json

    def wait_until(self, video_id: str, *statuses: str, within_s: float = 20.0) -> Any:
        def look() -> Any:
            video = self.video(video_id)
            return video if video["status"] in statuses else None

        return wait_for(look, within_s=within_s)

    def workers(self) -> list[int]:
        listing = subprocess.run(
            ["/bin/ps", "-A", "-o", "pid=,ppid="], capture_output=True, check=True, text=True
        )
        pairs = [line.split() for line in listing.stdout.splitlines()]
        return [int(pid) for pid, parent in pairs if int(parent) == self._process.pid]

    def kill_workers(self) -> None:
        for pid in self.workers():
            os.kill(pid, signal.SIGKILL)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            self._process.wait(timeout=20)
        self._log.close()


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NodeProcess]:
    """A node shared by many tests; its queue may contain other tests' videos."""
    process = NodeProcess(tmp_path_factory.mktemp("node"))
    yield process
    process.stop()


@pytest.fixture(scope="session")
def models_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tiny checkpoints of two families, as real ones are saved."""
    folder = tmp_path_factory.mktemp("models")
    command = [sys.executable, "-m", "render_node.tests.tiny_models", str(folder), *DIFFUSION]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # noqa: S603 - our own command
    return folder


@pytest.fixture(scope="session")
def diffusion_node(tmp_path_factory: pytest.TempPathFactory, models_dir: Path) -> Iterator[NodeProcess]:
    """A node that also renders by diffusion; started when the first test requests it."""
    process = NodeProcess(
        tmp_path_factory.mktemp("diffusion"),
        RENDER_NODE_MODELS_DIR=str(models_dir),
        RENDER_NODE_MODELS=",".join(("motion", *DIFFUSION)),
        RENDER_NODE_WARM_UP="none",
    )
    yield process
    process.stop()


@pytest.fixture
def own_node(tmp_path: Path) -> Iterator[Callable[..., NodeProcess]]:
    """Nodes for this test alone, which it may kill."""
    started: list[NodeProcess] = []

    def start(*, limit: str = "", **environment: str) -> NodeProcess:
        process = NodeProcess(tmp_path / f"node{len(started)}", limit=limit, **environment)
        started.append(process)
        return process

    yield start
    for process in started:
        process.stop()


@dataclass
class Receiver:
    """A webhook receiver; responds with ``statuses`` in turn, and then with 204."""

    url: str
    statuses: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    calls: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            calls.calls.append(({k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(calls.statuses.pop(0) if calls.statuses else 204)
            for name, value in {"Location": calls.url + "/elsewhere", **calls.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Log nothing: tests read the recorded calls."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    calls = Receiver(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield calls
    server.shutdown()
    server.server_close()
    thread.join()
