"""Text for a Piper model: sentences of clauses, whose marks the model knows and espeak-ng drops."""

import re
from collections.abc import Sequence

# A long sentence is spoken in parts: a model's memory grows with the length.
LONGEST_SENTENCE = 220
# A mark inside a word ("Node.js") ends no clause; those of CJK need no space.
_CLAUSE = re.compile(
    r"(.+?)([.,;:!?…،؛؟।]+[\"'”’»)\]]*(?=\s|$)|[。！？；：，、]+|\n+|$)"  # noqa: RUF001 - as written
)
_MARKS = {
    **dict.fromkeys("!！", "!"),  # noqa: RUF001 - as written
    **dict.fromkeys("?？؟", "?"),  # noqa: RUF001 - as written
    **dict.fromkeys(".。।…\n", "."),
    **dict.fromkeys(";；؛", ";"),  # noqa: RUF001 - as written
    **dict.fromkeys(":：", ":"),  # noqa: RUF001 - as written
    **dict.fromkeys(",，、،", ","),  # noqa: RUF001 - as written
}
_ENDS = frozenset(".!?")
# espeak-ng marks words of another language, such as "(en)"; they are no sounds.
_LANGUAGE_SWITCH = re.compile(r"\([a-z]{2,3}(?:-[a-z]+)*\)")


def clauses(text: str) -> list[tuple[str, str]]:
    """The clauses of a text that make a sound, each with the mark that ends it."""
    found = [(match[1].strip(), _mark(match[2])) for match in _CLAUSE.finditer(text)]
    return [(clause, mark) for clause, mark in found if any(map(str.isalnum, clause))]


def sentences(phonemes: Sequence[str], marks: Sequence[str]) -> list[str]:
    """Join transcribed clauses with their marks to sentences. A clause without sounds is dropped."""
    joined: list[str] = []
    current = ""
    for clause, mark in zip(phonemes, marks, strict=True):
        sounds = _LANGUAGE_SWITCH.sub("", clause).strip()
        if not sounds:
            continue
        current = f"{current} {sounds}{mark}".strip()
        if mark in _ENDS or len(current) > LONGEST_SENTENCE:
            joined.append(current)
            current = ""
    return [*joined, current] if current else joined


def _mark(written: str) -> str:
    marks = [_MARKS[character] for character in written if character in _MARKS]
    return next((mark for mark in marks if mark in _ENDS), marks[0] if marks else ".")
