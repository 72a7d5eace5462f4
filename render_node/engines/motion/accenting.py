"""Which words of a set text are accent words."""

from collections.abc import Iterator, Sequence

from render_node.engines.motion.lettering import Lettering


def flags(text: Lettering, accents: Sequence[str]) -> list[bool]:
    """For each word, whether it belongs to one of the accents: words, or phrases of several words.

    A phrase that does not occur as a whole, because a line ends in it, counts by its words.
    """
    words = [_folded(placed.word.text) for placed in text.words]
    glued = [placed.word.glued for placed in text.words]
    found = [False] * len(words)
    for accent in accents:
        phrase = [part for part in (_folded(part) for part in accent.split()) if part]
        spans = list(_spans(words, glued, "".join(phrase))) if phrase else []
        spans = spans or [
            (number, number + 1) for number, word in enumerate(words) if len(word) > 1 and word in phrase
        ]
        for start, end in spans:
            found[start:end] = [True] * (end - start)
    return found


def _spans(words: Sequence[str], glued: Sequence[bool], phrase: str) -> Iterator[tuple[int, int]]:
    """Runs of words that are the phrase. In scripts without spaces it may begin or end within a word."""
    for start in range(len(words)):
        joined = ""
        for end in range(start, len(words)):
            joined += words[end]
            if joined == phrase:
                yield start, end + 1
            if joined == phrase or not phrase.startswith(joined):
                break
        if _is_unspaced(glued, start) and _is_part(words[start], phrase):
            yield start, start + 1


def _is_unspaced(glued: Sequence[bool], number: int) -> bool:
    return glued[number] or (number + 1 < len(glued) and glued[number + 1])


def _is_part(word: str, phrase: str) -> bool:
    """True if a run of letters is part of the phrase, or the phrase is most of it."""
    return len(word) > 1 and (word in phrase or (phrase in word and len(phrase) * 2 >= len(word)))


def _folded(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum() or letter in "$€£¥%")
