"""Progress and ETA of a render, from its quote, its progress so far, and what its renderers report."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from synthesis.models import Attempt, Render, RenderStatus, Stage
from synthesis.rendering import dispatch, speeds
from synthesis.rendering.dispatch import WaitReason

# Share of the assembly that remains once every scene is encoded.
_JOINING = 0.2
# Share of the assembly that narration takes, before any scene is rendered.
_NARRATING = 0.2
# Lower bound of an estimate, in seconds.
_LEAST_S = 1.0
# Wait reasons that have no ETA and end within seconds.
_ENDS_SOON = {"about_to_begin"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """Seconds from now until the video is ready: the median (p50) and the 90th percentile (p90)."""

    p50_s: int
    p90_s: int

    def roughly(self) -> "Expectation":
        """Round to steps, so that the display does not flicker."""
        return Expectation(p50_s=speeds.in_steps(self.p50_s), p90_s=speeds.in_steps(self.p90_s))


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderProgress:
    """The state of a render: attempts with their renderers, wait reason, ETA, and progress in percent."""

    render: Render
    attempts: list[Attempt]
    waiting: WaitReason | None
    expected: Expectation | None
    percent: int


def progress_of(*, render: Render) -> RenderProgress:
    """Collect the progress of a render from its attempts and its wait reason."""
    if render.is_finished:
        return RenderProgress(
            render=render, attempts=[], waiting=None, expected=None, percent=render.progress
        )
    attempts = list(Attempt.objects.filter(render=render).select_related("renderer"))
    waiting = dispatch.wait_reason(render=render, attempts=attempts)
    return RenderProgress(
        render=render,
        attempts=attempts,
        waiting=waiting,
        expected=of_render(render=render, attempts=attempts, waiting=waiting),
        percent=percent_of(render=render, attempts=attempts),
    )


def of_render(
    *, render: Render, attempts: Sequence[Attempt], waiting: WaitReason | None
) -> Expectation | None:
    """Estimate when the render is ready. None if it has ended, or if the end of its wait is unknown."""
    if render.is_finished or (
        waiting is not None and waiting.eta_s is None and waiting.code not in _ENDS_SOON
    ):
        return None
    drawing_s, drawing_p90_s = _quoted_drawing(render)
    rest_s, rest_p90_s = render.quote.p50_s - drawing_s, render.quote.p90_s - drawing_p90_s
    spread = drawing_p90_s / drawing_s if drawing_s else 1.0
    left_s = _left_to_draw(attempts) if render.stage == Stage.RENDERING else 0.0
    worked_s = _worked_s(render, attempts)
    share = _left_to_assemble(render)
    if render.stage == Stage.CHECKING:
        share = _JOINING / 2
    if render.stage == Stage.NARRATING:
        left_s, share = drawing_s, 1 - min(_NARRATING, worked_s / max(_LEAST_S, rest_s))
    wait_s, wait_p90_s = _wait(render, waiting)
    found = speeds.widened(
        left_s=left_s + share * rest_s,
        left_p90_s=left_s * spread + share * rest_p90_s,
        whole_s=render.quote.p50_s,
        elapsed_s=worked_s,
    )
    return None if found is None else _whole(wait_s + found[0], wait_p90_s + found[1])


def percent_of(*, render: Render, attempts: Sequence[Attempt]) -> int:
    """The render's progress in percent, from 0 to 100. Running attempts count in part."""
    if render.status != RenderStatus.RUNNING or render.stage != Stage.RENDERING:
        return render.progress
    halves = sum(each.progress for each in attempts if each.status == RenderStatus.RUNNING)
    return min(95, round(render.progress + 0.5 * halves / max(1, render.scenes_total)))


def left_of(attempt: Attempt) -> float:
    """Estimate the seconds of rendering that an attempt has left: from its renderer, else from history."""
    if attempt.status == RenderStatus.RUNNING and attempt.eta_s is not None:
        return max(0.0, attempt.eta_s)
    if attempt.status == RenderStatus.RUNNING and attempt.started_at is not None:
        spent_s = (timezone.now() - attempt.started_at).total_seconds()
        return speeds.left_s(expected_s=attempt.expected_s, spent_s=spent_s)
    return attempt.expected_s


def _worked_s(render: Render, attempts: Sequence[Attempt]) -> float:
    """Seconds of work on the render so far, without the wait for its first renderer."""
    if render.status == RenderStatus.QUEUED:
        return 0.0
    now = timezone.now()
    in_stage_s = (now - render.stage_changed_at).total_seconds()
    if render.stage == Stage.NARRATING:
        return in_stage_s
    begun = [each.started_at for each in attempts if each.started_at is not None]
    ended = [each.finished_at for each in attempts if each.finished_at is not None]
    until = now if render.stage == Stage.RENDERING else max(ended, default=now)
    drawing_s = (until - min(begun)).total_seconds() if begun else 0.0
    narrating_s: float = render.timings.get("narrating_s", 0.0)
    return narrating_s + max(0.0, drawing_s) + (0.0 if render.stage == Stage.RENDERING else in_stage_s)


def _quoted_drawing(render: Render) -> tuple[float, float]:
    items = render.quote.items
    return sum(item.p50_s for item in items), sum(item.p90_s for item in items)


def _left_to_draw(attempts: Sequence[Attempt]) -> float:
    """Seconds of rendering left, at the present parallelism and never less than the longest attempt."""
    left = [left_of(each) for each in attempts if not each.is_finished]
    side_by_side = sum(1 for each in attempts if each.status == RenderStatus.RUNNING)
    return max([sum(left) / max(1, side_by_side), *left], default=0.0)


def _left_to_assemble(render: Render) -> float:
    return _JOINING + (1 - _JOINING) * (1 - render.segments_done / max(1, render.scenes_total))


def _wait(render: Render, waiting: WaitReason | None) -> tuple[float, float]:
    if render.stage == Stage.NARRATING:
        # Not queued yet: use the estimate of the quote.
        return render.quote.starts_in_s, render.quote.starts_in_s * 2
    if waiting is None or waiting.eta_s is None:
        return 0.0, 0.0
    return waiting.eta_s, waiting.eta_p90_s or waiting.eta_s


def _whole(p50_s: float, p90_s: float) -> Expectation:
    low = max(_LEAST_S, p50_s)
    return Expectation(p50_s=round(low), p90_s=round(max(low, p90_s)))
