"""Captions from word timings: burnt-in captions for each segment, subtitle files for the whole video."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from synthesis.assembly import workfiles
from synthesis.assembly.captions import ass, chinese, grounds, pages, subtitles
from synthesis.assembly.captions.styles import STYLES, Style
from synthesis.assembly.captions.subtitles import Subtitles
from synthesis.assembly.stopping import ShouldStop
from synthesis.assembly.storyboard import Shot, Timeline, Word

__all__ = ["STYLES", "Style", "Subtitles", "write", "write_all", "write_subtitles"]

# Raised when a change here makes different captions from the same words.
REVISION = 3


def write_all(
    *,
    timeline: Timeline,
    language: str,
    style: str,
    clips: Mapping[str, Path],
    workdir: Path,
    should_stop: ShouldStop,
) -> dict[str, Path | None]:
    """Write the captions of each shot whose clip is in ``clips``; None for a shot without captions.

    A plate lies behind them where the clip is too bright for their colours. Raises StoppedError and the
    upstream errors.
    """
    shots = [shot for shot in timeline.shots if shot.key in clips]
    words = _words_of(timeline.shots, language=language, workdir=workdir, should_stop=should_stop)
    plates = grounds.needing_plates(
        shown={shot.key: (clips[shot.key], shot.duration_s) for shot in shots if words[shot.key]},
        style=STYLES[style],
        should_stop=should_stop,
    )
    return {
        shot.key: write(
            shot=shot,
            language=language,
            style=style,
            workdir=workdir,
            words=words[shot.key],
            has_plate=shot.key in plates,
        )
        for shot in shots
    }


def write(
    *,
    shot: Shot,
    language: str,
    style: str,
    workdir: Path,
    words: Sequence[Word] | None = None,
    has_plate: bool = False,
) -> Path | None:
    """Write the captions of one segment as an ASS file. Returns None if there is nothing to show.

    ``words`` replaces the shot's own.
    """
    look = STYLES[style]
    laid_out = pages.lay_out(
        words=shot.words if words is None else words,
        until_s=shot.duration_s,
        language=language,
        style=look,
    )
    if not laid_out:
        return None
    text = ass.compose(pages=laid_out, style=look, has_plate=has_plate)
    path = workfiles.path_for(
        workdir=workdir, kind="captions", key=shot.key, parts=(REVISION, text), suffix=".ass"
    )
    return workfiles.make(path, lambda draft: _write(draft, text))


def write_subtitles(*, timeline: Timeline, language: str, workdir: Path) -> Subtitles:
    """Write the whole video's words as SubRip and WebVTT files, for platforms that accept subtitles."""
    cues = subtitles.cues(timeline, language=language)
    srt, vtt = subtitles.subrip(cues), subtitles.webvtt(cues, language=language)
    paths = {}
    for suffix, text in ((".srt", srt), (".vtt", vtt)):
        path = workfiles.path_for(
            workdir=workdir, kind="subtitles", key="video", parts=(REVISION, text), suffix=suffix
        )
        paths[suffix] = workfiles.make(path, lambda draft, text=text: _write(draft, text))  # type: ignore[misc]  # bound now, called now
    return Subtitles(srt=paths[".srt"], vtt=paths[".vtt"])


def _words_of(
    shots: Sequence[Shot], *, language: str, workdir: Path, should_stop: ShouldStop
) -> dict[str, Sequence[Word]]:
    """The words of each shot that captions highlight: as spoken, but in Chinese joined from characters."""
    texts = [chinese.text_of(shot.words) for shot in shots]
    if not chinese.is_chinese(language) or not any(texts):
        return {shot.key: shot.words for shot in shots}
    path = workfiles.path_for(
        workdir=workdir, kind="words", key="video", parts=(REVISION, texts), suffix=".json"
    )
    workfiles.make(
        path, lambda draft: _write(draft, json.dumps(chinese.split(texts, should_stop=should_stop)))
    )
    split = json.loads(path.read_text(encoding="utf-8"))
    return {
        shot.key: chinese.joined(shot.words, words=words) for shot, words in zip(shots, split, strict=True)
    }


def _write(draft: Path, text: str) -> None:
    draft.write_text(text, encoding="utf-8", errors="replace", newline="\n")
