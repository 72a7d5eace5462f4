"""How granian is started: ``python -m ettametta.web_server``, by default on every address."""

import argparse
import gc
import importlib
import multiprocessing
import os
import sys

from granian.cli import entrypoint

APPLICATION = "ettametta.rsgi:application"
# A worker that is asked to stop finishes its requests within this time, and is killed after it. One that is
# still loading does not see the signal.
STOPS_WITHIN_S = 30


def command(
    *,
    host: str,
    port: int,
    application: str = APPLICATION,
    workers: int | None = None,
    stops_within_s: int = STOPS_WITHIN_S,
) -> list[str]:
    """The program and its arguments. The number of worker processes is WEB_WORKERS, by default 2."""
    count = str(workers or os.environ.get("WEB_WORKERS") or 2)
    return [
        *(sys.executable, "-m", "ettametta.web_server", "--host", host, "--port", str(port)),
        *("--workers", count, "--stops-within", str(stops_within_s), application),
    ]


def main() -> None:
    """Become granian, with the application loaded once for all worker processes."""
    parser = argparse.ArgumentParser(description="Run the product's web server.")
    parser.add_argument("application", nargs="?", default=APPLICATION)
    parser.add_argument("--host", default="0.0.0.0", help="by default every address")  # noqa: S104 - for containers
    parser.add_argument("--port", default="8000")
    parser.add_argument("--workers", default=os.environ.get("WEB_WORKERS") or "2")
    parser.add_argument("--stops-within", default=str(STOPS_WITHIN_S), help="seconds")
    asked = parser.parse_args()
    if multiprocessing.get_start_method() == "fork":
        # Workers begin with what is loaded here, and a new one is ready at once.
        importlib.import_module(asked.application.partition(":")[0])
        gc.collect()
        gc.freeze()
    sys.argv = [
        *("granian", "--interface", "rsgi", "--host", asked.host, "--port", asked.port),
        *("--workers", asked.workers, "--respawn-failed-workers"),
        *("--workers-kill-timeout", asked.stops_within),
        # HTTP/1.1 only: what stands in front speaks it, and bodies end unmistakably.
        *("--http", "1", "--no-ws"),
        # Connections cost little here; requests beyond the front's queue are answered, not left waiting.
        *("--backlog", "2048", "--backpressure", "8192"),
        *("--http1-header-read-timeout", "10000", "--http1-buffer-size", "65536"),
        asked.application,
    ]
    entrypoint()  # type: ignore[no-untyped-call] # granian ships no types for its command line


if __name__ == "__main__":
    main()
