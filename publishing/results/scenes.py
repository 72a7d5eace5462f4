"""Retention under the scenes: which scene plays at each point of the curve, and where viewers leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from publishing import platforms
from publishing.models import Publication, RetentionCurve
from publishing.results.figures import NOT_YET, never, unread
from synthesis.content import SceneContent, SceneTiming
from synthesis.models import Scene

# The biggest drop is the largest fall within one second, and at least within two points.
_DROP_WITHIN_S = 1.0
_FEWEST_STEPS = 2
_WORDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneShare:
    """One scene of the version that was published, and who was watching at its start and end.

    ``kept`` is the share at the end divided by that at the start; None without a curve. ``is_in_studio`` is
    False if the scene was removed since.
    """

    id: str
    number: int
    words: str
    starts_s: float
    ends_s: float
    watching_at_start: float | None
    watching_at_end: float | None
    is_in_studio: bool

    @property
    def kept(self) -> float | None:
        """The share of its first viewers that are still there at its end."""
        if not self.watching_at_start or self.watching_at_end is None:
            return None
        return self.watching_at_end / self.watching_at_start


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """The biggest fall of the curve: from one share to another until ``at_s``, during a scene, if known."""

    at_s: float
    within_s: float
    before: float
    after: float
    scene: SceneShare | None

    @property
    def sentence(self) -> str:
        """The drop in words."""
        at = f"{int(self.at_s // 60)}:{int(self.at_s % 60):02}"
        where = f", in scene {self.scene.number}" if self.scene else ""
        return (
            f"The biggest drop ends at {at}{where}: the share of viewers watching falls from "
            f"{self.before:.0%} to {self.after:.0%} within {self.within_s:.1f} seconds."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """The curve in seconds, ``(at_s, watching)``, and the scenes. ``drop`` is None if it never falls."""

    length_s: float
    points: Sequence[tuple[float, float]]
    scenes: Sequence[SceneShare]
    drop: Drop | None


def under_scenes(*, publication: Publication, curve: RetentionCurve | None) -> Retention:
    """Return the curve with the scenes of the render that was published. One query."""
    render = publication.render
    timeline: Sequence[SceneTiming] = render.timeline
    asset = render.final_asset
    ends = [timing.starts_s + timing.duration_s for timing in timeline]
    length_s = (asset.duration_s if asset and asset.duration_s else None) or max(ends, default=0.0)
    points = [(position * length_s, watching) for position, watching, _ in curve.points] if curve else []
    known = {scene.id: scene for scene in render.content.scenes}
    ids = [timing.scene for timing in timeline]
    kept = set(Scene.objects.filter(video=publication.video_id, pk__in=ids).values_list("pk", flat=True))
    scenes = [
        _share(number, timing, known, points, is_in_studio=timing.scene in kept)
        for number, timing in enumerate(sorted(timeline, key=lambda each: each.starts_s), start=1)
    ]
    return Retention(length_s=length_s, points=points, scenes=scenes, drop=_drop(points, length_s, scenes))


def why_no_curve(*, publication: Publication, curve: RetentionCurve | None) -> str:
    """Return why there is no curve, as the end of a sentence; empty if there is one."""
    if curve is not None:
        return curve.reason
    reports, connection = platforms.of(publication).reports, publication.connection
    if reports is None:
        return never(field="retention", connection=connection)
    why = unread(publication=publication)
    return why if why != NOT_YET else never(field="retention", connection=connection) or reports.awaiting


def _share(
    number: int,
    timing: SceneTiming,
    known: Mapping[str, SceneContent],
    points: Sequence[tuple[float, float]],
    *,
    is_in_studio: bool,
) -> SceneShare:
    content = known.get(timing.scene)
    words = (content.headline or content.narration) if content else ""
    ends_s = timing.starts_s + timing.duration_s
    return SceneShare(
        id=timing.scene,
        number=number,
        words=words if len(words) <= _WORDS else f"{words[: _WORDS - 1].rstrip()}…",
        starts_s=timing.starts_s,
        ends_s=ends_s,
        watching_at_start=_watching(points, timing.starts_s),
        watching_at_end=_watching(points, ends_s),
        is_in_studio=is_in_studio,
    )


def _watching(points: Sequence[tuple[float, float]], at_s: float) -> float | None:
    """The share at the last point before an instant; at the beginning, that of the first point."""
    if not points:
        return None
    earlier = [watching for position, watching in points if position <= at_s]
    return earlier[-1] if earlier else points[0][1]


def _drop(
    points: Sequence[tuple[float, float]], length_s: float, scenes: Sequence[SceneShare]
) -> Drop | None:
    if len(points) <= _FEWEST_STEPS or length_s <= 0:
        return None
    step_s = length_s / len(points)
    steps = min(max(_FEWEST_STEPS, round(_DROP_WITHIN_S / step_s)), len(points) - 1)
    falls = [(points[n][1] - points[n + steps][1], n) for n in range(len(points) - steps)]
    fall, first = max(falls, key=lambda each: (each[0], -each[1]))
    if fall <= 0:
        return None
    (began_s, before), (at_s, after) = points[first], points[first + steps]
    middle_s = (began_s + at_s) / 2
    scene = next((each for each in scenes if each.starts_s <= middle_s < each.ends_s), None)
    return Drop(at_s=at_s, within_s=at_s - began_s, before=before, after=after, scene=scene)
