"""Student's t distribution: density, distribution, quantiles, and the CRPS of a forecast. Arithmetic only."""

import math

# Bounds of the searches and series below. Both end far earlier.
_STEPS = 300
_TINY = 1e-300
_EPSILON = 1e-15


def pdf(z: float, *, freedom: float) -> float:
    """Return the density at ``z`` with ``freedom`` degrees of freedom."""
    log = math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2) - 0.5 * math.log(freedom * math.pi)
    return math.exp(log - (freedom + 1) / 2 * math.log1p(z * z / freedom))


def cdf(z: float, *, freedom: float) -> float:
    """Return the probability of at most ``z``."""
    tail = 0.5 * _incomplete_beta(freedom / (freedom + z * z), freedom / 2, 0.5)
    return 1 - tail if z > 0 else tail


def quantile(p: float, *, freedom: float) -> float:
    """Return the value that is not exceeded with probability ``p``, 0 < p < 1."""
    if p < 0.5:
        return -quantile(1 - p, freedom=freedom)
    low, high = 0.0, 1.0
    while cdf(high, freedom=freedom) < p:
        low, high = high, 2 * high
    while high - low > 1e-12 * max(1.0, high):
        middle = (low + high) / 2
        low, high = (middle, high) if cdf(middle, freedom=freedom) < p else (low, middle)
    return (low + high) / 2


def crps(x: float, *, location: float, scale: float, freedom: float) -> float:
    """Return the continuous ranked probability score of the forecast for the outcome ``x``; 0 is perfect.

    Its unit is that of ``x``. Closed form for more than one degree of freedom: Jordan, Krüger and Lerch,
    Evaluating Probabilistic Forecasts with scoringRules, 2019, appendix A.
    """
    z = (x - location) / scale
    beta = math.exp(2 * _log_beta(0.5, freedom / 2) * -1 + _log_beta(0.5, freedom - 0.5))
    spread = 2 * pdf(z, freedom=freedom) * (freedom + z * z) / (freedom - 1)
    mean = 2 * math.sqrt(freedom) / (freedom - 1) * beta
    return scale * (z * (2 * cdf(z, freedom=freedom) - 1) + spread - mean)


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def _incomplete_beta(x: float, a: float, b: float) -> float:
    """Return the regularized incomplete beta function, by its continued fraction (DLMF 8.17.22)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - _incomplete_beta(1 - x, b, a)
    front = math.exp(a * math.log(x) + b * math.log1p(-x) - _log_beta(a, b)) / a
    return front * _fraction(x, a, b)


def _fraction(x: float, a: float, b: float) -> float:
    """Evaluate the fraction with Lentz's algorithm."""
    c, d = 1.0, 1 / _away_from_zero(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, _STEPS):
        for part in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _away_from_zero(1 + part * d)
            c = _away_from_zero(1 + part / c)
            value *= c * d
        if abs(c * d - 1) < _EPSILON:
            break
    return value


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
