"""Every performance target in one run: ``make bench``. Exits with 1 when one is missed."""

import sys

from loadtests import assembly_bench, path_bench, still_bench, web_bench


def main() -> int:
    """Run the path, still and web server benchmarks, each with a separate installation, then assembly."""
    broken = [path_bench.main(), still_bench.main([]), web_bench.main(), assembly_bench.main(["--peers"])]
    return max(broken)


if __name__ == "__main__":
    sys.exit(main())
