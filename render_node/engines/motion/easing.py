"""Easing functions: time from 0 to 1 in, position from 0 to 1 out."""

import math


def clamp(value: float) -> float:
    return min(1.0, max(0.0, value))


def between(t: float, start: float, length: float) -> float:
    """The progress of ``t`` through a span, clamped to 0 and 1."""
    return clamp((t - start) / max(length, 1e-6))


def out_expo(x: float) -> float:
    return 1.0 if x >= 1 else 1 - 2 ** (-10 * x)


def out_cubic(x: float) -> float:
    return float(1 - (1 - x) ** 3)


def out_quint(x: float) -> float:
    return float(1 - (1 - x) ** 5)


def sway(t: float, *, period_s: float, phase: float = 0.0) -> float:
    """A slow oscillation between -1 and 1."""
    return math.sin(2 * math.pi * (t / period_s + phase))
