"""A separate sandbox process for a test, and official clients that use one."""

import json
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import googleapiclient
import pytest
import requests
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build_from_document

ROOT = Path(__file__).parent.parent.parent
SCOPES = (
    "https://www.googleapis.com/auth/youtube.upload",
    "https://www.googleapis.com/auth/youtube.readonly",
)
CLIENT = {"client_id": "test-client", "client_secret": "test-secret"}


class SandboxProcess:
    """One ``python -m sandbox``, which can be stopped and restarted with the same data."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [
            sys.executable,
            "-m",
            "sandbox",
            "--port",
            str(self.port),
            "--data-dir",
            str(self.data_dir),
        ]
        self._process = subprocess.Popen(command, cwd=ROOT)  # noqa: S603 -- our own program
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                if requests.get(f"{self.url}/healthz", timeout=2).ok:
                    return
            except requests.ConnectionError:
                time.sleep(0.05)
        pytest.fail("The sandbox did not start.")

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def own_sandbox(tmp_path):
    """A sandbox for one test, which can be killed and restarted."""
    process = SandboxProcess(tmp_path)
    process.start()
    yield process
    process.kill()


@contextmanager
def youtube_client(url, *, developer_key=None, credentials=None):
    """The official client, directed here by its discovery document's root URL."""
    path = Path(googleapiclient.__file__).parent / "discovery_cache" / "documents" / "youtube.v3.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    document |= {"rootUrl": f"{url}/", "baseUrl": f"{url}/"}
    document.pop("mtlsRootUrl", None)
    with build_from_document(document, developerKey=developer_key, credentials=credentials) as client:
        yield client


@pytest.fixture
def youtube(sandbox_url):
    with youtube_client(sandbox_url, developer_key="test-key") as client:
        yield client


def consent(url, *, channel="mokaandmiles", **changes):
    """Complete the consent page. Returns the query that the client is redirected with."""
    form = {
        "client_id": CLIENT["client_id"],
        "redirect_uri": "http://127.0.0.1:1/back",
        "response_type": "code",
        "scope": " ".join(SCOPES),
        "state": "s1",
        "access_type": "offline",
        "prompt": "consent",
        "channel": channel,
        "decision": "allow",
    } | changes
    answer = requests.post(f"{url}/o/oauth2/v2/auth", data=form, allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def exchange(url, code, **changes):
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": "http://127.0.0.1:1/back"}
    return requests.post(f"{url}/token", data=form | CLIENT | changes, timeout=5)


def sign_in(url, *, channel="mokaandmiles", **changes):
    """Credentials of a demo channel, as the official library keeps them."""
    issued = exchange(url, consent(url, channel=channel, **changes)["code"]).json()
    return Credentials(
        token=issued["access_token"],
        refresh_token=issued["refresh_token"],
        token_uri=f"{url}/token",
        **CLIENT,
    )


def put_faults(url, *rules):
    requests.put(f"{url}/_sandbox/faults", json=list(rules), timeout=5).raise_for_status()


def move_clock(url, seconds):
    """Shift the sandbox's clock forward by this total."""
    requests.put(f"{url}/_sandbox/clock", json={"offset_s": seconds}, timeout=5).raise_for_status()
