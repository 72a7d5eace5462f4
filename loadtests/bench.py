"""Every promise of speed, in one run: ``make bench``. Exits with 1 when one is broken."""

import sys

from loadtests import assembly_bench, path_bench


def main() -> int:
    """The whole path through a product of its own, then assembly against bare encoding."""
    broken = path_bench.main()
    return assembly_bench.main() or broken


if __name__ == "__main__":
    sys.exit(main())
