"""Which shots are graded, and how: by their theme and by what their clips look like."""

from collections.abc import Callable, Mapping
from pathlib import Path

from synthesis.assembly import sampling
from synthesis.assembly.composition import footage, grades
from synthesis.assembly.composition.grades import Grade
from synthesis.assembly.sampling import Shown
from synthesis.assembly.stopping import ShouldStop
from synthesis.assembly.storyboard import Shot


def of_clip(
    *, clip: Path, theme: str, should_stop: ShouldStop, duration_s: float | None = None
) -> Grade | None:
    """The grade of a clip to a theme; None without a theme.

    The clip is measured over the ``duration_s`` for which it is shown, or its whole length. Raises
    StoppedError and the upstream errors.
    """
    if not theme:
        return None
    length_s = footage.probe(clip).duration_s if duration_s is None else duration_s
    shown = Shown.of(clip, duration_s=length_s)
    samples = sampling.of_clips([shown], should_stop=should_stop)[shown]
    return grades.grade(theme=theme, exposure=grades.exposure_of(samples))


def luminances_shown(*, clips: Mapping[str, Path], should_stop: ShouldStop) -> Callable[[Shot, float], float]:
    """How bright the video shows a relative luminance of a shot's clip. ``clips`` are by scene key."""

    def shown(shot: Shot, luminance: float) -> float:
        grade = of_clip(
            clip=clips[shot.key],
            theme=shot.graded_to,
            duration_s=shot.duration_s,
            should_stop=should_stop,
        )
        return luminance if grade is None else grade.luminance(luminance)

    return shown
