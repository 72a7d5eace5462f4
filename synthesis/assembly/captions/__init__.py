"""Captions from word timings: burnt-in captions for each segment, subtitle files for the whole video."""

from pathlib import Path

from synthesis.assembly import workfiles
from synthesis.assembly.captions import ass, pages, subtitles
from synthesis.assembly.captions.styles import STYLES, Style
from synthesis.assembly.captions.subtitles import Subtitles
from synthesis.assembly.storyboard import Shot, Timeline

__all__ = ["STYLES", "Style", "Subtitles", "write", "write_subtitles"]

# Raised when a change here makes different captions from the same words.
REVISION = 2


def write(*, shot: Shot, language: str, style: str, workdir: Path) -> Path | None:
    """Write the captions of one segment as an ASS file. Returns None if there is nothing to show."""
    look = STYLES[style]
    laid_out = pages.lay_out(words=shot.words, until_s=shot.duration_s, language=language, style=look)
    if not laid_out:
        return None
    text = ass.compose(pages=laid_out, style=look)
    path = workfiles.path_for(
        workdir=workdir, kind="captions", key=shot.key, parts=(REVISION, text), suffix=".ass"
    )
    return workfiles.make(path, lambda draft: _write(draft, text))


def write_subtitles(*, timeline: Timeline, language: str, workdir: Path) -> Subtitles:
    """Write the whole video's words as SubRip and WebVTT files, for platforms that accept subtitles."""
    cues = subtitles.cues(timeline)
    srt, vtt = subtitles.subrip(cues), subtitles.webvtt(cues, language=language)
    paths = {}
    for suffix, text in ((".srt", srt), (".vtt", vtt)):
        path = workfiles.path_for(
            workdir=workdir, kind="subtitles", key="video", parts=(REVISION, text), suffix=suffix
        )
        paths[suffix] = workfiles.make(path, lambda draft, text=text: _write(draft, text))  # type: ignore[misc]  # bound now, called now
    return Subtitles(srt=paths[".srt"], vtt=paths[".vtt"])


def _write(draft: Path, text: str) -> None:
    draft.write_text(text, encoding="utf-8", errors="replace", newline="\n")
