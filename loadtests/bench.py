"""Every performance target in one run: ``make bench``. Exits with 1 when one is missed.

``--full`` is passed to the benchmark of discovery.
"""

import subprocess
import sys

from loadtests import assembly_bench, path_bench, still_bench, web_bench


def main() -> int:
    """Run each part with a separate installation, and assembly last."""
    size = [argument for argument in sys.argv[1:] if argument == "--full"]
    # The parts read the command line, too.
    del sys.argv[1:]
    broken = [
        path_bench.main(),
        still_bench.main([]),
        web_bench.main(),
        _apart("discovery_bench", *size),
        _apart("scoring_bench"),
    ]
    return max(*broken, assembly_bench.main(["--peers"]))


def _apart(name: str, *arguments: str) -> int:
    """Run a part in a process of its own, because it loads Django."""
    command = [sys.executable, "-m", f"loadtests.{name}", *arguments]
    return subprocess.run(command, check=False).returncode  # noqa: S603 - our own program


if __name__ == "__main__":
    sys.exit(main())
