"""Chance that is the same for everyone: numbers drawn from a name instead of a moving state."""

import hashlib
import math
from random import Random


def generator(*parts: object) -> Random:
    """A generator that depends on nothing but ``parts``, in any process and any Python."""
    return Random(_number(parts))


def share(*parts: object) -> float:
    """One number from 0 up to 1, for where a whole generator would cost too much."""
    return _number(parts) / 2**64


def log_uniform(random: Random, low: float, high: float) -> float:
    """A value between ``low`` and ``high`` whose order of magnitude is uniform."""
    return math.exp(random.uniform(math.log(low), math.log(high)))


def _number(parts: tuple[object, ...]) -> int:
    digest = hashlib.blake2b("\x1f".join(map(str, parts)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big")
