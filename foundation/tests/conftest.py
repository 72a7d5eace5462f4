"""A small server that responds as a test defines, and files of given bytes."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


@contextmanager
def _serving(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            answer(self)

        def do_PUT(self):
            answer(self)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def serving():
    """``with serving(answer) as url``: ``answer(handler)`` handles each request."""
    return _serving


@pytest.fixture
def file(tmp_path):
    """Writes bytes to a file with a misleading name."""

    def write(content):
        path = tmp_path / "holiday.mp4"
        path.write_bytes(content)
        return path

    return write
