"""The passages of a pasted text: its paragraphs and lists, without markup and directions."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import zip_longest

from synthesis.assembly.captions import writing_systems
from synthesis.studio import headlines
from synthesis.studio.scripts.pasting import chatter, cues, directions, markup, subtitles, tables
from synthesis.studio.scripts.pasting.markup import Kind, Line

# Patterns need quadratic time for very long white space.
_WIDE_SPACE = re.compile(r"[^\S\n]{3,}")
_TABS = re.compile(r"(?<=\S)\t+")

_ENDS_SENTENCE = re.compile(
    r"[.!?\u2026:;,\u3002\uff01\uff1f\uff1a\u3001\uff0c\u0964\u061f\u060c\u06d4\u0589\u17d4\u104b][\"'\u201d\u2019\u00bb)\]\u300d\u300f]*$"
)
_CLAUSE_SIGNS = ":;,\u2026\uff1a\u3001\uff0c\u060c"
_LEADS_ON = re.compile(r"[:\uff1a]$")
_FULL_STOPS = (
    (writing_systems.UNSPACED, "\u3002"),
    (re.compile(r"[\u0900-\u09ff]"), "\u0964"),
    (re.compile(r"[\u0530-\u058f]"), "\u0589"),
    (re.compile(r"[\u1000-\u109f]"), "\u104b"),
    (re.compile(r"[\u1780-\u17ff]"), "\u17d4"),
    (re.compile(r"[\u0e00-\u0eff]"), ""),
)
_HASHTAGS = re.compile(r"\s*(?:#[^\W\d_][\w-]*\s*)+")
_ALL_QUOTED = re.compile(
    '["\u201c\u201e\u00ab]\\s?([^"\u201c\u201d\u201e\u00ab\u00bb]+?)\\s?["\u201d\u201c\u00bb]', re.DOTALL
)
# A time from five in the morning, at a quarter of an hour. Scripts count their times from 0:00.
_QUARTER = re.compile(r"\s*(?:0?[5-9]|1\d|2[0-3]):(?:00|15|30|45)(?![:.,\d])")
_NO_LINE = Line(Kind.BLANK)
_SHORT_LINE = 40
_LONGEST_KICKER = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """What belongs together: its spoken text, the picture that is described, and what is shown with it.

    ``lead`` is the part of the text before the items of a list. ``gap`` is the white space in front of a part
    that was cut off. ``lines`` are the spans of its lines, if each of them ends with a sentence.
    """

    text: str
    notes: tuple[str, ...] = ()
    kicker: str = ""
    items: tuple[str, ...] = ()
    is_ordered: bool = False
    lead: str = ""
    gap: str | None = None
    lines: tuple[tuple[int, int], ...] = ()


@dataclass(slots=True)
class _Open:
    """The passage that is being read, and what waits for the next one."""

    lines: list[str] = field(default_factory=list)
    items: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    inner_notes: list[str] = field(default_factory=list)
    kicker: str = ""
    is_cued: bool = False


def of(text: str) -> list[Passage]:
    """The passages of a text, in order. Notes without text after them belong to the last passage."""
    narrow = _WIDE_SPACE.sub("  ", _TABS.sub(" ", tables.spoken(subtitles.spoken(text))))
    rows = _with_headings(_without_hashtags(list(markup.lines(chatter.without(narrow)))))
    habits = _habits(rows)
    reading = _Open()
    found: list[Passage] = []
    for row in rows:
        found += _read(row, reading, habits)
    found += [*_close(reading), *_kicker_alone(reading)]
    if reading.notes and found:
        found[-1] = replace(found[-1], notes=(*found[-1].notes, *reading.notes))
    return found


def _without_hashtags(rows: list[Line]) -> list[Line]:
    """The lines without those of hashtags alone, which are for the text of the post."""
    kept = [row for row in rows if row.kind is not Kind.TEXT or not _HASHTAGS.fullmatch(row.text)]
    return kept if any(any(map(str.isalnum, row.text)) for row in kept) else rows


def _with_headings(rows: list[Line]) -> list[Line]:
    """The lines, with a numbered name of a part ("1. Introduction") above its text as a heading."""
    return [
        Line(Kind.HEADING, headlines.without_number(row.text)[0])
        if _is_numbered_part(row, following)
        else row
        for row, following in zip_longest(rows, rows[1:], fillvalue=Line(Kind.BLANK))
    ]


def _is_numbered_part(row: Line, following: Line) -> bool:
    is_above_text = row.kind is Kind.NUMBERED and following.kind is Kind.TEXT
    return is_above_text and directions.is_part(headlines.without_number(row.text)[0])


def join(left: str, right: str) -> str:
    """Two texts in one: with a space, without one in Chinese and Japanese, or with a line break after a line
    without a full stop.
    """
    return left + _between(left, right, is_end=True) + right if left and right else left or right


def _habits(rows: Sequence[Line]) -> directions.Habits:
    labels = [directions.label_of(row.text) for row in rows if row.kind is not Kind.BLANK]
    return directions.Habits(
        names=_speakers(rows),
        has_times=_has_times(rows),
        has_voice=any(cues.SPEAKER.fullmatch(label) for label in labels),
        has_parts=any(cues.PART.fullmatch(label) for label in labels),
    )


def _speakers(rows: Sequence[Line]) -> frozenset[str]:
    """Names before a colon or on lines of their own, if one of them is there more than once or several are
    in capitals before colons.
    """
    found = [directions.name_of_speaker(row.text) for row in rows if row.kind is Kind.TEXT]
    names = Counter(name for name in found if name)
    alone = Counter(
        directions.alone(row.text)
        for before, row, after in zip([_NO_LINE, *rows], rows, rows[1:], strict=False)
        if row.kind is after.kind is Kind.TEXT and before.kind is not Kind.TEXT and directions.alone(row.text)
    )
    is_dialogue = any(count > 1 for count in names.values()) or sum(map(str.isupper, names)) > 1
    # A single word in capitals may be the subject of the text.
    is_screenplay = len(alone) > 1 and any(count > 1 for count in alone.values())
    known = [*(names if is_dialogue else ()), *(alone if is_screenplay else ())]
    return frozenset(name.casefold() for name in known)


def _has_times(rows: Iterable[Line]) -> bool:
    """Whether lines begin with times, as in a transcript: one alone may belong to its sentence."""
    times = [row.text for row in rows if row.kind is Kind.TEXT and directions.BARE_TIME.match(row.text)]
    # The hours of a day are said: "7:00 Run", "8:30 Work".
    is_timetable = all(map(_QUARTER.match, times))
    return (len(times) > 1 and not is_timetable) or any(time.startswith(("0:00", "00:00")) for time in times)


def _read(row: Line, reading: _Open, habits: directions.Habits) -> Iterator[Passage]:
    if row.kind in (Kind.BLANK, Kind.RULE):
        yield from _close(reading)
        return
    if row.kind is Kind.HEADING:
        yield from _close(reading)
        yield from _title(row.text, reading)
        return
    said = directions.spoken(row.text, habits=habits)
    starts = said.is_cue or (bool(said.notes) and not said.text)
    is_item = row.kind is not Kind.TEXT
    ends_list = bool(reading.items) and not is_item and not row.is_indented
    ends_text = (
        is_item and not reading.items and bool(reading.lines) and not _LEADS_ON.search(reading.lines[-1])
    )
    if starts or ends_list or ends_text:
        yield from _close(reading)
    if said.label:
        yield from _kicker_alone(reading)
        reading.kicker = said.label
    reading.is_cued |= starts
    _add(said, row, reading)


def _add(said: directions.Spoken, row: Line, reading: _Open) -> None:
    if not said.text:
        # A direction alone belongs to what follows it.
        reading.notes += said.notes
        return
    reading.inner_notes += said.notes
    if row.kind is not Kind.TEXT:
        reading.items.append(Line(row.kind, said.text))
    elif reading.items:
        last = reading.items[-1]
        reading.items[-1] = Line(last.kind, _joined([last.text, said.text]))
    else:
        reading.lines.append(said.text)


def _title(heading: str, reading: _Open) -> Iterator[Passage]:
    """A heading stands above the next passage, unless it only names a part of the script."""
    reading.notes += [note for note in (directions.note_of(heading),) if note]
    if directions.is_part(heading) or directions.note_of(heading):
        reading.is_cued = True
        return
    said = directions.spoken(directions.title_of(heading))
    reading.notes += said.notes
    if said.text:
        yield from _kicker_alone(reading)
        reading.kicker = said.text


def _kicker_alone(reading: _Open) -> Iterator[Passage]:
    if reading.kicker:
        yield Passage(text=reading.kicker)
        reading.kicker = ""


def _close(reading: _Open) -> Iterator[Passage]:
    lines = _unquoted(reading.lines) if reading.is_cued else reading.lines
    lead = _joined(lines)
    items = [_with_full_stop(item.text) for item in reading.items]
    if not lead and not items:
        return
    if len(reading.kicker) > _LONGEST_KICKER:
        yield from _kicker_alone(reading)
    yield Passage(
        text=reduce(join, [lead, *items]),
        notes=(*reading.notes, *reading.inner_notes),
        kicker=reading.kicker,
        items=tuple(items),
        is_ordered=bool(items) and reading.items[0].kind is Kind.NUMBERED,
        lead=lead,
        lines=() if items else _spans(lines, lead),
    )
    reading.lines, reading.items, reading.is_cued = [], [], False
    reading.notes, reading.inner_notes, reading.kicker = [], [], ""


def _unquoted(lines: list[str]) -> list[str]:
    """Lines without the quotation marks around each or all of them, which only show that they are spoken."""
    each = [_ALL_QUOTED.fullmatch(line) for line in lines]
    if lines and all(each):
        return [found[1] for found in each if found is not None]
    found = _ALL_QUOTED.fullmatch("\n".join(lines))
    return found[1].split("\n") if found is not None else lines


def _spans(lines: list[str], text: str) -> tuple[tuple[int, int], ...]:
    """The places of the lines in their text, unless one of them is continued in the next."""
    if not all(_ENDS_SENTENCE.search(line) and line[-1] not in _CLAUSE_SIGNS for line in lines):
        return ()
    spans: list[tuple[int, int]] = []
    for line in lines:
        start = text.index(line, spans[-1][1] if spans else 0)
        spans.append((start, start + len(line)))
    return tuple(spans)


def _with_full_stop(item: str) -> str:
    """A voice reads list items as sentences."""
    if _ENDS_SENTENCE.search(item) or not item:
        return item
    last = next((character for character in reversed(item) if character.isalnum()), "")
    return item + next((stop for letters, stop in _FULL_STOPS if letters.match(last)), ".")


def _joined(lines: list[str]) -> str:
    """The lines of a paragraph as running text."""
    longest = max(map(len, lines), default=0)
    are_sentences = len(lines) > 2 and all(line[:1].isupper() for line in lines)
    are_sentences = are_sentences and not any(_ENDS_SENTENCE.search(line) for line in lines[:-1])
    text = ""
    for line in lines:
        before = text.rsplit("\n", 1)[-1]
        is_short = len(before) < max(_SHORT_LINE, 0.6 * longest)
        is_end = are_sentences or (is_short and _is_new(line))
        text += (_between(text, line, is_end=is_end) if text else "") + line
    return text


def _is_new(line: str) -> bool:
    first = line.lstrip("\"'\u201c\u00ab\u00bf\u00a1(")[:1]
    return bool(first) and not first.islower()


def _between(left: str, right: str, *, is_end: bool) -> str:
    """What stands between two lines: a line break if the first is a sentence that has no sign at its end."""
    if is_end and not _ENDS_SENTENCE.search(left):
        return "\n"
    return "" if writing_systems.UNSPACED.match(left[-1]) or writing_systems.UNSPACED.match(right[0]) else " "
