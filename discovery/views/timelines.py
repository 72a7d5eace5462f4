"""The timeline of an analysis as SVG drawings: one per track, all with the same time axis."""

from collections.abc import Sequence
from dataclasses import dataclass

from discovery.measuring.values import Aspect, Loudness, Measured, Series, Speech
from discovery.models import Finding

WIDTH, HEIGHT = 1000.0, 40.0
LANE_HEIGHT = 16.0
_TICKS = 5
# A finding of a moment is still wide enough for a finger.
_LEAST_WIDTH = 22.0
_MOST_LANES = 6
_QUIETEST_LUFS, _LOUDEST_LUFS = -60.0, -5.0
# Smaller peaks don't fill the track, or noise would look like motion.
_LEAST_PEAK = 0.1
_LEAST_WORDS_PER_S = 4.0
_NOT_MEASURED = "Not measured"


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One measured track. ``words`` is its text alternative. Without ``path``, ``missing`` says why."""

    name: str
    label: str
    words: str = ""
    path: str = ""
    is_lines: bool = False
    missing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A finding on the timeline, as a rectangle, in the units of the drawing."""

    finding: Finding
    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The tracks, the findings below them, and the seconds at equal distances on the axis."""

    length_s: float
    ticks: Sequence[float]
    tracks: Sequence[Track]
    marks: Sequence[Mark]
    marks_height: float


def timeline_of(*, length_s: float, measured: Measured | None, findings: Sequence[Finding]) -> Timeline:
    """The timeline of a video. ``length_s`` is at least a second, so that the axis has a scale."""
    length_s = max(length_s, 1.0)
    marks = _marks(findings, length_s)
    return Timeline(
        length_s=length_s,
        ticks=[length_s * part / (_TICKS - 1) for part in range(_TICKS)],
        tracks=_tracks(measured, length_s) if measured else [],
        marks=marks,
        marks_height=max((mark.y for mark in marks), default=0.0) + LANE_HEIGHT,
    )


def _tracks(measured: Measured, length_s: float) -> list[Track]:
    return [
        _cuts(measured, length_s),
        _speech(measured, measured.speech, length_s),
        _series(measured, measured.text, Aspect.TEXT, "On-screen text", length_s),
        _loudness(measured, measured.loudness, length_s),
        _series(measured, measured.motion, Aspect.MOTION, "Motion", length_s),
    ]


def _cuts(measured: Measured, length_s: float) -> Track:
    cuts = measured.cuts
    if cuts is None:
        return _missing(measured, Aspect.CUTS, "Cuts")
    path = " ".join(f"M{_x(at, length_s):.1f} 4V{HEIGHT - 4:g}" for at in cuts.times_s)
    words = f"{len(cuts.times_s)} cuts, {cuts.per_minute:.1f} per minute"
    return Track(name=Aspect.CUTS, label="Cuts", words=words, path=path or "M0 0", is_lines=True)


def _speech(measured: Measured, speech: Speech | None, length_s: float) -> Track:
    if speech is None:
        return _missing(measured, Aspect.SPEECH, "Speech")
    top = max(_LEAST_WORDS_PER_S, *speech.curve_per_s)
    points = [
        (min(edge * speech.step_s, length_s), rate / top)
        for place, rate in enumerate(speech.curve_per_s)
        for edge in (place, place + 1)
    ]
    words = f"{speech.per_s:.1f} words per second, {speech.while_speaking_per_s:.1f} while speaking"
    return Track(name=Aspect.SPEECH, label="Speech", words=words, path=_area(points, length_s))


def _series(measured: Measured, series: Series | None, aspect: Aspect, label: str, length_s: float) -> Track:
    if series is None:
        return _missing(measured, aspect, label)
    top = max(_LEAST_PEAK, series.highest)
    points = [(at, value / top) for at, value in zip(series.times_s, series.values, strict=True)]
    words = f"{series.mean:.0%} of the frame on average, {series.highest:.0%} at most"
    return Track(name=aspect, label=label, words=words, path=_area(points, length_s))


def _loudness(measured: Measured, loudness: Loudness | None, length_s: float) -> Track:
    if loudness is None:
        return _missing(measured, Aspect.LOUDNESS, "Loudness")
    points = [
        (min((place + 1) * loudness.step_s, length_s), _level(lufs))
        for place, lufs in enumerate(loudness.curve_lufs)
    ]
    whole = loudness.integrated_lufs
    words = "Silent" if whole is None else f"{whole:.1f} LUFS, {loudness.silent_share:.0%} of it silent"
    return Track(name=Aspect.LOUDNESS, label="Loudness", words=words, path=_area(points, length_s))


def _level(lufs: float | None) -> float:
    if lufs is None:
        return 0.0
    return min(1.0, max(0.0, (lufs - _QUIETEST_LUFS) / (_LOUDEST_LUFS - _QUIETEST_LUFS)))


def _missing(measured: Measured, aspect: Aspect, label: str) -> Track:
    why = measured.why_missing(aspect)
    return Track(name=aspect, label=label, missing=why.reason if why else _NOT_MEASURED)


def _marks(findings: Sequence[Finding], length_s: float) -> list[Mark]:
    """The findings in lanes, so that none covers another unless there are very many."""
    ends: list[float] = []
    marks = []
    for finding in findings:
        x = _x(finding.starts_ms / 1000, length_s)
        width = max(_LEAST_WIDTH, _x(finding.ends_ms / 1000, length_s) - x)
        x = min(x, WIDTH - width)
        lane = next((number for number, end in enumerate(ends) if end <= x), len(ends))
        lane = min(lane, _MOST_LANES - 1)
        ends[lane : lane + 1] = [x + width + 2]
        marks.append(Mark(finding=finding, x=round(x, 1), y=lane * LANE_HEIGHT, width=round(width, 1)))
    return marks


def _area(points: Sequence[tuple[float, float]], length_s: float) -> str:
    """The area under (seconds, share of the height)."""
    if not points:
        return ""
    line = [f"{_x(at, length_s):.1f} {HEIGHT - share * (HEIGHT - 2):.1f}" for at, share in points]
    first, last = _x(points[0][0], length_s), _x(points[-1][0], length_s)
    return f"M{first:.1f} {HEIGHT:g} L{' L'.join(line)} L{last:.1f} {HEIGHT:g} Z"


def _x(seconds: float, length_s: float) -> float:
    return max(0.0, min(seconds / length_s, 1.0)) * WIDTH
