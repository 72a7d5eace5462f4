"""From a model's answer to findings: bare JSON, a fenced block, JSON within text, or the beginning of one.

A finding that is not usable is dropped and counted, and the others are kept.
"""

import codecs
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from discovery.adapters.vision.base import Subject
from discovery.adapters.vision.plain_text import REMOVED, has_words, plain
from discovery.adapters.vision.prompt import MOST_FINDINGS, OPENING, Prompt, language_name, written_language
from discovery.adapters.vision.schema import FindingAnswer
from discovery.findings import LONGEST_EVIDENCE, LONGEST_STATEMENT, Finding
from foundation import foreign_texts, language_detection

_LONGEST_ANSWER = 200_000
_MOST_PLACES = 200
_LONGEST_TEXT = 4000
_MOST_DROPPED = 9999
# Models round to whole seconds, so the last finding may end a little after the video.
_BEYOND_END_S = 1.0
# As many words in a row are a quotation of our instructions.
_QUOTED_WORDS = 8
# As many characters of the mark in a row are a part of it.
_MARKED = 8
_MEMBERS = frozenset(FindingAnswer.model_fields)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What an answer contains. ``fault`` says why there are no findings: empty, not_findings, language or
    none_usable; it is empty if there are some. ``is_cut_off``: only its beginning arrived.
    """

    findings: tuple[Finding, ...] = ()
    dropped: int = 0
    fault: str = ""
    is_cut_off: bool = False


def read(*, text: str, subject: Subject, prompt: Prompt, watched_s: float) -> Reading:
    """Read the answer about the first ``watched_s`` seconds of the video. Never raises."""
    if not text.strip():
        return Reading(fault="empty")
    listed, is_cut_off = _listed(text[:_LONGEST_ANSWER], _squeezed(_texts_of(subject)))
    if listed is None:
        return Reading(fault="not_findings")
    checks = _Checks(prompt, watched_s)
    found = [finding for item in listed if (finding := checks.finding(item)) is not None]
    kept = tuple(sorted(_distinct(found), key=_by_time)[:MOST_FINDINGS])
    dropped = min(len(listed) - len(kept) + is_cut_off, _MOST_DROPPED)
    if not kept:
        return Reading(fault="none_usable", dropped=dropped, is_cut_off=is_cut_off)
    if not _is_in(subject.language, kept):
        return Reading(fault="language", dropped=dropped + len(kept), is_cut_off=is_cut_off)
    return Reading(findings=kept, dropped=dropped, is_cut_off=is_cut_off)


def fault_words(*, reading: Reading, system: str, language: str) -> str:
    """The fault as a sentence."""
    return {
        "empty": f"{system} returned an empty answer.",
        "not_findings": f"{system} did not return findings.",
        "language": f"{system} did not write in {language_name(language)}, as requested.",
        "none_usable": f"{system} returned {reading.dropped} findings, and none of them is usable.",
    }[reading.fault]


def _squeezed(text: str) -> str:
    """Letters and digits only, in lower case, so that spacing and escapes make no difference."""
    return "".join(_WORD.findall(text.replace("\\", "").lower())).replace("_", "")


_FRAME = _squeezed(OPENING)


class _Checks:
    """The checks of single findings of one answer."""

    def __init__(self, prompt: Prompt, watched_s: float) -> None:
        canary = _squeezed(prompt.canary)
        # Parts of the mark, because a model may be told to spread it over several texts.
        self._marks = [*_parts(canary), *_parts(canary[::-1]), _FRAME]
        self._instructions = set(_runs(prompt.instructions))
        self._watched_s = watched_s

    def finding(self, item: Any) -> Finding | None:
        """The item as a finding; None if it is not usable. Unknown members are left out."""
        answer = _validated(item)
        if answer is None or not 0 <= answer.confidence <= 1:
            return None
        end_s = min(answer.end_s, self._watched_s)
        is_inside = 0 <= answer.start_s <= end_s and answer.end_s <= self._watched_s + _BEYOND_END_S
        if not is_inside or self._leaks(answer.statement) or self._leaks(answer.evidence):
            return None
        statement, evidence = plain(answer.statement), plain(answer.evidence)
        # Nothing in a video looks like a key: such a text was made to carry one.
        if REMOVED in statement + evidence or not (has_words(statement) and has_words(evidence)):
            return None
        return Finding(
            kind=answer.kind,
            starts_ms=round(answer.start_s * 1000),
            ends_ms=round(end_s * 1000),
            statement=_trimmed(statement, LONGEST_STATEMENT),
            evidence=_trimmed(evidence, LONGEST_EVIDENCE),
            confidence=round(answer.confidence, 3),
        )

    def _leaks(self, text: str) -> bool:
        """True if the text has the mark of our instructions, or quotes them or the frame of our material."""
        squeezed = _squeezed(text)
        if any(mark in squeezed for mark in self._marks):
            return True
        # As they are, backwards, and in the cipher that every model knows.
        written = (text, text[::-1], codecs.encode(text, "rot13"))
        return any(not self._instructions.isdisjoint(_runs(each)) for each in written)


def _parts(mark: str) -> Iterator[str]:
    return (mark[at : at + _MARKED] for at in range(len(mark) - _MARKED + 1))


def _validated(item: Any) -> FindingAnswer | None:
    if not isinstance(item, dict):
        return None
    known = {name: item[name] for name in _MEMBERS if name in item}
    try:
        answer = FindingAnswer.model_validate_json(foreign_texts.storable_json(json.dumps(known).encode()))
    except (ValidationError, ValueError, RecursionError):
        return None
    is_too_long = max(len(answer.statement), len(answer.evidence)) > _LONGEST_TEXT
    return None if is_too_long else answer


def _listed(text: str, squeezed_texts: str) -> tuple[list[Any] | None, bool]:
    """The list of findings in the answer, and whether it is cut off; None if there is none.

    A document that stands in the video's own texts is a quotation, and not the model's answer.
    """
    for document, raw in _documents(text):
        if _is_answer(document) and _squeezed(raw) not in squeezed_texts:
            return document["findings"], False
    # The list alone, or the beginning of a document whose end is missing.
    begun = text.find('"findings"')
    rest = [
        document
        for document, raw in _documents(text[max(0, begun) :])
        if document.keys() >= _MEMBERS and _squeezed(raw) not in squeezed_texts
    ]
    return (rest or None), begun >= 0


def _is_answer(document: dict[str, Any]) -> bool:
    return isinstance(document.get("findings"), list)


def _documents(text: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Each complete JSON object in the text, outermost first, with its own characters."""
    decoder = json.JSONDecoder()
    at = text.find("{")
    for _ in range(_MOST_PLACES):
        if at < 0:
            return
        try:
            document, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            yield document, text[at:end]
        at = text.find("{", end)


def _texts_of(subject: Subject) -> str:
    texts = subject.texts
    return "\n".join((texts.title, texts.description, texts.captions))


def _runs(text: str) -> Iterator[str]:
    words = _WORD.findall(text.lower())
    return (" ".join(words[at : at + _QUOTED_WORDS]) for at in range(len(words) - _QUOTED_WORDS + 1))


def _trimmed(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _is_in(language: str, findings: tuple[Finding, ...]) -> bool:
    # Evidence often quotes the video, whose language may be another.
    text = " ".join(finding.statement for finding in findings)
    return language_detection.matches(language=written_language(language), text=text)


def _distinct(findings: list[Finding]) -> Iterable[Finding]:
    """The first finding of each kind about each stretch: a second one says the same again."""
    first: dict[tuple[str, int, int], Finding] = {}
    for finding in findings:
        first.setdefault((finding.kind, finding.starts_ms, finding.ends_ms), finding)
    return first.values()


def _by_time(finding: Finding) -> tuple[int, int, str]:
    return finding.starts_ms, finding.ends_ms, finding.kind
