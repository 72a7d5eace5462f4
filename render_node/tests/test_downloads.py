"""Fetching checkpoints with the hub's own client, from a fake hub over HTTP."""

import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from render_node.engines.sources import SOURCES

ROOT = Path(__file__).parent.parent.parent
REVISION = "5" * 40
ENGINE = "wan2.2-ti2v-5b"
WEIGHTS = "transformer/diffusion_pytorch_model.safetensors"


class Hub:
    """Repositories by name, each a mapping of paths to contents. If set, ``refuse`` is the response to every
    request.
    """

    def __init__(self) -> None:
        self.repositories: dict[str, dict[str, bytes]] = {}
        self.refuse = 0
        self.asked: list[tuple[str, str]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "Hub":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        if self.refuse:
            return self.refuse, {}, b"{}"
        parts = [unquote(part) for part in path.strip("/").split("/")]
        if parts[:2] == ["api", "models"]:
            return self._describe("/".join(parts[2:4]), parts[4:])
        repository = self.repositories.get("/".join(parts[:2]), {})
        content = repository.get("/".join(parts[4:]))
        if content is None:
            return 404, {"X-Error-Code": "EntryNotFound"}, b""
        digest = hashlib.sha256(content).hexdigest()
        return 200, {"ETag": f'"{digest}"', "X-Repo-Commit": REVISION}, content

    def _describe(self, name: str, rest: list[str]) -> tuple[int, dict[str, str], bytes]:
        files = self.repositories.get(name)
        if files is None:
            return 404, {"X-Error-Code": "RepoNotFound"}, b'{"error": "Repository not found"}'
        if rest[:1] == ["tree"]:
            entries = [
                {"type": "file", "path": path, "size": len(content), "oid": hashlib.sha1(content).hexdigest()}  # noqa: S324 - git's
                for path, content in files.items()
            ]
            return 200, {}, json.dumps(entries).encode()
        about = {"id": name, "modelId": name, "sha": REVISION, "siblings": [{"rfilename": p} for p in files]}
        return 200, {}, json.dumps(about).encode()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        hub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _respond(self) -> None:
                hub.asked.append((self.command, urlsplit(self.path).path))
                status, headers, body = hub.answer(urlsplit(self.path).path)
                start = int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").split("-")[0] or 0)
                self.send_response(206 if start else status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body) - start))
                self.end_headers()
                if self.command == "GET":
                    self.wfile.write(body[start:])

            def do_GET(self) -> None:
                self._respond()

            def do_HEAD(self) -> None:
                self._respond()

            def log_message(self, *_: object) -> None:
                """Log nothing: tests read the recorded requests."""

        return Handler


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A tiny checkpoint's files by their paths."""
    models = tmp_path_factory.mktemp("models")
    command = [sys.executable, "-m", "render_node.tests.tiny_models", str(models), ENGINE]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # noqa: S603 - our own command
    folder = models / ENGINE
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture
def hub(checkpoint: dict[str, bytes]) -> Iterator[Hub]:
    with Hub() as stand_in:
        source = SOURCES[ENGINE]
        stand_in.repositories[source.repo_id] = checkpoint | {"assets/film.mp4": b"not wanted" * 1000}
        for lora in source.loras:
            # Complete, with weights; a pull checks no more.
            stand_in.repositories[lora.repo_id] = {lora.filename: checkpoint[WEIGHTS]}
        yield stand_in


def pull(hub, folder, *words):
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "HF_ENDPOINT": hub.url,
        "HF_HUB_DISABLE_XET": "1",
        "HF_HUB_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "RENDER_NODE_MODELS_DIR": str(folder / "models"),
    }
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "render_node", "pull", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


def test_licence_and_size_are_shown_and_confirmed_before_a_download(hub, tmp_path):
    answer = pull(hub, tmp_path, ENGINE)

    assert answer.returncode == 1
    assert "Apache-2.0" in answer.stdout
    assert "GB to download" in answer.stdout
    assert "--yes" in answer.stderr
    assert not any(command == "GET" and "/resolve/" in path for command, path in hub.asked)


def test_needed_files_are_downloaded_and_the_revision_is_stored(hub, tmp_path):
    answer = pull(hub, tmp_path, ENGINE, "--yes")
    folder = tmp_path / "models" / ENGINE

    assert answer.returncode == 0, answer.stderr
    assert f"{ENGINE} is installed" in answer.stdout
    assert (folder / "loras/draft.safetensors").is_file()
    assert not (folder / "assets").exists()
    assert json.loads((folder / "ettametta.json").read_text())["revision"] == REVISION


def test_a_damaged_download_is_detected(hub, tmp_path):
    files = hub.repositories[SOURCES[ENGINE].repo_id]
    hub.repositories[SOURCES[ENGINE].repo_id] = files | {WEIGHTS: files[WEIGHTS][:-100]}
    answer = pull(hub, tmp_path, ENGINE, "--yes")

    assert answer.returncode == 1
    assert "truncated" in answer.stderr


def test_a_second_pull_fetches_nothing_again(hub, tmp_path):
    pull(hub, tmp_path, ENGINE, "--yes")
    hub.asked.clear()
    answer = pull(hub, tmp_path, ENGINE, "--yes")

    assert "of which 0.0 GB to download" in answer.stdout
    assert not any(command == "GET" and path.endswith(".safetensors") for command, path in hub.asked)


@pytest.mark.parametrize(
    ("status", "says"), [(403, "accepted its terms"), (404, "The hub has no"), (500, "again")]
)
def test_errors_of_the_hub_are_reported_in_a_sentence(hub, tmp_path, status, says):
    hub.refuse = status
    answer = pull(hub, tmp_path, ENGINE, "--yes")

    assert answer.returncode == 1
    assert says in answer.stderr
    assert "Traceback" not in answer.stderr


def test_an_unknown_model_is_refused_by_name(hub, tmp_path):
    answer = pull(hub, tmp_path, "sora-2")

    assert answer.returncode == 2
    assert ENGINE in answer.stderr
