"""How granian is started. ``python -m ettametta.web_server`` does so on every address, as in a container."""

import argparse
import os
import sys

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
        *(sys.executable, "-m", "granian", "--interface", "rsgi", "--host", host, "--port", str(port)),
        *("--workers", count, "--respawn-failed-workers", "--workers-kill-timeout", str(stops_within_s)),
        # HTTP/1.1 only: what stands in front speaks it, and bodies end unmistakably.
        *("--http", "1", "--no-ws"),
        # Connections cost little here; requests beyond the front's queue are answered, not left waiting.
        *("--backlog", "2048", "--backpressure", "8192"),
        *("--http1-header-read-timeout", "10000", "--http1-buffer-size", "65536"),
        application,
    ]


def main() -> None:
    """Become granian."""
    parser = argparse.ArgumentParser(description="Run the product's web server.")
    parser.add_argument("--host", default="0.0.0.0", help="by default every address")  # noqa: S104 - for containers
    parser.add_argument("--port", type=int, default=8000)
    asked = parser.parse_args()
    arguments = command(host=asked.host, port=asked.port)
    os.execv(arguments[0], arguments)  # noqa: S606 - our own command


if __name__ == "__main__":
    main()
