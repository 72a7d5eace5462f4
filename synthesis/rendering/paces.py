"""How long drawing and assembling take: from own history, or from a table until there is one."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from synthesis.models import Attempt, Render, RenderStatus

# Of the time by which work is overdue, what it probably still takes.
OVERDUE_SHARE = 0.5
GRACE_SHARE = 0.25
# Work that is slower than this tells nothing of its end.
SLOWEST_KNOWN = 8.0
HISTORY = 200
ENOUGH = 10

# Seconds of drawing for each frame, as (p50, p90), until there is history of our own: motion on two CPU
# cores, the models on one H100 as published, and on a card of a third its speed.
PRIOR_PER_FRAME_S = {
    "motion": (0.035, 0.07),
    "wan2.2-ti2v-5b": (1.25, 4.0),
    "wan2.2-t2v-a14b": (18.0, 54.0),
    "wan2.2-i2v-a14b": (18.0, 54.0),
    "ltx-2": (0.6, 1.8),
    "gemini-omni": (0.4, 1.2),
    "veo-3.1": (0.5, 1.5),
}
OTHER_PRIOR_PER_FRAME_S = (0.5, 1.2)
# A distilled preset takes about a tenth of the model's own steps.
DISTILLED = {"draft": 0.1}
NOT_DISTILLED = {"motion", "gemini-omni", "veo-3.1"}
# Narration, assembly and checks, for each second of video.
PRIOR_ASSEMBLY_PER_S = (0.9, 1.8)


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds of work for each unit; ``n`` observations, 0 for a table."""

    p50_s: float
    p90_s: float
    n: int

    @property
    def spread(self) -> float:
        """How much longer nine of ten may take than half of them do."""
        return self.p90_s / self.p50_s if self.p50_s > 0 else 1.0


def of_drawing(*, engine: str, size: str, preset: str, frames: int) -> Pace:
    """Seconds a frame over the last attempts of like length, with the same engine, size and preset."""
    rows = (
        Attempt.objects.filter(
            engine=engine,
            size=size,
            request__preset=preset,
            status=RenderStatus.SUCCEEDED,
            is_reused=False,
            seconds_spent__isnull=False,
            frames__range=(frames // 3, frames * 3),
        )
        .order_by("-finished_at")
        .values_list("seconds_spent", "frames")[:HISTORY]
    )
    return _pace([(spent or 0) / count for spent, count in rows], _prior(engine, preset))


def of_assembly() -> Pace:
    """Seconds of assembling and checking for each second of video."""
    rows = (
        Render.objects.filter(status=RenderStatus.SUCCEEDED, timings__has_keys=["assembly_s", "duration_s"])
        .order_by("-finished_at")
        .values_list("timings", flat=True)[:HISTORY]
    )
    paces = [timings["assembly_s"] / timings["duration_s"] for timings in rows if timings["duration_s"]]
    return _pace(paces, PRIOR_ASSEMBLY_PER_S)


def left_s(*, expected_s: float, spent_s: float) -> float:
    """Seconds that work probably has left. What is overdue takes longer the longer it is overdue."""
    return max(expected_s - spent_s, 0.1 * expected_s, OVERDUE_SHARE * (spent_s - expected_s))


def widened(
    *, left_s: float, left_p90_s: float, whole_s: float, elapsed_s: float
) -> tuple[float, float] | None:
    """What is left, slowed down as much as the work so far was slower than expected.

    Of the ``whole_s`` expected at the start, ``left_s`` are left after ``elapsed_s`` of work. The first steps
    say little, so they count less. None once the expectation has proved useless.
    """
    grace_s = GRACE_SHARE * whole_s
    done_s = max(0.0, whole_s - left_s)
    slowness = max(1.0, (elapsed_s + grace_s) / max(1.0, done_s + grace_s))
    if slowness > SLOWEST_KNOWN:
        return None
    return left_s * slowness, left_p90_s * slowness


def in_steps(seconds: float) -> int:
    """Rounded so that it does not flicker while somebody looks: 5 s below a minute, 30 s above."""
    grain = 5 if seconds < 60 else 30
    return max(grain, grain * round(seconds / grain)) if seconds > 0 else 0


def _prior(engine: str, preset: str) -> tuple[float, float]:
    low, high = PRIOR_PER_FRAME_S.get(engine, OTHER_PRIOR_PER_FRAME_S)
    factor = 1.0 if engine in NOT_DISTILLED else DISTILLED.get(preset, 1.0)
    return low * factor, high * factor


def _pace(observed: Sequence[float], prior: tuple[float, float]) -> Pace:
    if len(observed) < ENOUGH:
        return Pace(*prior, n=0)
    tenths = statistics.quantiles(observed, n=10, method="inclusive")
    return Pace(p50_s=tenths[4], p90_s=tenths[8], n=len(observed))
