"""Decides for each full stop, question mark or other sign whether a sentence ends there."""

import re
from collections.abc import Iterator

from synthesis.assembly.sentences import abbreviations, quotations
from synthesis.assembly.sentences.abbreviations import Abbreviations

# Signs of writing systems that have no space after a sentence.
_WIDE = "\u3002\uff01\uff1f\uff0e\uff61"
# Danda, Arabic and Urdu, Armenian, Ethiopic, Burmese, Khmer, Tibetan, and the doubled signs.
_OTHER = "\u0964\u0965\u061f\u06d4\u0589\u1362\u1367\u104b\u17d4\u17d5\u0f0d\u203d\u2047\u2048\u2049"
# A semicolon is the question mark of Greek, a colon the full stop of Armenian, a bar a typed danda.
_GREEK_OR_ARMENIAN = r"(?<=[\u0370-\u03ff\u1f00-\u1fff])[;\u037e]|(?<=[\u0530-\u058f]):"
_TYPED_DANDA = r"(?<=[\u0900-\u0d7f])\s?\|{1,2}(?=\s|$)"
_CLOSERS = "\"'\u201d\u2019\u201c\u00bb\u203a)\\]}\u300d\u300f\uff09\u3011\u300b\u3009\uff02"
_SYMBOLS = "\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\ufe0f\u200d"
_CANDIDATE = re.compile(
    rf"(?P<mark>\.(?:\s?\.)+|(?:[.!?\u2026\u2025{_WIDE}{_OTHER}]+|{_GREEK_OR_ARMENIAN}|{_TYPED_DANDA}))"
    # French puts a space before its closing quotation mark; emoji belong to the sentence before them.
    rf"(?P<closers>(?:[{_CLOSERS}]|[ \u00a0\u202f]\u00bb(?=\s|$)|\s?[{_SYMBOLS}]+(?=\s|$)|[{_SYMBOLS}])*)"
)
_ELLIPSIS = re.compile(r"[.\s\u2026\u2025]*")
_OPENERS = "\"'\u201c\u2018\u201e\u201a\u00ab\u2039([{\u00bf\u00a1*_-"
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_INITIAL = re.compile(r"[^\W\d_]\.")
_UNIT = re.compile(r"[\d/-][^\W\d_]{1,4}$")
# "800 W": a unit, and not the initial of a name.
_MEASURED = re.compile(r"\d\s[^\W\d_]$")
_LONGEST_ABBREVIATION = 5
_ROMAN = re.compile(r"[IVX]{1,5}")
_NUMBERING = re.compile(r"#?\d{1,2}|[a-zA-Z]")
_LABELLED = re.compile(
    r"[^\W\d_]+\s(?:#\s?)?\d{1,2}|(?:step|tip|rule|reason|number|fact|lesson|mistake|part)\s"
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten)",
    re.IGNORECASE,
)
# "At 7 p.m. Sarah calls": the sentence only begins.
_ONLY_A_TIME = re.compile(
    r"(?:and |but |then )?(?:at|by|around|until|since|before|after|from)\s[\d:.]+\s?[ap]\.?m", re.IGNORECASE
)
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)?")
_SPOKEN_BY = re.compile(
    r"(?:[A-Z][\w.]*\s){1,3}(?:said|says|asked|asks|replied|answered|told|wrote|shouted|whispered|added)\b"
)
_HAN_AND_KANA = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
# What follows a quotation that is part of a longer sentence: Japanese particles, Chinese verbs of saying.
_GOES_ON = re.compile(
    r"[\u3001\uff0c\uff1b,;]|[\u3040-\u309f]|(?:\u4ed6|\u5979|\u6211|\u5b83)?(?:\u4eec)?"
    r"(?:\u8bf4|\u8aaa|\u95ee|\u554f|\u7b54|\u558a|\u7136\u540e|\u7136\u5f8c|\u7684)"
)
_SPACED_CLAUSES = frozenset({"th", "lo"})
_SPACE_IN_THAI = re.compile(r"(?<=[\u0e00-\u0eff])\s+(?=[\u0e00-\u0eff])")
_SHORTEST_THAI = 25


def spans(line: str, *, language: str) -> Iterator[tuple[int, int]]:
    """The sentences of a line without line breaks, as adjoining spans."""
    known = abbreviations.of(language)
    quoted = quotations.of(line)
    start = 0
    for found in _CANDIDATE.finditer(line):
        if quotations.is_inside(found.start(), found.end(), quoted):
            continue
        sentence = line[start : found.start("mark")]
        if _is_boundary(sentence, found["mark"], found["closers"], line[found.end() :], known):
            yield from _clauses(line, start, found.end(), language)
            start = found.end()
    yield from _clauses(line, start, len(line), language)


