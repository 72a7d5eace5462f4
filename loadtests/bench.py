"""Every performance target in one run: ``make bench``. Exits with 1 when one is missed.

``--full`` is passed to the benchmark of discovery.
"""

import subprocess
import sys

from loadtests import assembly_bench, path_bench, still_bench, web_bench


def main() -> int:
    """Run each part with a separate installation: path, still, web server and discovery; then assembly."""
    size = [argument for argument in sys.argv[1:] if argument == "--full"]
    # The parts read the command line, too.
    del sys.argv[1:]
    broken = [path_bench.main(), still_bench.main([]), web_bench.main(), _discovery(size)]
    return max(*broken, assembly_bench.main(["--peers"]))


def _discovery(size: list[str]) -> int:
    # In a process of its own, because it loads Django.
    command = [sys.executable, "-m", "loadtests.discovery_bench", *size]
    return subprocess.run(command, check=False).returncode  # noqa: S603 - our own program


if __name__ == "__main__":
    sys.exit(main())
