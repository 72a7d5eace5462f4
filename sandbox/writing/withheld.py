"""Answers that a language model withholds or breaks off: blocked, stopped, or empty with status 200."""

from collections.abc import Callable
from typing import Any

Document = dict[str, Any]


def apply(document: Document, *, kind: str, reason: str | None) -> None:
    """Change a response of Gemini or OpenAI (both of its APIs). ``reason`` is the vendor's code."""
    if "candidates" in document:
        _GEMINI[kind](document, reason)
    elif "output" in document:
        _RESPONSES[kind](document, reason)
    elif "choices" in document:
        _CHAT[kind](document, reason)


def _blocked_by_gemini(document: Document, reason: str | None) -> None:
    del document["candidates"]
    document["promptFeedback"] = {"blockReason": reason or "SAFETY", "safetyRatings": []}


def _stopped_by_gemini(document: Document, reason: str | None) -> None:
    """Gemini sends what it has at its length limit, and nothing otherwise."""
    for candidate in document["candidates"]:
        candidate["finishReason"] = reason or "SAFETY"
        if reason != "MAX_TOKENS":
            candidate.pop("content", None)
            continue
        for part in candidate["content"]["parts"]:
            part["text"] = part.get("text", "")[: len(part.get("text", "")) // 2]


def _emptied_by_gemini(document: Document, _: str | None) -> None:
    del document["candidates"]


def _refused_response(document: Document, _: str | None) -> None:
    for item in document["output"]:
        item["content"] = [{"type": "refusal", "refusal": "I'm sorry, but I can't help with that."}]


def _stopped_response(document: Document, reason: str | None) -> None:
    document["status"] = "incomplete"
    document["incomplete_details"] = {"reason": reason or "content_filter"}
    for item in document["output"]:
        for part in item["content"]:
            part["text"] = part.get("text", "")[: len(part.get("text", "")) // 2]


def _emptied_response(document: Document, _: str | None) -> None:
    document["output"] = []


def _refused_chat(document: Document, _: str | None) -> None:
    for choice in document["choices"]:
        choice["message"] |= {"content": None, "refusal": "I'm sorry, but I can't help with that."}


def _stopped_chat(document: Document, reason: str | None) -> None:
    for choice in document["choices"]:
        text = choice["message"]["content"] or ""
        choice["message"]["content"] = text[: len(text) // 2]
        choice["finish_reason"] = reason or "content_filter"


def _emptied_chat(document: Document, _: str | None) -> None:
    for choice in document["choices"]:
        choice["message"]["content"] = ""


_Changes = dict[str, Callable[[Document, str | None], None]]
_GEMINI: _Changes = {
    "blocked": _blocked_by_gemini,
    "stopped": _stopped_by_gemini,
    "empty_answer": _emptied_by_gemini,
}
_RESPONSES: _Changes = {
    "blocked": _refused_response,
    "stopped": _stopped_response,
    "empty_answer": _emptied_response,
}
_CHAT: _Changes = {"blocked": _refused_chat, "stopped": _stopped_chat, "empty_answer": _emptied_chat}
KINDS = frozenset(_GEMINI)
