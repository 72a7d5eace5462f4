"""The limits that this process sets itself. The kernel ends it when it exceeds them."""

import ctypes
import os
import resource
import signal
import sys

# Pages and renders have priority over measuring.
NICENESS = 10
_NEW_USERS, _NEW_NETWORK = 0x10000000, 0x40000000


def apply(*, memory_bytes: int, cpu_s: int, output_bytes: int, wall_s: int) -> None:
    """Set the limits, and give up the network where the kernel allows it."""
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (output_bytes, output_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
        _leave_network()
    # The parent process may have ended already.
    signal.alarm(wall_s)


def _leave_network() -> None:
    """Enter a network without interfaces. FFmpeg may open local files only, so this is a second barrier.

    Containers often forbid it, which is not an error.
    """
    library = ctypes.CDLL(None, use_errno=True)
    # Root needs no user namespace, and would lose the right to read other people's files in it.
    library.unshare(_NEW_NETWORK if os.geteuid() == 0 else _NEW_USERS | _NEW_NETWORK)
