"""Estimates of rendering and assembly time, from history or, without enough of it, as reported."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from render_node.contract import Preset
from synthesis.models import Attempt, Render, Renderer, RenderStatus
from synthesis.rendering.adapters.base import Engine

# Overdue work probably takes this share of the time by which it is overdue.
OVERDUE_SHARE = 0.5
GRACE_SHARE = 0.25
# Work that is slower than expected by more than this factor has no useful estimate.
SLOWEST_KNOWN = 8.0
HISTORY = 200
ENOUGH = 10

# A preset with distillation LoRAs takes about a tenth of the time of the model's own steps.
DISTILLED_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Speed:
    """Seconds of work per unit: median and 90th percentile of ``n`` observations; ``n`` is 0 for reported
    figures.
    """

    p50_s: float
    p90_s: float
    n: int

    @property
    def spread(self) -> float:
        """The ratio of the 90th percentile to the median."""
        return self.p90_s / self.p50_s if self.p50_s > 0 else 1.0


# For an engine that reports no frame time.
OTHER_PER_FRAME_S = Speed(p50_s=0.5, p90_s=1.2, n=0)
# Narration, assembly and checks, for each second of video.
PRIOR_ASSEMBLY_PER_S = Speed(p50_s=0.9, p90_s=1.8, n=0)


def of_rendering(*, engine: str, size: str, preset: str, frames: int) -> Speed:
    """Seconds per frame over the last attempts of similar length, with the same engine, size and preset.

    With too few attempts, the figures that the engine's renderers report.
    """
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
    return _measured([(spent or 0) / count for spent, count in rows]) or _reported(engine, preset)


def of_assembly() -> Speed:
    """Seconds of assembly and checks for each second of video."""
    rows = (
        Render.objects.filter(status=RenderStatus.SUCCEEDED, timings__has_keys=["assembly_s", "duration_s"])
        .order_by("-finished_at")
        .values_list("timings", flat=True)[:HISTORY]
    )
    observed = [timings["assembly_s"] / timings["duration_s"] for timings in rows if timings["duration_s"]]
    return _measured(observed) or PRIOR_ASSEMBLY_PER_S


def left_s(*, expected_s: float, spent_s: float) -> float:
    """Seconds that the work probably has left. The estimate of overdue work grows with the delay."""
    return max(expected_s - spent_s, 0.1 * expected_s, OVERDUE_SHARE * (spent_s - expected_s))


def widened(
    *, left_s: float, left_p90_s: float, whole_s: float, elapsed_s: float
) -> tuple[float, float] | None:
    """The time left (p50, p90), increased in proportion to the delay so far.

    Of the ``whole_s`` expected at the start, ``left_s`` are left after ``elapsed_s`` of work. The first steps
    count less, because they are less reliable. None if the estimate has proved useless.
    """
    grace_s = GRACE_SHARE * whole_s
    done_s = max(0.0, whole_s - left_s)
    slowness = max(1.0, (elapsed_s + grace_s) / max(1.0, done_s + grace_s))
    if slowness > SLOWEST_KNOWN:
        return None
    return left_s * slowness, left_p90_s * slowness


def in_steps(seconds: float) -> int:
    """Rounded, so that the display does not flicker: to 5 s below a minute, to 30 s above."""
    grain = 5 if seconds < 60 else 30
    return max(grain, grain * round(seconds / grain)) if seconds > 0 else 0


def _measured(observed: Sequence[float]) -> Speed | None:
    """The distribution of the observations; None if there are too few."""
    if len(observed) < ENOUGH:
        return None
    tenths = statistics.quantiles(observed, n=10, method="inclusive")
    return Speed(p50_s=tenths[4], p90_s=tenths[8], n=len(observed))


def _reported(engine: str, preset: str) -> Speed:
    """The frame time that a renderer of the engine reports, including renderers that are unavailable now."""
    rows = Renderer.objects.filter(engines__contains=[engine]).order_by("created_at", "pk")
    found = [Engine.model_validate(entry) for row in rows for entry in row.capabilities]
    for each in found:
        if each.id == engine and each.frame_time is not None:
            share = _share(each, preset)
            return Speed(p50_s=each.frame_time.p50_s * share, p90_s=each.frame_time.p90_s * share, n=0)
    return OTHER_PER_FRAME_S


def _share(engine: Engine, preset: str) -> float:
    """The preset's time relative to the model's own steps."""
    settings = {str(name): chosen for name, chosen in engine.preset_settings.items()}
    chosen, standard = settings.get(preset), settings.get(Preset.STANDARD)
    if chosen is None or standard is None:
        return 1.0
    if chosen.loras:
        return DISTILLED_SHARE
    return min(1.0, (chosen.steps or 1) / (standard.steps or 1))
