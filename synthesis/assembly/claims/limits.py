"""Limits of this process, enforced by the kernel."""

import os
import resource
import signal
import sys

NICENESS = 5


def apply(*, memory_bytes: int, cpu_s: int, output_bytes: int, wall_s: int) -> None:
    """Set the limits. From now on, the kernel ends this process when it exceeds them."""
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (output_bytes, output_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    # The parent process may already have ended.
    signal.alarm(wall_s)
