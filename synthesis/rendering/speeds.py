"""How long rendering and assembling take: from own history, or until there is any, as renderers report."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from render_node.contract import Preset
from synthesis.models import Attempt, Render, Renderer, RenderStatus
from synthesis.rendering.adapters.base import Engine

# Of the time by which work is overdue, what it probably still takes.
OVERDUE_SHARE = 0.5
GRACE_SHARE = 0.25
# Work that is slower than this tells nothing of its end.
SLOWEST_KNOWN = 8.0
HISTORY = 200
ENOUGH = 10

# A preset with distilling LoRAs takes about a tenth of the model's own steps.
DISTILLED_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Speed:
    """Seconds of work for each unit; ``n`` observations, 0 for reported figures."""

    p50_s: float
    p90_s: float
    n: int

    @property
    def spread(self) -> float:
        """How much longer nine of ten may take than half of them do."""
        return self.p90_s / self.p50_s if self.p50_s > 0 else 1.0


# Of an engine that reports no frame time.
OTHER_PER_FRAME_S = Speed(p50_s=0.5, p90_s=1.2, n=0)
# Narration, assembly and checks, for each second of video.
PRIOR_ASSEMBLY_PER_S = Speed(p50_s=0.9, p90_s=1.8, n=0)


def of_rendering(*, engine: str, size: str, preset: str, frames: int) -> Speed:
    """Seconds a frame over the last attempts of like length, with the same engine, size and preset.

    Until there are enough of them, as the engine's renderers report.
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
    """Seconds of assembling and checking for each second of video."""
    rows = (
        Render.objects.filter(status=RenderStatus.SUCCEEDED, timings__has_keys=["assembly_s", "duration_s"])
        .order_by("-finished_at")
        .values_list("timings", flat=True)[:HISTORY]
    )
    observed = [timings["assembly_s"] / timings["duration_s"] for timings in rows if timings["duration_s"]]
    return _measured(observed) or PRIOR_ASSEMBLY_PER_S


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


def _measured(observed: Sequence[float]) -> Speed | None:
    """The distribution of what was observed; None when that is too little."""
    if len(observed) < ENOUGH:
        return None
    tenths = statistics.quantiles(observed, n=10, method="inclusive")
    return Speed(p50_s=tenths[4], p90_s=tenths[8], n=len(observed))


def _reported(engine: str, preset: str) -> Speed:
    """The frame time that a renderer of the engine reports, also one that is away just now."""
    rows = Renderer.objects.filter(engines__contains=[engine]).order_by("created_at", "pk")
    found = [Engine.model_validate(entry) for row in rows for entry in row.capabilities]
    for each in found:
        if each.id == engine and each.frame_time is not None:
            share = _share(each, preset)
            return Speed(p50_s=each.frame_time.p50_s * share, p90_s=each.frame_time.p90_s * share, n=0)
    return OTHER_PER_FRAME_S


def _share(engine: Engine, preset: str) -> float:
    """The preset's share of the time that the model's own steps take."""
    settings = {str(name): chosen for name, chosen in engine.preset_settings.items()}
    chosen, standard = settings.get(preset), settings.get(Preset.STANDARD)
    if chosen is None or standard is None:
        return 1.0
    if chosen.loras:
        return DISTILLED_SHARE
    return min(1.0, (chosen.steps or 1) / (standard.steps or 1))
