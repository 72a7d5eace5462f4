"""English phonemes, by the dictionaries and rules of hibari-tts."""

from collections.abc import Sequence
from functools import cache
from typing import Any

_PLAIN = str.maketrans({**dict.fromkeys("\u2018\u2019\u02bc", "'"), **dict.fromkeys("“”„«»", '"')})


def read(units: Sequence[str], *, british: bool = False) -> list[str]:
    """The phonemes of each unit. Words are read in their context: "to read", "has read"."""
    plain = [unit.translate(_PLAIN) for unit in units]
    text = " ".join(plain)
    reader = _reader(british)
    tokens = reader.phonemize_tokens(reader.tokenize(text))
    if "".join(token.text + token.whitespace for token in tokens).rstrip() != text.rstrip():
        return [str(reader(unit)) for unit in plain]
    return _by_unit(tokens, [len(unit) for unit in plain])


@cache
def _reader(british: bool) -> Any:
    from hibari.g2p import G2P

    return G2P(british=british)


def _by_unit(tokens: list[Any], lengths: list[int]) -> list[str]:
    """Give each token's phonemes to the unit in which the token begins."""
    found = [""] * len(lengths)
    unit, ends_at, position = 0, lengths[0] if lengths else 0, 0
    for token in tokens:
        while position > ends_at and unit + 1 < len(lengths):
            unit += 1
            ends_at += 1 + lengths[unit]
        found[unit] += (token.phonemes or "") + (" " if token.whitespace else "")
        position += len(token.text) + len(token.whitespace)
    return [each.strip() for each in found]
