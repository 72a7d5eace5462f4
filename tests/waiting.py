"""Waits for a condition with a deadline, while other work continues."""

import time
from collections.abc import Callable

import pytest


def until(
    condition: Callable[[], bool], *, within_s: float, what: str, meanwhile: Callable[[], None] = lambda: None
) -> None:
    """Return once ``condition`` holds; fail the test if it does not in time."""
    deadline = time.monotonic() + within_s
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"Not true within {within_s:.0f} s: {what}.")
        meanwhile()
        time.sleep(0.25)


def pause(seconds: float, *, meanwhile: Callable[[], None]) -> None:
    """Wait for that many seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        meanwhile()
        time.sleep(0.25)
