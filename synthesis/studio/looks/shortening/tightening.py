"""Makes a phrase shorter without words of its own: small words are left out, and English negations joined."""

import re
from collections.abc import Callable, Iterator

from synthesis.studio import headlines
from synthesis.studio.looks.shortening import grammar
from synthesis.studio.looks.shortening.grammar import Grammar

_JOINED = re.compile(
    r"\b(do|does|did|is|are|was|were|has|have|had|would|should|could) not\b|\b(can)not\b", re.IGNORECASE
)
# "You've been cooking eggs": the verb alone says it.
_PROGRESSIVE = re.compile(
    r"^(?:(?:you|they)(?:'ve been|'re| are| have been)|i(?:'ve been|'m| am))\s(?=\w+ing\b(?!\sto\b))"
    r"|^(?:você está|tú estás|estás|usted está|tu stai|stai)\s(?=\w+ndo\b)",
    re.IGNORECASE,
)
_I = re.compile(r"(?:i|you|we|they|he|she)\b", re.IGNORECASE)
# "isn't the problem" needs its article.
_COPULA = re.compile(r"(?:is|are|was|were)(?:n't)?", re.IGNORECASE)
_THIS_IS = re.compile(
    r"^(?:here's|here is|that's|that is|this is|it's|it is|there's)\s(?=(?:the|how|why|what)\s)",
    re.IGNORECASE,
)


def ways(text: str, *, language: str) -> Iterator[tuple[str, float]]:
    """The text, and shorter and shorter forms of it, with what each costs. None changes what it says."""
    steps = _english if language.lower().split("-")[0] in ("en", "") else _plain
    yield text, 0.0
    total = 0.0
    for step, cost in steps(grammar.of(language)):
        shorter = step(text)
        if shorter and shorter != text:
            total += cost
            text = shorter
            yield text, total


_Step = Callable[[str], str]


def _english(table: Grammar) -> list[tuple[_Step, float]]:
    possessives = frozenset({"your", "my", "our", "their"})
    return [
        (_joined, 0.1),
        (_progressive, 0.3),
        (lambda text: _without(text, table.fillers, first=1), 0.2),
        (lambda text: _THIS_IS.sub("", text), 0.2),
        (lambda text: _without(text, possessives, first=0, most=1), 0.9),
        (lambda text: _without(text, table.articles, first=0, last=1), 0.7),
        (lambda text: text if _I.match(text) else _without(text, table.articles, first=1), 2.2),
    ]


def _plain(table: Grammar) -> list[tuple[_Step, float]]:
    return [
        (lambda text: _without(text, table.fillers, first=1), 0.2),
        (_progressive, 0.3),
    ]


def _without(text: str, words: frozenset[str], *, first: int, last: int = 99, most: int = 99) -> str:
    """The text without these words, from the word number ``first`` up to ``last``, but for the last word.

    The text as it is, if they are more than ``most``: "Not your keys, not your coins".
    """
    tokens = text.split()
    # "Why is sky blue?" is no question.
    if text.endswith("?") or sum(token.casefold() in words for token in tokens) > most:
        return text
    kept = [
        token
        for place, token in enumerate(tokens)
        if not first <= place < last
        or place == len(tokens) - 1
        or token.casefold() not in words
        or (place and _COPULA.fullmatch(tokens[place - 1]))
        # "$600 a year"
        or (place and tokens[place - 1][-1:].isdigit())
    ]
    return " ".join(kept)


def _joined(text: str) -> str:
    return _JOINED.sub(lambda found: f"{found[1]}n't" if found[1] else "can't", text)


def _progressive(text: str) -> str:
    return headlines.capitalised(_PROGRESSIVE.sub("", text.replace("\u2019", "'")))