def is_end(word: str, following: str = "", *, language: str = "", begins: bool = False) -> bool:
    """Whether a word ends a sentence. ``following`` is the next word or more of the text.

    ``begins`` is true for the first word of a sentence: a number there is the number of a list ("1. Sleep").
    """
    found = None
    for candidate in _CANDIDATE.finditer(word.rstrip()):
        found = candidate
    if found is None or found.end() != len(word.rstrip()):
        return False
    before = word[: found.start()]
    sentence = before if begins else f"\u2026 {before}"
    is_unspaced = bool(_HAN_AND_KANA.match(following)) and bool(re.search(f"[{_WIDE}]", found["mark"]))
    after = following if is_unspaced else f" {following}"
    known = abbreviations.of(language)
    return _is_boundary(sentence, found["mark"], found["closers"], after, known)


def _is_boundary(sentence: str, mark: str, closers: str, after: str, known: Abbreviations) -> bool:
    following = after.lstrip()
    if not following:
        return bool(sentence.strip())
    if any(sign in mark for sign in _WIDE):
        return not (closers and _GOES_ON.match(following)) and following[0] not in "\u3001\uff0c"
    is_ellipsis = _ELLIPSIS.fullmatch(mark) is not None and mark != "."
    if not after[0].isspace():
        # "3.5", "example.com", "Node.js"; but a sentence may end before a script without spaces.
        return bool(_HAN_AND_KANA.match(after)) and "." not in mark and not closers and not is_ellipsis
    if closers and (following[0].islower() or (mark != "." and _SPOKEN_BY.match(following))):
        return False
    if is_ellipsis:
        return _ends_at_ellipsis(sentence, following)
    return mark != "." or _ends_at_full_stop(sentence, following, known)


def _ends_at_ellipsis(sentence: str, following: str) -> bool:
    """A capital letter after three full stops begins a sentence; anything else continues it."""
    letters = sum(character.isalnum() for character in sentence)
    return letters > 2 and following.lstrip(_OPENERS)[:1].isupper()


def _ends_at_full_stop(sentence: str, following: str, known: Abbreviations) -> bool:
    token = sentence.rsplit(None, 1)[-1].lstrip(_OPENERS) if sentence.strip() else ""
    if not token:
        return bool(sentence.strip())
    if _is_numbering(sentence.strip(), token) or _ONLY_A_TIME.fullmatch(sentence.strip()):
        return False
    word = token.lower()
    if word in known.never:
        return False
    if word in known.numbered or word.endswith(known.numbered_endings):
        is_initial = len(token) == 1 and token.isupper()
        return not (is_initial or following.lstrip("#")[:1].isdigit())
    if word in known.often:
        return following.lstrip(_OPENERS)[:1].isupper()
    is_unit = _MEASURED.search(sentence) is not None and following[0].isupper()
    return _begins_sentence(following, known) or not _may_go_on(token, following, known, is_unit=is_unit)


def _is_numbering(sentence: str, token: str) -> bool:
    """The number of a list at the beginning of a sentence: "1." or "Step 1."."""
    is_first = sentence.lstrip(_OPENERS) == token
    return (is_first and bool(_NUMBERING.fullmatch(token))) or bool(_LABELLED.fullmatch(sentence))


def _may_go_on(token: str, following: str, known: Abbreviations, *, is_unit: bool) -> bool:
    """Whether the sentence may continue after this word and its full stop, before an ordinary word."""
    if following[0].islower() and _is_shortened(token, following):
        return True
    if token.lower() in known.sometimes or _DOTTED.fullmatch(token):
        return True
    if len(token) == 1 and token.isalpha() and not _HAN_AND_KANA.match(token):
        return not is_unit
    if known.has_dotted_ordinals and (_ROMAN.fullmatch(token) or (token.isdigit() and len(token) <= 3)):
        return True
    return token.isdigit() and following[0].islower()


def _is_shortened(token: str, following: str) -> bool:
    """An unknown abbreviation, such as "Univ. de" or "12-min. call"; not the end in "Apple. iPhone is"."""
    is_name = any(character.isupper() for character in following.split()[0])
    is_title = token[0].isupper() and len(token) <= _LONGEST_ABBREVIATION
    return not is_name and (is_title or _UNIT.search(token) is not None)


def _begins_sentence(following: str, known: Abbreviations) -> bool:
    found = _WORD.search(following)
    if found is None or not found[0][0].isupper() or _INITIAL.match(following, found.start()):
        return False
    return found[0].replace("\u2019", "'").lower() in known.openers


def _clauses(line: str, start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    """Thai and Lao end neither sentences nor clauses with a sign: a space after a longer run does."""
    if language.lower().split("-")[0] in _SPACED_CLAUSES:
        for space in _SPACE_IN_THAI.finditer(line, start, end):
            if space.start() - start >= _SHORTEST_THAI and end - space.end() >= _SHORTEST_THAI // 2:
                yield start, space.end()
                start = space.end()
    yield start, end
