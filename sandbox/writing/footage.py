"""What a model sees of a video: its length, its cuts and the words on screen."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.media import clips
from sandbox.world import chance
from sandbox.world.videos import Video

# Cuts of videos whose own are not known come at this pace, in seconds.
_SLOWEST_S, _FASTEST_S = 6.0, 1.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Footage:
    """A video as a model sees it: the first ``watched_s`` seconds.

    ``seed`` names the video. ``words`` are those on screen, shot by shot, as far as they are known. ``run``
    counts how often it was watched before: two runs differ a little.
    """

    seed: str
    watched_s: float
    cuts_s: Sequence[float]
    words: Sequence[str] = ()
    has_sound: bool = True
    run: int = 0


def of_video(video: Video, *, watched_s: float, run: int) -> Footage:
    """The footage of a video of the world, with the cuts of its clip and likely ones after the clip's end."""
    shots = clips.shots(video)
    ends = list(itertools.accumulate(shot.frames / clips.FRAMES_PER_S for shot in shots))
    watched_s = min(watched_s, float(video.duration_s))
    cuts_s = [*ends[:-1], *_likely_cuts(video.id, ends[-1], watched_s)]
    return Footage(
        seed=video.id,
        watched_s=watched_s,
        cuts_s=[cut_s for cut_s in cuts_s if cut_s < watched_s],
        words=[shot.words for shot in shots],
        run=run,
    )


def of_file(
    *, seed: str, watched_s: float, has_sound: bool, run: int, cuts_s: Sequence[float] = ()
) -> Footage:
    """The footage of a file with these cuts, or of one whose cuts are not known."""
    known = [cut_s for cut_s in cuts_s if cut_s < watched_s]
    return Footage(
        seed=seed,
        watched_s=watched_s,
        cuts_s=known or _likely_cuts(seed, 0.0, watched_s),
        has_sound=has_sound,
        run=run,
    )


def _likely_cuts(seed: str, from_s: float, to_s: float) -> list[float]:
    random = chance.generator("likely cuts", seed)
    pace_s = random.uniform(_FASTEST_S, _SLOWEST_S)
    cuts_s, at_s = [], from_s
    while (at_s := at_s + pace_s * random.uniform(0.5, 1.6)) < to_s:
        cuts_s.append(round(at_s, 2))
    return cuts_s
