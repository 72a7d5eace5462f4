"""Extract a script from a language model's answer: bare JSON, a fenced block, or JSON within text."""

import json
from collections.abc import Iterator

from pydantic import ValidationError

from foundation import foreign_texts
from foundation.errors import UpstreamError
from synthesis.content import Script
from synthesis.studio.adapters.base import UnusableAnswerError

_LONGEST_ANSWER = 200_000
_MOST_PLACES = 20


def script_in(text: str, *, system: str) -> Script:
    """The script in the answer. Raises UnusableAnswerError if there is none."""
    if not text.strip():
        raise UnusableAnswerError(f"{system} answered without a script.", system=system, reason="empty")
    for document in _documents(foreign_texts.lines(text)[:_LONGEST_ANSWER]):
        try:
            return Script.model_validate_json(foreign_texts.storable_json(document.encode()))
        except ValidationError:
            continue
    raise UnusableAnswerError(f"{system} did not return a script.", system=system, reason="not_a_script")


def unreadable(*, system: str) -> UpstreamError:
    """The error for a response that is not in the vendor's format, such as a proxy's page."""
    return UpstreamError(f"{system} did not return a script. Try again, or write it yourself.", system=system)


def _documents(text: str) -> Iterator[str]:
    """The whole answer, then each JSON object that begins somewhere in it."""
    yield text
    decoder = json.JSONDecoder()
    at = text.find("{")
    for _ in range(_MOST_PLACES):
        if at < 0:
            return
        try:
            _, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            yield text[at:end]
        at = text.find("{", end)
