"""A text while its readings are collected, one rule after another."""

from itertools import pairwise
from typing import NamedTuple

from synthesis.assembly.speech.normalization.language import Language, Rule
from synthesis.assembly.speech.normalization.spans import CLAIMED, Normalized, Reading

REPLACEMENT = "\ufffd"


class _Claim(NamedTuple):
    starts_at: int
    ends_at: int
    spoken: str


class Draft:
    """The written text, and the readings found so far. Earlier rules take precedence."""

    def __init__(self, text: str) -> None:
        self._written = text
        self._open = "".join(map(_plain, text.replace(CLAIMED, REPLACEMENT)))
        self._claims: list[_Claim] = []

    def apply(self, rule: Rule, *, language: Language) -> None:
        """Give a reading to every match of the rule in the text that has none yet."""
        found = []
        for match in rule.pattern.finditer(self._open):
            if not match[0] or CLAIMED in match[0]:
                continue
            spoken = rule.read(match, language)
            if spoken is not None:
                found.append(_Claim(match.start(), match.end(), spoken))
        if found:
            self._claims += found
            self._open = self._masked(found)

    def finish(self, *, is_spaced: bool) -> Normalized:
        """The text with its readings. In a spaced language a reading never runs into the word beside it."""
        pieces: list[str] = []
        readings: list[Reading] = []
        length, position, last = 0, 0, ""
        claims = [*sorted(self._claims), _Claim(len(self._written), len(self._written), "")]
        for claim, following in pairwise(claims):
            kept = self._written[position : claim.starts_at]
            after = "" if following.starts_at == claim.ends_at else self._written[claim.ends_at]
            before = kept[-1:] or last
            said = _padded(claim.spoken, before=before, after=after) if is_spaced else claim.spoken
            pieces += [kept, said]
            starts = length + len(kept)
            length = starts + len(said)
            readings.append(
                Reading(
                    starts_at=claim.starts_at, ends_at=claim.ends_at, spoken_from=starts, spoken_to=length
                )
            )
            position, last = claim.ends_at, said[-1:] or before
        pieces.append(self._written[position:])
        return Normalized(spoken="".join(pieces), readings=tuple(readings))

    def _masked(self, claims: list[_Claim]) -> str:
        pieces, position = [], 0
        for claim in claims:
            pieces += [self._open[position : claim.starts_at], CLAIMED * (claim.ends_at - claim.starts_at)]
            position = claim.ends_at
        return "".join([*pieces, self._open[position:]])


def _plain(character: str) -> str:
    # Digits of all scripts are read alike, so that patterns need to know only those of ASCII.
    return character if character.isascii() or not character.isdecimal() else str(int(character))


def _padded(spoken: str, *, before: str, after: str) -> str:
    if spoken[:1].isalnum() and before.isalnum():
        spoken = " " + spoken
    if spoken[-1:].isalnum() and after.isalnum():
        spoken += " "
    return spoken
