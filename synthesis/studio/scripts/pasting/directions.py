"""Stage directions in a pasted script: what is seen, who speaks, pauses and times. None of it is spoken."""

import re
from dataclasses import dataclass

from synthesis.studio.scripts.pasting import cues


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is spoken of a line, and what it says about the picture.

    ``is_cue`` is true if the line begins with who speaks or with the name of its part ("Host:", "Hook:").
    ``label`` is the name of a part of the argument, which stands above the text ("Problem:").
    """

    text: str
    notes: tuple[str, ...] = ()
    is_cue: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class Habits:
    """How the whole text is written.

    ``names`` are speakers in lower case. ``has_times`` is true if lines begin with times, ``has_voice`` if
    lines begin with a word such as "Narrator:", and ``has_parts`` if they begin with the name of a part.
    """

    names: frozenset[str] = frozenset()
    has_times: bool = False
    has_voice: bool = False
    has_parts: bool = False


_NO_HABITS = Habits()


_TIME = r"\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
_SECONDS = r"\d{1,3}\s?(?:s|sec|secs|seconds?)?\s?[-\u2013\u2014]\s?\d{1,3}\s?(?:s|sec|secs|seconds?)"
_SPAN = rf"(?:{_TIME}\s?(?:[-\u2013\u2014]|to|-->)\s?{_TIME}|{_SECONDS})"
_BRACKETED_TIME = re.compile(rf"\[\s*(?:{_SPAN}|{_TIME})\s*\]|\(\s*{_SPAN}\s*\)|^\(\s*{_TIME}\s*\)")
_BARE_SPAN = re.compile(rf"^\s*{_SPAN}\s*[-\u2013\u2014:|]?\s*")
# "9:00–10:30 maths, 11:00–12:00 biology" is a timetable, and no direction.
_TIMETABLE = re.compile(rf"^\s*{_TIME}[^,;]*[,;]\s*{_TIME}")
BARE_TIME = re.compile(rf"^\s*{_TIME}\s*(?:[-\u2013\u2014:|]\s*)?(?=[^\W\d]|[\"\u201c\u300c\[(])")
_CUE = re.compile(
    r"^\s*(?P<label>[^\W\d_][^:\uff1a\n.!?\u3002,]{0,38}?)\s*(?:[(\uff08\[](?P<manner>[^)\uff09\]]{0,60})[)\uff09\]])?\s*"
    r"[:\uff1a](?!//)\s*"
)
_SCENE_HEAD = re.compile(
    rf"^(?:{cues.SCENE})\s*#?\s*(?:\d{{1,3}}|"
    rf"[\u4e00-\u9fff\u2160-\u216b])?\s*(?P<sign>[:\uff1a.\u2013\u2014-])?\s*",
    re.IGNORECASE,
)
_BRACKETED_SCENE = re.compile(
    rf"^[\[\u3010]\s*((?:{cues.SCENE})\s*#?\d{{1,3}})\s*[\]\u3011]\s*(?=\S)", re.IGNORECASE
)
_BRACKETED_PART = re.compile(r"^[\[\u3010]([^\[\]\u3010\u3011:]{1,30})[\]\u3011]\s*[:\uff1a]?\s*(?=\S)")
_PART_LINE = re.compile(r"^(?P<label>[^\W\d_][^:\n.!?,]{0,30}?)\s[-\u2013\u2014|]\s(?=\S)")
# Emoji before a cue.
_SYMBOLS = re.compile(r"^(?:[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\ufe0f\u200d]+\s*)+")
_SCRIPT_OF = re.compile(
    rf"^(?:\d{{1,3}}[- ]?(?:seconds?|sec|s|minutes?|min)[- ])?(?:{cues.SCRIPT.pattern})\s?"
    r"[:\u2013\u2014-]\s*(?=\S)",
    re.IGNORECASE,
)
_SLUG_LINE = re.compile(r"^(?:INT|EXT|INT\.?/EXT)[. ]\s*\S")
_TRANSITION = re.compile(r"^(?:FADE (?:IN|OUT|TO BLACK)|SMASH CUT|DISSOLVE TO|THE END)\b[^a-z]*$")
_SQUARE = re.compile(
    r"(?P<before>\w?)[\[\u3010](?P<inside>[^\[\]\u3010\u3011]{0,400})[\]\u3011](?P<after>\w?)"
)
_ROUND = re.compile(r"[(\uff08](?P<inside>[^()\uff08\uff09]{1,120})[)\uff09]")
_BLANK_TO_FILL = re.compile(r"(?:your|my|insert|name|topic|product|brand|dein|votre|tu)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?\u2026\u3002\uff01\uff1f\u0964\u061f][\"'\u201d\u2019\u300d)]*\s*$")
_SPACES = re.compile(r"[ \t]{2,}")
_SPACE_BEFORE_SIGN = re.compile(
    r"(?<=\w)\s+(?=[.,;](?:\s|$))|"
    r"(?<=[\u3040-\u30ff\u4e00-\u9fff\u3002\u3001])\s+(?=[\u3040-\u30ff\u4e00-\u9fff])"
)
_LEADING_SIGNS = re.compile(r"^[\s,;:|\u2013\u2014-]+(?=[^\W\d_\-])|^[\s,;|]+")


def spoken(line: str, *, habits: Habits = _NO_HABITS) -> Spoken:
    """Separate what is spoken from directions."""
    text = _BRACKETED_TIME.sub(" ", line).strip()
    text = text if _TIMETABLE.match(text) else _BARE_SPAN.sub("", text)
    if habits.has_times:
        text = BARE_TIME.sub("", text)
    if habits.has_voice:
        text = _BRACKETED_SCENE.sub(r"\1: ", text)
    text = _BRACKETED_PART.sub(_unbracketed, text)
    if _TRANSITION.match(text):
        return Spoken("")
    if _SLUG_LINE.match(text):
        return Spoken("", (text.strip(),))
    cue = _cue_of(text.strip(), habits)
    text, inner = _without_brackets(cue.text)
    is_changed = bool(cue.notes or inner) or cue.is_cue or text != line
    if not any(character.isalnum() for character in text) and is_changed:
        text = text if text == line.strip() else ""
    return Spoken(text, (*cue.notes, *inner), cue.is_cue, cue.label)


def _unbracketed(found: re.Match[str]) -> str:
    """ "[HOOK] Did you know?" as "HOOK: Did you know?"."""
    return f"{found[1]}: " if cues.PART.fullmatch(found[1].strip()) else found[0]


def label_of(line: str) -> str:
    """What stands before a colon or dash at the beginning of a line."""
    bare = _SYMBOLS.sub("", _BARE_SPAN.sub("", _BRACKETED_TIME.sub(" ", line).strip()))
    found = _CUE.match(bare) or _PART_LINE.match(bare)
    return found["label"].strip() if found is not None else ""


def name_of_speaker(line: str) -> str:
    """What stands before a colon at the beginning of a line, if it looks like a name."""
    found = _CUE.match(_BRACKETED_TIME.sub(" ", line).strip())
    label = found["label"].strip() if found is not None else ""
    words = label.split()
    is_name = 0 < len(words) <= 3 and all(word[:1].isupper() or word.isdigit() for word in words)
    return label if is_name and not cues.KEPT.fullmatch(label) else ""


def alone(line: str) -> str:
    """The name of a speaker on a line of its own in capitals, as in a screenplay; else nothing."""
    bare = re.sub(r"\s*\([^()]*\)$", "", line.strip())
    is_name = bare.isupper() and len(bare.split()) <= 3 and bare[-1] not in ".!?\u2026:,"
    return bare if is_name and not cues.KEPT.fullmatch(bare) else ""


def _cue_of(text: str, habits: Habits) -> Spoken:
    """The line behind the cue at its beginning. An emoji before the cue belongs to it."""
    bare = _SYMBOLS.sub("", text)
    found = _after_cue(bare, habits)
    return found if found.is_cue else Spoken(text)


def _after_cue(text: str, habits: Habits) -> Spoken:
    scene = _SCENE_HEAD.match(text)
    if scene is not None and (scene["sign"] or scene.end() == len(text)):
        rest = text[scene.end() :].strip()
        # "Scene 1: sunrise" describes the picture, "Scene 1: Did you know?" is spoken.
        is_said = _SENTENCE.search(rest) and not habits.has_voice
        return Spoken(rest, (), is_cue=True) if is_said else Spoken("", _note(rest), is_cue=True)
    part = _PART_LINE.match(text)
    if part is not None and cues.PART.fullmatch(part["label"]):
        return Spoken(text[part.end() :], (), is_cue=True)
    cue = _CUE.match(text)
    if cue is None:
        name = alone(text)
        is_alone = bool(name) and bool(cues.SPEAKER.fullmatch(name) or name.casefold() in habits.names)
        return Spoken("", (), is_cue=True) if is_alone else Spoken(text)
    return _labelled(text, cue["label"].strip(), text[cue.end() :], habits)


def _labelled(text: str, label: str, rest: str, habits: Habits) -> Spoken:
    if cues.SEEN.fullmatch(label):
        return Spoken("", _note(rest), is_cue=True)
    if cues.HEARD.fullmatch(label):
        return Spoken("", (), is_cue=True)
    is_speaker = cues.SPEAKER.fullmatch(label) or label.casefold() in habits.names
    if is_speaker or cues.PART.fullmatch(label):
        return Spoken(rest, (), is_cue=True)
    if habits.has_parts and rest and cues.BEAT.fullmatch(label):
        return Spoken(rest, (), is_cue=True, label=label.capitalize())
    return Spoken(text)


def is_part(heading: str) -> bool:
    """Whether a heading only names a part of the script, such as "Hook" or "Scene 2"."""
    bare = _SYMBOLS.sub("", _BRACKETED_TIME.sub(" ", heading)).strip().rstrip(":\uff1a").strip()
    bare = re.sub(r"\s*[(\uff08][^)\uff09]*[)\uff09]\s*$", "", bare)
    scene = _SCENE_HEAD.match(bare)
    known = (cues.PART, cues.SPEAKER, cues.HEARD, cues.SEEN, cues.SCRIPT)
    rest = bare[scene.end() :] if scene is not None else bare
    return not rest or any(each.fullmatch(rest) for each in known)


def note_of(heading: str) -> str:
    """The picture that a heading such as "Scene 2: the harbour" describes, or nothing."""
    bare = _SYMBOLS.sub("", _BRACKETED_TIME.sub(" ", heading)).strip()
    scene = _SCENE_HEAD.match(bare)
    note = bare[scene.end() :].strip() if scene is not None and scene["sign"] else ""
    return "" if cues.PART.fullmatch(note) else note


def title_of(heading: str) -> str:
    """A heading without words such as "60-second script:"."""
    return _SCRIPT_OF.sub("", _SYMBOLS.sub("", heading)) or heading


def _note(text: str) -> tuple[str, ...]:
    bare = text.strip().strip("[]()").strip()
    return (bare,) if any(character.isalnum() for character in bare) else ()


def _without_brackets(text: str) -> tuple[str, list[str]]:
    notes: list[str] = []

    def square(found: re.Match[str]) -> str:
        inside, before, after = found["inside"].strip(), found["before"], found["after"]
        # "[T]he", "word[s]" and "[your name]" belong to the sentence.
        is_ascii = (before + after).isascii()
        if ((before or after) and is_ascii) or _BLANK_TO_FILL.match(inside):
            return f"{before}{inside}{after}"
        notes.extend(_picture(inside))
        return f"{before} {after}" if before and after and is_ascii else f"{before}{after or ' '}"

    def round_(found: re.Match[str]) -> str:
        inside = found["inside"].strip()
        if cues.MANNER.fullmatch(inside):
            return " "
        if cues.CAMERA.match(inside):
            notes.extend(_picture(inside))
            return " "
        return found[0]

    changed = _ROUND.sub(round_, _SQUARE.sub(square, text))
    if changed == text:
        return text, []
    tidy = _SPACE_BEFORE_SIGN.sub("", _SPACES.sub(" ", changed)).strip()
    return _LEADING_SIGNS.sub("", tidy), notes


def _picture(inside: str) -> tuple[str, ...]:
    """The picture that a direction in brackets describes: without "Scene 1:" or "B-roll:"."""
    if cues.MANNER.fullmatch(inside) or cues.PART.fullmatch(inside) or _TRANSITION.match(inside):
        return ()
    scene = _SCENE_HEAD.match(inside)
    if scene is not None and (scene["sign"] or scene.end() == len(inside)):
        return _note(inside[scene.end() :])
    cue = _CUE.match(inside)
    if cue is None:
        return _note(inside)
    label = cue["label"].strip()
    if cues.HEARD.fullmatch(label):
        return ()
    return _note(inside[cue.end() :] if cues.SEEN.fullmatch(label) else inside)
