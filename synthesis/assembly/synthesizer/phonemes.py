"""The phonemes of a sentence's units, in the alphabet of the voice models."""

import threading
from collections.abc import Sequence

from synthesis.assembly.synthesizer import models

_READING = threading.Lock()


def of_units(*, units: Sequence[str], languages: Sequence[str], given: Sequence[str | None]) -> list[str]:
    """The phonemes of each unit, with its punctuation; empty for a unit that makes no sound.

    ``given`` are phonemes that the caller knows. Each other unit is read by the rules of its language, in the
    context of its neighbours in the same language.
    """
    found = list(given)
    for first, last in _runs(languages, given):
        # The dictionaries are written for one thread.
        with _READING:
            found[first:last] = _read(units[first:last], languages[first])
    known = models.alphabet()
    return ["".join(letter for letter in each or "" if letter in known).strip() for each in found]


def _runs(languages: Sequence[str], given: Sequence[str | None]) -> list[tuple[int, int]]:
    """The stretches of units without given phonemes, each in one language."""
    runs: list[tuple[int, int]] = []
    for index, (language, phonemes) in enumerate(zip(languages, given, strict=True)):
        if phonemes is not None:
            continue
        if runs and runs[-1][1] == index and languages[runs[-1][0]] == language:
            runs[-1] = (runs[-1][0], index + 1)
        else:
            runs.append((index, index + 1))
    return runs


def _read(units: Sequence[str], language: str) -> list[str]:
    # Each is imported when it is needed: a dictionary takes up to a second and 100 MB.
    primary = language.lower().split("-")[0]
    if primary == "ja":
        from synthesis.assembly.synthesizer import japanese

        return japanese.read(units)
    if primary == "zh":
        from synthesis.assembly.synthesizer import chinese

        return chinese.read(units)
    from synthesis.assembly.synthesizer import english

    return english.read(units, british=language.lower() == "en-gb")
