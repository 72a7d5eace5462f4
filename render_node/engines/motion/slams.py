"""Stamps that are slammed on a scene: large at first, at their size within three frames, then a shake."""

from collections.abc import Callable

from PIL import Image

from render_node.engines.motion import actors, tracks
from render_node.engines.motion.stage import Stage
from render_node.engines.motion.tracks import Pose, Track

_SCALES = (1.6, 1.3, 1.1, 1.0)
_FRAMES_PER_S = 30
_SHAKE = (6.0, -5.0, 3.0, -2.0, 1.0)


def slam(
    stage: Stage,
    draw: Callable[[float], Image.Image],
    *,
    x: float,
    y: float,
    at_s: float,
    leaves: Track = tracks.still,
) -> None:
    """Slam a picture at ``at_s`` with its centre at (x, y).

    ``draw`` gives it at a scale, so that no picture is enlarged.
    """
    stage.add(
        actors.Changing(
            lambda number: draw(_SCALES[number]),
            x=stage.x(x),
            y=stage.y(y),
            unit=stage.unit,
            state=lambda t: _step(t - at_s),
            track=tracks.together(_shake(at_s), leaves),
        )
    )


def _step(since_s: float) -> int | None:
    return None if since_s < -1e-6 else min(len(_SCALES) - 1, int(since_s * _FRAMES_PER_S + 1e-6))


def _shake(at_s: float) -> Track:
    def track(t: float) -> Pose:
        step = int((t - at_s) * _FRAMES_PER_S + 1e-6) - (len(_SCALES) - 1)
        shift = _SHAKE[step] if 0 <= step < len(_SHAKE) else 0.0
        return Pose(x=shift, y=-shift * 0.5)

    return track
