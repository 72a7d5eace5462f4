"""Captions from word timings: burnt-in captions for each segment, subtitle files for the whole video."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from synthesis.assembly import fonts, workfiles
from synthesis.assembly.captions import ass, chinese, grounds, letters, pages, styles, subtitles
from synthesis.assembly.captions.pages import Page
from synthesis.assembly.captions.styles import STYLES, Style, current
from synthesis.assembly.captions.subtitles import Subtitles
from synthesis.assembly.stopping import ShouldStop
from synthesis.assembly.storyboard import Shot, Timeline, Word

__all__ = ["STYLES", "Style", "Subtitles", "current", "write", "write_all", "write_subtitles"]

# Raised when a change here makes different captions from the same words.
REVISION = 5
# Words that are spoken so soon after the beginning of a video stand in its first frame.
_SOON_S = 0.6

# Layouts whose ground changes in the area of captions.
SPLIT_LAYOUTS = frozenset({"before_after", "versus", "compare"})


def write_all(
    *,
    timeline: Timeline,
    language: str,
    style: str,
    theme: str = "",
    clips: Mapping[str, Path],
    workdir: Path,
    should_stop: ShouldStop,
    as_shown: Callable[[Shot, float], float] | None = None,
) -> dict[str, Path | None]:
    """Write the captions of each shot whose clip is in ``clips``; None for a shot without captions.

    Where the chosen ``style`` would not be legible on a clip, another one of the theme is used. ``as_shown``
    gives the luminance that a luminance of a shot's clip has in the video, if that is graded. Raises
    StoppedError and the upstream errors.
    """
    shots = [shot for shot in timeline.shots if shot.key in clips]
    words = _words_of(timeline.shots, language=language, workdir=workdir, should_stop=should_stop)
    seen = grounds.measured(
        shown={shot.key: (clips[shot.key], shot.duration_s) for shot in shots if words[shot.key]},
        should_stop=should_stop,
    )
    if as_shown is not None:
        seen |= {
            shot.key: seen[shot.key].changed(partial(as_shown, shot)) for shot in shots if shot.key in seen
        }
    return {
        shot.key: write(
            shot=shot,
            language=language,
            style=styles.suiting(
                style,
                theme=theme,
                ground=seen.get(shot.key, styles.UNSEEN),
                is_first=shot == timeline.shots[0],
                is_split=shot.layout in SPLIT_LAYOUTS,
            ),
            instead=styles.outlined(theme),
            workdir=workdir,
            words=words[shot.key],
        )
        for shot in shots
    }


def write(
    *,
    shot: Shot,
    language: str,
    style: Style,
    workdir: Path,
    words: Sequence[Word] | None = None,
    instead: Style | None = None,
) -> Path | None:
    """Write the captions of one segment as an ASS file. Returns None if there is nothing to show.

    The first page of a video is shown from its first frame, unless its words are spoken later. ``words``
    replaces the shot's own. ``instead`` is the style where the words have no room for plates.
    """
    said = shot.words if words is None else words
    look, laid_out = _laid_out(said, until_s=shot.duration_s, language=language, style=style)
    if instead is not None and look.needs_room and not _have_room(laid_out):
        look, laid_out = _laid_out(said, until_s=shot.duration_s, language=language, style=instead)
    if not laid_out:
        return None
    if not shot.starts_at_frame and laid_out[0].starts_s <= _SOON_S:
        # The very first frame is complete: it stands still in feeds and previews.
        laid_out = (replace(laid_out[0], starts_s=0.0), *laid_out[1:])
    text = ass.compose(pages=laid_out, style=look)
    path = workfiles.path_for(
        workdir=workdir, kind="captions", key=shot.key, parts=(REVISION, text), suffix=".ass"
    )
    return workfiles.make(path, lambda draft: _write(draft, text))


def _laid_out(
    words: Sequence[Word], *, until_s: float, language: str, style: Style
) -> tuple[Style, tuple[Page, ...]]:
    """The pages, and the style in a face that has all letters of the words."""
    text = " ".join(word.text for word in words)
    drawn = letters.upper(text, language=language) if style.is_upper_case else text
    if style.face is not None and not fonts.leads(style.face, drawn, language=language):
        style = style.in_all_scripts()
    return style, pages.lay_out(words=words, until_s=until_s, language=language, style=style)


def _have_room(laid_out: Sequence[Page]) -> bool:
    return all(placed.stands_apart for page in laid_out for placed in page.placed)


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
