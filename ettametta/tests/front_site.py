"""The front under granian, as in production, with a small program behind it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests
from django.conf import settings

from ettametta import processes, web_server
from ettametta.tests.test_processes import comes_true

# Large bodies need a session cookie; the front does not verify it.
SIGNED_IN = {"Cookie": f"{settings.SESSION_COOKIE_NAME}=somebody"}


@dataclass
class Site:
    """One running server, and the folder of the files it sends."""

    port: int
    folder: Path
    child: "subprocess.Popen[bytes]"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def counts(self) -> dict[str, int]:
        found: dict[str, int] = requests.get(f"{self.url}/counts", timeout=10).json()
        return found


def serve(folder: Path, *, reads_within_s: int = web_server.READS_WITHIN_S) -> Site:
    port = processes.free_port()
    (folder / "film.mp4").write_bytes(os.urandom(1024 * 1024) * 24)
    with (folder / "server.log").open("wb") as log:
        child = processes.spawn(
            web_server.command(
                host="127.0.0.1",
                port=port,
                application="ettametta.tests.front_program:front",
                workers=1,
                reads_within_s=reads_within_s,
            ),
            output=log,
            env={**os.environ, "FRONT_TEST_FOLDER": str(folder), "ALLAUTH_TRUSTED_PROXY_COUNT": "1"},
            cwd=settings.BASE_DIR,
        )
    site = Site(port, folder, child)
    assert comes_true(lambda: answers(site), within_s=240), (folder / "server.log").read_text()
    return site


@contextmanager
def running(folder: Path, *, reads_within_s: int = web_server.READS_WITHIN_S) -> Iterator[Site]:
    """A server for a module's tests. On failure, the end of its log is shown."""
    site = serve(folder, reads_within_s=reads_within_s)
    try:
        yield site
    finally:
        processes.stop(site.child, grace_s=20)
        sys.stdout.write((site.folder / "server.log").read_text(errors="replace")[-4000:])


def answers(site: Site) -> bool:
    try:
        return requests.get(f"{site.url}/healthz", timeout=2).ok
    except requests.RequestException:
        return False
