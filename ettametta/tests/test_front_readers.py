"""Clients that read slowly get their responses; those that read nothing are disconnected."""

import socket
import time
from collections.abc import Iterator

import pytest
import requests

from ettametta.tests import front_site
from ettametta.tests.test_front import established
from ettametta.tests.test_processes import comes_true

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="only Linux ends such connections"),
]

READS_WITHIN_S = 2


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[front_site.Site]:
    with front_site.running(tmp_path_factory.mktemp("front"), reads_within_s=READS_WITHIN_S) as site:
        yield site


def silent_reader(site, requests_sent):
    """A connection with a small receive buffer, from which nothing is read."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(("127.0.0.1", site.port))
    connection.sendall(requests_sent)
    return connection


@pytest.mark.parametrize("path", ["/file", "/stream"])
def test_a_client_that_reads_nothing_is_disconnected(site, path):
    assert comes_true(lambda: not established(site), within_s=10)
    asked = f"GET {path} HTTP/1.1\r\nHost: site\r\n\r\n".encode()

    with silent_reader(site, asked), silent_reader(site, asked * 60):
        assert comes_true(lambda: len(established(site)) == 2, within_s=5)
        assert comes_true(lambda: not established(site), within_s=READS_WITHIN_S + 6)


def test_a_client_that_reads_slowly_gets_its_whole_file(site):
    film = (site.folder / "film.mp4").read_bytes()
    began_at = time.monotonic()

    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        connection.settimeout(10)
        connection.connect(("127.0.0.1", site.port))
        connection.sendall(b"GET /static/style.css HTTP/1.1\r\nHost: site\r\nConnection: close\r\n\r\n")
        answer = b""
        while block := connection.recv(65536):
            answer += block
            time.sleep(0.015)

    assert answer.partition(b"\r\n\r\n")[2] == film
    # Longer than a client may read nothing.
    assert time.monotonic() - began_at > 2 * READS_WITHIN_S


def test_a_connection_without_an_answer_under_way_is_left_open(site):
    with requests.Session() as browser:
        browser.get(f"{site.url}/echo", timeout=5)
        time.sleep(2 * READS_WITHIN_S)

        assert established(site)
        assert browser.get(f"{site.url}/echo", timeout=5).ok
