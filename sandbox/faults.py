"""Fault injection: errors, delays, malformed responses and lost ones."""

import re
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, field_validator

Kind = Literal[
    "status",
    "quotaExceeded",
    "slow",
    "truncated",
    "malformed",
    "drop_after_commit",
    "drop_before_commit",
    "invalid_grant",
    "wrong_content_type",
    "rewrite",
    "redirect",
    "answer",
    "silent_audio",
    "truncated_audio",
    "wrong_audio",
    "fenced",
    "chatty",
    "half_text",
    "other_language",
    "too_long",
    "prose",
    "beyond_end",
    "blocked",
    "stopped",
    "empty_answer",
]

# Faults in the sound of a response, which the speech stand-ins apply.
IN_SOUND = ("silent_audio", "truncated_audio", "wrong_audio")

# The key in a request's scope of the rule that the application itself applies.
PRESCRIBED = "sandbox.prescribed"


class Match(BaseModel):
    """The requests that a rule applies to. ``nth`` skips that many minus one first.

    ``path``, ``query`` and ``body`` are regular expressions; the query is matched in decoded form.
    """

    model_config = ConfigDict(extra="forbid")

    method: str | None = None
    path: str = ".*"
    query: str = ""
    body: str = ""
    nth: int = Field(default=1, ge=1)

    @field_validator("path", "query", "body")
    @classmethod
    def _is_pattern(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"This is not a regular expression: {error}") from error
        return pattern


class Edit(BaseModel):
    """One change to a JSON response.

    ``path`` leads to the value: names, positions, ``*`` for every element of a list, or ``id=abc`` for the
    elements whose ``id`` is ``abc``. The value is replaced or, with ``remove``, deleted.
    """

    model_config = ConfigDict(extra="forbid")

    path: list[str | int] = Field(min_length=1)
    value: Any = None
    remove: bool = False

    def apply(self, document: Any) -> None:
        """Change the document in place. A path without a match changes nothing."""
        places = [document]
        for step in self.path[:-1]:
            places = [place[key] for place in places for key in _keys(place, step)]
        for place in places:
            # From the end, so that removing one element does not shift the next.
            for key in reversed(_keys(place, self.path[-1], may_add=not self.remove)):
                if self.remove:
                    del place[key]
                else:
                    place[key] = self.value


def _keys(place: Any, step: str | int, *, may_add: bool = False) -> list[Any]:
    if isinstance(place, dict):
        return [step] if step in place or may_add else []
    if not isinstance(place, list):
        return []
    if isinstance(step, int):
        return [step] if -len(place) <= step < len(place) else []
    name, _, wanted = step.partition("=")
    return [
        index
        for index, element in enumerate(place)
        if step == "*" or (isinstance(element, dict) and element.get(name) == wanted)
    ]


class Rule(BaseModel):
    """One fault: its kind, the requests it applies to, and how often. ``times`` None means always.

    ``status`` is the status sent by the kinds *status*, *redirect*, *drop_after_commit* and *slow*; without
    it, the third cuts the connection, and the last processes the request. *drop_after_commit* processes the
    request first: only the response is lost.
    ``reason``, ``detail`` and ``message`` are Google's error fields for a *status*; ``edits`` belong to
    *rewrite*. *answer* sends ``body`` as JSON with ``headers`` and ``status`` (200 by default). ``is_done``:
    the request is processed first. ``is_kept``, for Stripe: the response is stored for the idempotency key,
    and replayed. *silent_audio*, *truncated_audio* and *wrong_audio* spoil the recording in a response of the
    speech APIs. *fenced* to *beyond_end* change the text of a language model. The last three kinds withhold
    its answer; ``reason`` is then the vendor's code.
    """

    model_config = ConfigDict(extra="forbid")

    match: Match = Match()
    kind: Kind
    times: int | None = Field(default=1, ge=1)
    status: int | None = Field(default=None, ge=200, le=599)
    reason: str | None = None
    detail: str | None = None
    message: str | None = None
    edits: list[Edit] = []
    body: Any = Field(default_factory=dict)
    headers: dict[str, str] = {}
    is_done: bool = False
    is_kept: bool = False
    retry_after_s: int | None = Field(default=None, ge=0)
    delay_s: float = Field(default=2.0, ge=0, le=600)
    seen: int = 0
    fired: int = 0

    def reads_body(self, path: str) -> bool:
        """True if the rule depends on the body of a request to this path."""
        return bool(self.match.body) and re.search(self.match.path, path) is not None

    def fires(self, method: str, path: str, query: str = "", body: str = "") -> bool:
        """Count a request. True if this one gets the fault."""
        if self.match.method not in (None, method) or not re.search(self.match.path, path):
            return False
        texts = ((self.match.query, query), (self.match.body, body))
        if any(pattern and not re.search(pattern, text) for pattern, text in texts):
            return False
        self.seen += 1
        if self.seen < self.match.nth or (self.times is not None and self.fired >= self.times):
            return False
        self.fired += 1
        return True


RULES = TypeAdapter(list[Rule])


class Faults:
    """The active rules. The first that fires wins."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []

    def next_for(self, method: str, path: str, query: str = "", body: str = "") -> Rule | None:
        return next((rule for rule in self.rules if rule.fires(method, path, query, body)), None)
