"""Reproducible randomness: numbers derived from a name instead of a changing state."""

import hashlib
import math
from random import Random


def generator(*parts: object) -> Random:
    """Return a generator that depends only on ``parts``, in any process and any Python version."""
    return Random(_number(parts))


def share(*parts: object) -> float:
    """Return one number in [0, 1), for cases where a whole generator would cost too much."""
    return _number(parts) / 2**64


def log_uniform(random: Random, low: float, high: float) -> float:
    """Return a log-uniform value between ``low`` and ``high``."""
    return math.exp(random.uniform(math.log(low), math.log(high)))


def _number(parts: tuple[object, ...]) -> int:
    digest = hashlib.blake2b("\x1f".join(map(str, parts)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big")
