"""Cooperative cancellation: long work polls whether it should stop."""

from collections.abc import Callable
from typing import TypeAlias

ShouldStop: TypeAlias = Callable[[], bool]


class StoppedError(Exception):
    """``should_stop`` returned True. The work was stopped, and no partial result was kept."""
