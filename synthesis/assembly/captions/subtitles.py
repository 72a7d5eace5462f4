"""The words of a whole video as subtitle files: SubRip and WebVTT."""

import html
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pysubs2

from synthesis.assembly import sentences
from synthesis.assembly.captions import writing_systems
from synthesis.assembly.storyboard import Timeline, Word

LINE_CHARACTERS = 38
MOST_LINES = 2
LONGEST_CUE_S = 6.0
PAUSE_S = 0.8

_LINE_BREAK = r"\N"
# pysubs2 interprets ASS commands in any text: a backslash in the text must not form one with the next letter.
_SHIELDED = "\\\u2060"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subtitles:
    """The paths of the two files."""

    srt: Path
    vtt: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """One or two lines, and when they are shown."""

    lines: tuple[str, ...]
    starts_s: float
    ends_s: float


def cues(timeline: Timeline, *, language: str = "") -> tuple[Cue, ...]:
    """Split the video's words into readable cues, sentence by sentence."""
    found: list[Cue] = []
    for shot in timeline.shots:
        words = [
            Word(
                text=_printable(word.text),
                starts_s=word.starts_s + shot.starts_s,
                ends_s=word.ends_s + shot.starts_s,
            )
            for word in shot.words
        ]
        spoken = [word for word in words if word.text]
        found += [_cue(group) for group in _groups(spoken, language=language)]
    return tuple(found)


def subrip(listed: Sequence[Cue]) -> str:
    """Write the cues as SubRip."""
    return _written(listed, "srt")


def webvtt(listed: Sequence[Cue], *, language: str) -> str:
    """Write the cues as WebVTT."""
    escaped = [
        replace(cue, lines=tuple(html.escape(line, quote=False) for line in cue.lines)) for cue in listed
    ]
    signature, _, body = _written(escaped, "vtt").partition("\n")
    return f"{signature}\nLanguage: {_printable(language)}\n{body}"


def _written(listed: Sequence[Cue], format_: str) -> str:
    file = pysubs2.SSAFile()
    file.events = [
        pysubs2.SSAEvent(
            start=pysubs2.make_time(s=max(0.0, cue.starts_s)),
            end=pysubs2.make_time(s=max(0.0, cue.ends_s)),
            text=_LINE_BREAK.join(line.replace("\\", _SHIELDED) for line in cue.lines),
        )
        for cue in listed
    ]
    text = file.to_string(format_, keep_ssa_tags=True).replace(_SHIELDED, "\\")
    return text.rstrip("\n") + "\n" if text else ""


def _printable(text: str) -> str:
    # An arrow of this shape would be parsed as the line with the times.
    kept = (character for character in text if unicodedata.category(character) not in {"Cc", "Cs"})
    return "".join(kept).replace("-->", "→").strip()


def _groups(words: Sequence[Word], *, language: str) -> Iterator[list[Word]]:
    group: list[Word] = []
    for word in words:
        if group and not _belongs(word, group, language=language):
            yield group
            group = []
        group.append(word)
    if group:
        yield group


def _belongs(word: Word, group: list[Word], *, language: str) -> bool:
    last = group[-1]
    # The number of a list stays with its item.
    is_end = sentences.is_end(last.text, word.text, language=language, begins=len(group) == 1)
    return (
        not is_end
        and word.starts_s - last.ends_s <= PAUSE_S
        and word.ends_s - group[0].starts_s <= LONGEST_CUE_S
        and len(_lines([*group, word])) <= MOST_LINES
    )


def _cue(group: list[Word]) -> Cue:
    return Cue(lines=tuple(_lines(group)), starts_s=group[0].starts_s, ends_s=group[-1].ends_s)


def _lines(words: Sequence[Word]) -> list[str]:
    lines = [""]
    for word in words:
        longer = _joined(lines[-1], word.text)
        if lines[-1] and _columns(longer) > LINE_CHARACTERS:
            lines.append(word.text)
        else:
            lines[-1] = longer
    return lines


def _joined(line: str, word: str) -> str:
    # Chinese and Japanese have no spaces between words.
    is_unspaced = not line or (writing_systems.is_unspaced(line[-1]) and writing_systems.is_unspaced(word[0]))
    return line + ("" if is_unspaced else " ") + word


def _columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)
