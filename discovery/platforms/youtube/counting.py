"""How YouTube counts views. The rule has changed; counts under different rules are not compared."""

from datetime import UTC, datetime

WORDS = {
    "watched": "a view was counted by YouTube's older rule, after a moment of watching",
    "starts": "a view of a Short is every start of it (YouTube's rule since 31 March 2025)",
    "unified_starts": "a view is every start, in all formats (YouTube's rule since 27 August 2026)",
}
# Start of each rule, by format.
_REGIMES = {
    "short": (
        (datetime(2025, 3, 31, tzinfo=UTC), "starts"),
        (datetime(2026, 8, 27, tzinfo=UTC), "unified_starts"),
    ),
    "long": ((datetime(2026, 8, 27, tzinfo=UTC), "unified_starts"),),
}
_FIRST_REGIME = "watched"


def regime(*, format: str, at: datetime) -> str:
    """Return the rule under which views of this format were counted at that time."""
    passed = [name for since, name in _REGIMES[format] if at >= since]
    return passed[-1] if passed else _FIRST_REGIME
