"""Engagement: whether a video's likes and comments per view are usual for its channel.

Bought or misdirected views bring few likes. The check shows that beside the score and does not change it.
"""

import bisect
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from discovery.scoring import looks
from discovery.scoring.looks import Observation, Past
from discovery.scoring.normal import MAX_BASELINE, MIN_BASELINE, centre_of
from discovery.scoring.outcomes import Score, Unscored

# A rate is low or high only beyond these multiples of the usual one, however uniform the channel is.
LOW_AT, HIGH_AT = 0.5, 2.0
# With fewer likes than this, both counted and expected, their number says little.
FEWEST = 10.0
# The 97.5 % quantile of Student's t by degrees of freedom, from 4.
_T = (
    2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101,
    2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045,
)  # fmt: skip


class Verdict(StrEnum):
    """How a rate compares with the channel's usual one."""

    USUAL = "usual"
    LOW = "low"
    HIGH = "high"
    # The video's count is hidden, or it has no views.
    HIDDEN = "hidden"
    # Fewer than five videos of the channel show theirs.
    TOO_FEW_VIDEOS = "too_few_videos"
    # It has fewer than ten, and would have at the usual rate.
    TOO_FEW_COUNTS = "too_few_counts"


@dataclass(frozen=True, slots=True)
class Rate:
    """A count per view against the channel's usual: ``ratio`` = ``rate`` / ``usual``, from ``n`` videos.

    One further video of the channel has a ratio from ``low`` to ``high`` in 95 of 100 cases. Numbers that
    cannot be measured are None.
    """

    verdict: Verdict
    rate: float | None = None
    usual: float | None = None
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    n: int = 0


@dataclass(frozen=True, slots=True)
class Engagement:
    """Likes and comments per view."""

    likes: Rate
    comments: Rate


@dataclass(frozen=True, slots=True)
class _Counted:
    """A count, and the views at the same look."""

    count: int
    views: int
    log_rate: float


@dataclass(frozen=True, slots=True)
class _Series:
    """A video's looks that show a count, by age; and whether the last of all looks does."""

    log_ages: Sequence[float]
    counted: Sequence[_Counted]
    last_is_shown: bool

    def nearest(self, log_age: float) -> _Counted | None:
        """Return the look nearest to an age by ratio, of two the earlier; None without looks."""
        after = bisect.bisect_left(self.log_ages, log_age)
        places = range(max(0, after - 1), min(after + 1, len(self.log_ages)))
        place = min(places, key=lambda each: abs(self.log_ages[each] - log_age), default=None)
        return None if place is None else self.counted[place]


@dataclass(frozen=True, slots=True)
class _Counts:
    """A video's likes and comments."""

    id: str
    likes: _Series
    comments: _Series


def engagement(*, video: Past, baseline: Iterable[Past]) -> Engagement:
    """Compare likes and comments per view with those of the videos of the score's baseline.

    Each baseline video counts with the look nearest to the video's age.
    """
    return _engagement(_counts_of(video), [_counts_of(other) for other in baseline])


def engagement_channel(
    *, videos: Iterable[Past], outcomes: Mapping[str, Score | Unscored]
) -> dict[str, Engagement]:
    """Return the engagement of each video of ``outcomes`` against the baseline it was scored with, by id."""
    counts = {video.id: _counts_of(video) for video in videos}
    return {
        name: _engagement(counts[name], [counts[compared.id] for compared in outcome.baseline])
        for name, outcome in outcomes.items()
    }


def _engagement(video: _Counts, baseline: Sequence[_Counts]) -> Engagement:
    others = [other for other in baseline if other.id != video.id][:MAX_BASELINE]
    return Engagement(
        likes=_rate(video.likes, [other.likes for other in others]),
        comments=_rate(video.comments, [other.comments for other in others]),
    )


def _counts_of(past: Past) -> _Counts:
    seen = looks.comparable(past)
    return _Counts(
        id=past.id,
        likes=_series_of(seen, [each.likes for each in seen]),
        comments=_series_of(seen, [each.comments for each in seen]),
    )


def _series_of(seen: Sequence[Observation], counts: Sequence[int | None]) -> _Series:
    shown = [
        (math.log(each.age_h), _Counted(count, each.views, math.log((count + 0.5) / each.views)))
        for each, count in zip(seen, counts, strict=True)
        if count is not None and each.views > 0
    ]
    return _Series(
        log_ages=[log_age for log_age, _ in shown],
        counted=[counted for _, counted in shown],
        last_is_shown=bool(seen) and counts[-1] is not None and seen[-1].views > 0,
    )


def _rate(video: _Series, others: Sequence[_Series]) -> Rate:
    if not video.last_is_shown:
        return Rate(Verdict.HIDDEN)
    own = video.counted[-1]
    found = (other.nearest(video.log_ages[-1]) for other in others)
    peers = [peer for peer in found if peer is not None]
    if len(peers) < MIN_BASELINE:
        return Rate(Verdict.TOO_FEW_VIDEOS, rate=own.count / own.views, n=len(peers))
    return _judged(own, peers)


def _judged(own: _Counted, peers: Sequence[_Counted]) -> Rate:
    usual = centre_of(sorted(peer.log_rate for peer in peers))
    expected = own.views * math.exp(usual)
    half_width = _half_width(peers, expected)
    distance = own.log_rate - usual
    is_beyond = abs(distance) > half_width
    verdict = Verdict.USUAL
    if max(expected, own.count) < FEWEST:
        verdict = Verdict.TOO_FEW_COUNTS
    elif is_beyond and distance <= math.log(LOW_AT):
        verdict = Verdict.LOW
    elif is_beyond and distance >= math.log(HIGH_AT):
        verdict = Verdict.HIGH
    return Rate(
        verdict=verdict,
        rate=own.count / own.views,
        usual=math.exp(usual),
        ratio=math.exp(distance),
        low=math.exp(-half_width),
        high=math.exp(half_width),
        n=len(peers),
    )


def _half_width(peers: Sequence[_Counted], expected: float) -> float:
    """Return half of the 95 % interval of one further log rate whose usual count is ``expected``.

    A log rate varies between videos, and by the noise of its count, which is 1 / count. The noise of the
    peers' counts is taken out of their spread, and that of the video's put in.
    """
    size = len(peers)
    logs = [peer.log_rate for peer in peers]
    mean = math.fsum(logs) / size
    spread = math.fsum((value - mean) ** 2 for value in logs) / (size - 1)
    noise = math.fsum(1 / (peer.count + 0.5) for peer in peers) / size
    between = max(0.0, spread - noise)
    return _T[size - MIN_BASELINE] * math.sqrt(between + max(spread, noise) / size + 1 / (expected + 0.5))
