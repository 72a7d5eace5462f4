"""Disk failures that last as long as a block."""

import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def full_disk(most_bytes: int = 1000) -> Iterator[None]:
    """No file of this process can grow beyond ``most_bytes``: writes fail as on a full disk.

    Modules that are imported meanwhile write no bytecode, because Python would keep the part that fits.
    """
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    without_bytecode, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        sys.dont_write_bytecode = without_bytecode
