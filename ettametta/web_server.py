"""Starts granian: ``python -m ettametta.web_server``, by default on every address."""

import argparse
import gc
import importlib
import multiprocessing
import os
import socket
import sys
from functools import partial
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server import MPServer

APPLICATION = "ettametta.rsgi:application"
# On a stop signal, a worker finishes its requests within this time and is then killed. One that is
# still loading does not receive the signal.
STOPS_WITHIN_S = 30
# A client that reads nothing of a response for this long is disconnected.
READS_WITHIN_S = 45


def command(
    *,
    host: str,
    port: int,
    application: str = APPLICATION,
    workers: int | None = None,
    stops_within_s: int = STOPS_WITHIN_S,
    reads_within_s: int = READS_WITHIN_S,
) -> list[str]:
    """Return the program and its arguments. The number of worker processes is WEB_WORKERS, by default 2."""
    count = str(workers or os.environ.get("WEB_WORKERS") or 2)
    return [
        *(sys.executable, "-m", "ettametta.web_server", "--host", host, "--port", str(port)),
        *("--workers", count, "--stops-within", str(stops_within_s)),
        *("--reads-within", str(reads_within_s), application),
    ]


def main() -> None:
    """Replace this process by granian, with the application loaded once for all worker processes."""
    parser = argparse.ArgumentParser(description="Run the product's web server.")
    parser.add_argument("application", nargs="?", default=APPLICATION)
    parser.add_argument("--host", default="0.0.0.0", help="by default every address")  # noqa: S104 - for containers
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=int(os.environ.get("WEB_WORKERS") or 2))
    parser.add_argument("--stops-within", type=int, default=STOPS_WITHIN_S, help="seconds")
    parser.add_argument("--reads-within", type=int, default=READS_WITHIN_S, help="seconds")
    asked = parser.parse_args()
    if multiprocessing.get_start_method() == "fork":
        # Workers inherit what is loaded here, so a new one is ready at once.
        importlib.import_module(asked.application.partition(":")[0])
        gc.collect()
        gc.freeze()
    server = MPServer(
        asked.application,
        address=asked.host,
        port=asked.port,
        interface=Interfaces.RSGI,
        workers=asked.workers,
        respawn_failed_workers=True,
        workers_kill_timeout=asked.stops_within,
        # HTTP/1.1 only: proxies in front use it, and the end of a body is unambiguous.
        http=HTTPModes.http1,
        websockets=False,
        # Connections are cheap here; the front refuses requests beyond its queue.
        backlog=2048,
        backpressure=8192,
        http1_settings=HTTP1Settings(header_read_timeout=10_000, max_buffer_size=65_536),
    )
    server.serve(spawn_target=partial(_serve, reads_within_s=asked.reads_within))


def _serve(
    worker_id: int, process_name: str | None, load: Any, sockets: Any, *options: Any, reads_within_s: int
) -> None:
    """Run a worker process of granian that disconnects clients that read nothing of a response."""
    (spec, listener), inherited = sockets
    # On Linux each worker process opens a socket; elsewhere they inherit one.
    listener = listener or spec.build()
    _limit_stalls(listener.get_fd(), within_s=reads_within_s)
    MPServer._spawn_rsgi_worker(worker_id, process_name, load, ((None, listener), inherited), *options)


def _limit_stalls(descriptor: int, *, within_s: int) -> None:
    """Have Linux close connections whose client reads nothing for ``within_s`` seconds.

    Accepted connections inherit the option from the listening socket. Other systems don't support it.
    """
    if sys.platform == "linux":
        with socket.socket(fileno=os.dup(descriptor)) as listener:
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, within_s * 1000)


if __name__ == "__main__":
    main()
