"""``python -m sandbox``: the stand-ins on a loopback port."""

import argparse
import os
from pathlib import Path

import uvicorn

from sandbox import app
from sandbox.connections import AbortableProtocol


def main() -> None:
    """Serve until interrupted."""
    arguments = _arguments()
    uvicorn.run(
        app.create(arguments.data_dir, has_customers=arguments.customers),
        host=arguments.host,
        port=arguments.port,
        http=AbortableProtocol,
        ws="none",
        lifespan="off",
        log_level=arguments.log_level,
        access_log=False,
        timeout_graceful_shutdown=2,
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox", description="Stand-ins of every outside system."
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=int(os.environ.get("SANDBOX_PORT", "8020")))
    parser.add_argument("--data-dir", type=Path, default=Path("var/sandbox"))
    parser.add_argument("--log-level", default="warning")
    parser.add_argument("--customers", action="store_true", help="invented customers buy in the shops")
    return parser.parse_args()


if __name__ == "__main__":
    main()
