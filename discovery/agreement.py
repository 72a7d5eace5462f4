"""The agreement of two runs: which findings of one have a counterpart in the other. Arithmetic only."""

from collections.abc import Sequence
from dataclasses import dataclass

from discovery.findings import Finding

# Two findings are about the same stretch if they share this much of the time that either covers.
LEAST_OVERLAP = 0.25
# Models round times to about a second, and a cut has no length, so each stretch is widened on both sides.
TOLERANCE_MS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two findings of one kind about the same stretch. ``overlap`` is from LEAST_OVERLAP to 1."""

    first: Finding
    second: Finding
    overlap: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Two runs compared. All findings are in the order of time.

    ``share`` is the findings with a counterpart, of all findings of both runs, from 0 to 1 (Dice's
    coefficient); None if both runs are empty.
    """

    matched: tuple[Pair, ...]
    only_first: tuple[Finding, ...]
    only_second: tuple[Finding, ...]
    share: float | None


def compare(*, first: Sequence[Finding], second: Sequence[Finding]) -> Agreement:
    """Compare two runs. Each finding is matched at most once, and the pairs that overlap most come first.

    Only kinds and times are compared: two models word the same observation differently. Swapping the runs
    swaps the sides, and leaves the share as it is.
    """
    matched: list[tuple[int, int, float]] = []
    for overlap, at, other in _candidates(first, second):
        if all(at != taken and other != paired for taken, paired, _ in matched):
            matched.append((at, other, overlap))
    total = len(first) + len(second)
    taken, paired = {at for at, _, _ in matched}, {other for _, other, _ in matched}
    pairs = [Pair(first=first[at], second=second[other], overlap=overlap) for at, other, overlap in matched]
    return Agreement(
        matched=tuple(sorted(pairs, key=lambda pair: _by_time(pair.first))),
        only_first=_unmatched(first, taken),
        only_second=_unmatched(second, paired),
        share=2 * len(matched) / total if total else None,
    )


def overlap_of(*, first: Finding, second: Finding) -> float:
    """The shared time as a part of the time that either covers, 0 to 1, each widened by TOLERANCE_MS."""
    starts = (first.starts_ms - TOLERANCE_MS, second.starts_ms - TOLERANCE_MS)
    ends = (first.ends_ms + TOLERANCE_MS, second.ends_ms + TOLERANCE_MS)
    return max(0, min(ends) - max(starts)) / (max(ends) - min(starts))


def _candidates(first: Sequence[Finding], second: Sequence[Finding]) -> list[tuple[float, int, int]]:
    """Every possible pair as overlap and positions, the best first, in an order that does not depend on
    which run is the first.
    """
    possible = [
        (overlap_of(first=one, second=two), at, other)
        for at, one in enumerate(first)
        for other, two in enumerate(second)
        if one.kind == two.kind
    ]

    def order(pair: tuple[float, int, int]) -> tuple[float, int, int]:
        starts = (first[pair[1]].starts_ms, second[pair[2]].starts_ms)
        return -pair[0], min(starts), max(starts)

    return sorted((pair for pair in possible if pair[0] >= LEAST_OVERLAP), key=order)


def _unmatched(findings: Sequence[Finding], matched: set[int]) -> tuple[Finding, ...]:
    rest = (finding for at, finding in enumerate(findings) if at not in matched)
    return tuple(sorted(rest, key=_by_time))


def _by_time(finding: Finding) -> tuple[int, int]:
    return finding.starts_ms, finding.ends_ms
