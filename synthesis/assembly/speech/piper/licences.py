"""Whether a voice may be used: its model card must name a free licence, and no base that is not free."""

import re
from dataclasses import dataclass

_LICENCE = re.compile(r"^\*\s*Licen[cs]e:\s*(.+)$", re.MULTILINE | re.IGNORECASE)
_URL = re.compile(r"^\*\s*URL:\s*(\S+)", re.MULTILINE | re.IGNORECASE)
_TUNED = re.compile(r"fine-?tuned\s+from\s+([^\n]*)", re.IGNORECASE)
# Restrictions, which may follow the name of a free licence.
_RESTRICTED = re.compile(r"\bnc\b|\bnd\b|non.?commercial|research|academic|no.?deriv", re.IGNORECASE)
_FREE = re.compile(
    r"^(?:cc.?0\b|cc.?zero|public domain|cc.?by(?:.?sa)?\b|creative commons attribution|"
    r"mit\b|apache|bsd\b|unlicense|odc.?by)",
    re.IGNORECASE,
)
# The corpora of models that others begin with, as far as they are free.
_FREE_BASES = re.compile(r"\b(?:ljspeech|lj_speech|libritts|libritts_r|thorsten)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a model card says. ``refusal`` is the reason why the voice may not be used; empty if it may."""

    licence: str
    dataset: str
    refusal: str

    @property
    def requires_credit(self) -> bool:
        """True for licences that ask for attribution."""
        return re.match(r"cc.?by|creative commons attribution|odc", self.licence, re.IGNORECASE) is not None


def read(card: str) -> Terms:
    """Read a model card."""
    licences = [licence.strip() for licence in _LICENCE.findall(card)]
    dataset = _URL.search(card)
    return Terms(
        licence=", ".join(licences) or "not stated",
        dataset=dataset[1] if dataset else "",
        refusal=_refusal(licences, card),
    )


def _refusal(licences: list[str], card: str) -> str:
    if not licences:
        return "the model card names no licence"
    for licence in licences:
        if _RESTRICTED.search(licence):
            return f"the licence “{licence}” does not allow commercial use"
        if not _FREE.match(licence):
            return f"the licence “{licence}” is not known to be free"
    for base in _TUNED.findall(card):
        if not _FREE_BASES.search(base):
            return (
                f"it was trained from a voice whose recordings are not known to be free ({base.strip(' .')})"
            )
    return ""
