"""How YouTube counts a view, which has changed; numbers of different rules are not compared."""

from datetime import UTC, datetime

WORDS = {
    "watched": "a view was counted by YouTube's older rule, after a moment of watching",
    "starts": "a view of a Short is every start of it (YouTube's rule since 31 March 2025)",
    "unified_starts": "a view is every start, in all formats (YouTube's rule since 27 August 2026)",
}
# Since when each rule holds, by format.
_REGIMES = {
    "short": (
        (datetime(2025, 3, 31, tzinfo=UTC), "starts"),
        (datetime(2026, 8, 27, tzinfo=UTC), "unified_starts"),
    ),
    "long": ((datetime(2026, 8, 27, tzinfo=UTC), "unified_starts"),),
}
_FIRST_REGIME = "watched"


def regime(*, format: str, at: datetime) -> str:
    """Under which rule views of this format were counted at that time."""
    passed = [name for since, name in _REGIMES[format] if at >= since]
    return passed[-1] if passed else _FIRST_REGIME
