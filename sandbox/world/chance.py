"""Chance that is the same for everyone: numbers drawn from a name instead of a moving state."""

import hashlib
import math
from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def generator(*parts: object) -> Random:
    """A generator that depends on nothing but ``parts``, in any process and any Python."""
    digest = hashlib.blake2b("\x1f".join(map(str, parts)).encode(), digest_size=8).digest()
    return Random(int.from_bytes(digest, "big"))


def pick(choices: Sequence[T], *parts: object) -> T:
    """One of ``choices``, always the same for the same ``parts``."""
    return choices[int(generator(*parts).random() * len(choices))]


def log_uniform(random: Random, low: float, high: float) -> float:
    """A value between ``low`` and ``high`` whose order of magnitude is uniform."""
    return math.exp(random.uniform(math.log(low), math.log(high)))
