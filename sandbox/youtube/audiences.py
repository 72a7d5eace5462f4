"""How a channel's own videos are watched: derived from each video's id, so that it never changes."""

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.store import Store
from sandbox.world import chance, videos
from sandbox.world.channels import Channel
from sandbox.youtube import library

POINTS = 100
# With fewer views, YouTube shows no curve.
FEWEST_VIEWS = 20
_HOOK_S = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """One video's audience. ``views`` returns the views until an instant."""

    video_id: str
    published_at: float
    duration_s: float
    is_short: bool
    views: Callable[[float], int]

    @property
    def curve(self) -> tuple[float, ...]:
        """The share of viewers at each hundredth."""
        return _curve(self.video_id, self.duration_s, self.is_short)

    @property
    def watched_share(self) -> float:
        """The average share of the video that is watched."""
        return sum(self.curve) / POINTS

    @property
    def engaged_share(self) -> float:
        return 0.55 + 0.3 * chance.share("engaged", self.video_id)

    @property
    def sources(self) -> dict[str, float]:
        """The shares of the traffic sources."""
        names = ("SHORTS", "YT_SEARCH", "SUBSCRIBER", "RELATED_VIDEO", "YT_CHANNEL", "EXT_URL")
        usual = (60.0, 8.0, 14.0, 6.0, 8.0, 4.0) if self.is_short else (0.0, 30.0, 22.0, 30.0, 10.0, 8.0)
        random = chance.generator("traffic", self.video_id)
        weights = [weight * random.uniform(0.6, 1.5) for weight in usual]
        return {name: weight / sum(weights) for name, weight in zip(names, weights, strict=True) if weight}

    def relative(self, place: int) -> float:
        """The comparison with videos of similar length, around 0.5."""
        ahead = chance.share("relative", self.video_id) - 0.5
        wave = 0.08 * math.sin(place / 9 + 6 * chance.share("wave", self.video_id))
        return round(min(0.99, max(0.01, 0.5 + 0.8 * ahead + wave)), 4)


def of(store: Store, channel: Channel, video_id: str, at: float) -> Audience | None:
    """Return the audience of the channel's own video; None for any other id."""
    row = videos.find(video_id, at)
    if row is not None:
        return None if row.channel is not channel else _of_video(row)
    upload = library.find(store, video_id)
    if upload is None or upload.channel is not channel or upload.failure:
        return None
    return Audience(
        video_id=upload.id,
        published_at=upload.published_at(),
        duration_s=max(upload.duration_s, 0.1),
        is_short=upload.is_short,
        views=upload.views,
    )


def _of_video(row: videos.Video) -> Audience:
    return Audience(
        video_id=row.id,
        published_at=float(row.published_at),
        duration_s=float(row.duration_s),
        is_short=row.is_short,
        views=row.views,
    )


@functools.lru_cache(maxsize=512)
def _curve(video_id: str, duration_s: float, is_short: bool) -> tuple[float, ...]:
    """A start above 1 where a Short is watched again, a loss in the first seconds, decay, and sharp drops."""
    random = chance.generator("retention", video_id)
    start = random.uniform(1.0, 1.35) if is_short else 1.0
    kept_by_hook = random.uniform(0.62, 0.88)
    decay = random.uniform(0.15, 0.9)
    drops = [(random.uniform(0.15, 0.9), random.uniform(0.04, 0.18)) for _ in range(random.randint(1, 3))]
    replayed = random.uniform(0.0, 0.08) if is_short else 0.0
    curve = []
    for place in range(1, POINTS + 1):
        position = place / POINTS
        hook = min(1.0, position * duration_s / _HOOK_S)
        share = start * (1 - (1 - kept_by_hook) * hook) * math.exp(-decay * position)
        for at, loss in drops:
            share *= 1 - loss / (1 + math.exp(-(position - at) * 120))
        curve.append(round(share + replayed * position**12, 4))
    return tuple(curve)
