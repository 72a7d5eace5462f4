"""Ending long work half-way: what runs asks now and then whether it should stop."""

from collections.abc import Callable
from typing import TypeAlias

ShouldStop: TypeAlias = Callable[[], bool]


class StoppedError(Exception):
    """``should_stop`` said yes: what was running has been ended, and nothing half done was kept."""
