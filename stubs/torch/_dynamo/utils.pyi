"""Counters of PyTorch's compiler front end."""

from collections import Counter

counters: dict[str, Counter[str]]
