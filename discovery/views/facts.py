"""The measured figures of an analysis, each with its method, its age and how much was looked at."""

from collections.abc import Iterator
from dataclasses import dataclass

from discovery import platforms
from discovery.measuring.values import Basis, Measured
from discovery.models import Analysis
from foundation.numbers import Figure, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One figure, its name, and the format in which it is shown."""

    label: str
    figure: Figure
    format: str = "plain"


def facts_of(*, analysis: Analysis, measured: Measured | None) -> list[Fact]:
    """What is known of the video for certain: measured figures, or the length that its platform states."""
    if measured is None:
        return [_length(analysis)] if analysis.duration_s else []
    return [*_of_file(analysis, measured), *_of_sound(analysis, measured), *_of_picture(analysis, measured)]


def measured_of(analysis: Analysis) -> Measured | None:
    """The measurements of an analysis; None if there are none."""
    return None if analysis.measured is None else Measured.model_validate(analysis.measured)


def _length(analysis: Analysis) -> Fact:
    platform = platforms.REGISTRY.get(analysis.platform)
    figure = Figure(
        value=analysis.duration_s,
        source=Source.PLATFORM,
        origin=platform.name if platform else "",
        observed_at=analysis.started_at,
        livemode=analysis.livemode,
    )
    return Fact(label="Length", figure=figure, format="duration")


def _of_file(analysis: Analysis, measured: Measured) -> Iterator[Fact]:
    yield Fact(
        label="Length",
        figure=_figure(analysis, measured.duration_s, None, "file"),
        format="duration",
    )
    cuts = measured.cuts
    if cuts is not None:
        yield _tenths("Cuts per minute", _figure(analysis, cuts.per_minute, cuts.basis))
        if cuts.median_shot_s is not None:
            yield _tenths("Median shot", _figure(analysis, cuts.median_shot_s, cuts.basis, unit="s"))


def _of_sound(analysis: Analysis, measured: Measured) -> Iterator[Fact]:
    speech, loudness = measured.speech, measured.loudness
    if speech is not None:
        yield _tenths("Words per second", _figure(analysis, speech.per_s, speech.basis))
    if loudness is not None:
        if loudness.integrated_lufs is not None:
            level = _figure(analysis, loudness.integrated_lufs, loudness.basis, unit="LUFS")
            yield _tenths("Loudness", level)
        silent = _figure(analysis, loudness.silent_share, loudness.basis)
        yield Fact(label="Silent", figure=silent, format="percent")


def _of_picture(analysis: Analysis, measured: Measured) -> Iterator[Fact]:
    for label, series in (("On-screen text", measured.text), ("Motion", measured.motion)):
        if series is not None:
            yield Fact(label=label, figure=_figure(analysis, series.mean, series.basis), format="percent")
    first = measured.first_frame
    if first is None:
        return
    shares = (("First frame filled", first.filled_share), ("Text in first frame", first.text_share))
    for label, share in shares:
        if share is not None:
            yield Fact(label=label, figure=_figure(analysis, share, None, "one frame"), format="percent")
    if first.faces is not None:
        yield Fact(label="Faces in first frame", figure=_figure(analysis, first.faces, None, "one frame"))


def _tenths(label: str, figure: Figure) -> Fact:
    return Fact(label=label, figure=figure, format="tenths")


def _figure(
    analysis: Analysis, value: float, basis: Basis | None, origin: str = "", *, unit: str = ""
) -> Figure:
    return Figure(
        value=value,
        source=Source.COMPUTED,
        origin=origin or (basis.unit if basis else ""),
        observed_at=analysis.finished_at or analysis.started_at,
        n=basis.n if basis else None,
        unit=unit,
        note=f"Measured by {basis.method}, over {basis.covers_s:.0f} s." if basis else "Measured.",
        livemode=analysis.is_of_live_video,
    )
