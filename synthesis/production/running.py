"""Renders in progress in a workspace, for lists of running work."""

from dataclasses import dataclass

from accounts.models import Workspace
from synthesis.models import Attempt, Render, RenderStatus, Stage
from synthesis.production import etas
from synthesis.rendering import dispatch


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningRender:
    """An unfinished render. ``percent`` is None while it waits."""

    video_id: str
    title: str
    stage: str
    percent: int | None
    scenes_done: int
    scenes_total: int


def oldest(*, workspace: Workspace, count: int) -> list[RunningRender]:
    """The ``count`` oldest unfinished renders of the workspace."""
    rows = Render.objects.for_workspace(workspace).unfinished().select_related("video")
    return [_described(row) for row in rows.order_by("created_at")[:count]]


def _described(render: Render) -> RunningRender:
    attempts: list[Attempt] = []
    if render.status == RenderStatus.RUNNING and render.stage == Stage.RENDERING:
        attempts = list(Attempt.objects.filter(render=render).select_related("renderer"))
    waiting = dispatch.wait_reason(render=render, attempts=attempts)
    return RunningRender(
        video_id=render.video_id,
        title=render.video.title,
        stage=waiting.message if waiting else render.get_stage_display(),
        percent=None if waiting else etas.percent_of(render=render, attempts=attempts),
        scenes_done=render.scenes_done,
        scenes_total=render.scenes_total,
    )
