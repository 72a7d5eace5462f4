"""The task that measures a film: all figures but the speech rate, and codes of what is missing."""

from typing import Any

from discovery.measuring.program import answers, loudness, sources, watching
from discovery.measuring.program.answers import Outcome
from discovery.measuring.program.sources import Progress
from discovery.measuring.program.text import TextDetector
from discovery.measuring.program.watching import Watcher

# CPU time of the whole process after which no further sound and pictures are read.
SOUND_CPU_S, PICTURES_CPU_S = 100.0, 260.0


def carry_out(*, path: str, demuxer: str) -> dict[str, Any]:
    """Measure the film. Raises RefusedError if not a single frame can be decoded."""
    detector = _text_detector()
    progress = Progress(until_cpu_s=PICTURES_CPU_S)
    with sources.open_film(path, demuxer=demuxer) as container:
        stream = sources.moving(container)
        first = next(sources.video_frames(container, stream, progress), None)
        if first is None:
            raise sources.RefusedError("unreadable")
        facts = sources.facts(container, stream, first)
        has_sound = bool(container.streams.audio)
    starts_s = 0.0 if first.pts is None else first.time
    pictures_end_s = sources.end_s(path, demuxer=demuxer)
    sound = loudness.measure(path, demuxer=demuxer, starts_s=starts_s, until_cpu_s=SOUND_CPU_S)
    parts = watching.plan(facts, pictures_end_s)
    watcher = Watcher(facts, starts_s=starts_s, detector=detector)
    with sources.open_film(path, demuxer=demuxer) as container:
        stream = sources.moving(container)
        for part in parts:
            if not progress.is_out_of_time:
                watcher.watch(container, stream, part, progress, is_last=part is parts[-1])
    return answers.of(
        Outcome(
            facts=facts,
            first=first,
            seen=watcher.seen,
            sound=sound,
            progress=progress,
            pictures_end_s=pictures_end_s,
            has_sound=has_sound,
            parts=len(parts),
            detector=detector,
        )
    )


def _text_detector() -> TextDetector | None:
    try:
        return TextDetector()
    except ImportError:
        return None
