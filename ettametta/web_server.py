"""How granian is started. ``python -m ettametta.web_server`` does so on every address, as in a container."""

import os
import sys

APPLICATION = "ettametta.rsgi:application"
# A worker that is asked to stop finishes its requests within this time.
STOPS_WITHIN_S = 30


def command(*, host: str, port: int, application: str = APPLICATION, workers: int | None = None) -> list[str]:
    """The program and its arguments. The number of worker processes is WEB_WORKERS, by default 2."""
    count = str(workers or os.environ.get("WEB_WORKERS") or 2)
    return [
        *(sys.executable, "-m", "granian", "--interface", "rsgi", "--host", host, "--port", str(port)),
        *("--workers", count, "--respawn-failed-workers", "--workers-kill-timeout", str(STOPS_WITHIN_S)),
        # HTTP/1.1 only: what stands in front speaks it, and bodies end unmistakably.
        *("--http", "1", "--no-ws"),
        # Connections cost little here; requests beyond the front's queue are answered, not left waiting.
        *("--backlog", "2048", "--backpressure", "8192"),
        *("--http1-header-read-timeout", "10000", "--http1-buffer-size", "65536"),
        application,
    ]


def main() -> None:
    """Become granian."""
    host = os.environ.get("WEB_HOST") or "0.0.0.0"  # noqa: S104 - in a container, every address is its own
    arguments = command(host=host, port=int(os.environ.get("WEB_PORT") or 8000))
    os.execv(arguments[0], arguments)  # noqa: S606 - our own command


if __name__ == "__main__":
    main()
