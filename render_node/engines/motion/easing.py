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


def in_quart(x: float) -> float:
    return float(x**4)


def in_out_cubic(x: float) -> float:
    return float(4 * x**3 if x < 0.5 else 1 - (2 - 2 * x) ** 3 / 2)


def out_back(x: float, overshoot: float = 1.56) -> float:
    """Beyond the end and back; 1.56 overshoots by 8 %."""
    return float(1 + (overshoot + 1) * (x - 1) ** 3 + overshoot * (x - 1) ** 2)


def arch(x: float) -> float:
    """Up and down again: 0, 1, 0."""
    return float(4 * x * (1 - x))


def sway(t: float, *, period_s: float, phase: float = 0.0) -> float:
    """A slow oscillation between -1 and 1."""
    return math.sin(2 * math.pi * (t / period_s + phase))
