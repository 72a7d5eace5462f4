"""What the stand-ins do wrong on request: refusals, delays, broken answers and lost ones."""

import re
from typing import Literal

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
]


class Match(BaseModel):
    """Which requests a rule is about; ``nth`` lets that many minus one pass first."""

    model_config = ConfigDict(extra="forbid")

    method: str | None = None
    path: str = ".*"
    nth: int = Field(default=1, ge=1)

    @field_validator("path")
    @classmethod
    def _is_pattern(cls, path: str) -> str:
        try:
            re.compile(path)
        except re.error as error:
            raise ValueError(f"The path is not a regular expression: {error}") from error
        return path


class Rule(BaseModel):
    """One fault: what happens, to which requests, and how often. ``times`` None means always.

    ``status`` is the status answered by the kinds *status* and *drop_after_commit*; the latter cuts
    the connection without it. *drop_after_commit* does the work first: the answer alone is lost.
    """

    model_config = ConfigDict(extra="forbid")

    match: Match = Match()
    kind: Kind
    times: int | None = Field(default=1, ge=1)
    status: int | None = Field(default=None, ge=400, le=599)
    retry_after_s: int | None = Field(default=None, ge=0)
    delay_s: float = Field(default=2.0, ge=0, le=600)
    seen: int = 0
    fired: int = 0

    def fires(self, method: str, path: str) -> bool:
        """Count a request, and say whether this one goes wrong."""
        if self.match.method not in (None, method) or not re.search(self.match.path, path):
            return False
        self.seen += 1
        if self.seen < self.match.nth or (self.times is not None and self.fired >= self.times):
            return False
        self.fired += 1
        return True


RULES = TypeAdapter(list[Rule])


class Faults:
    """The rules in force, the first that fires wins."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []

    def next_for(self, method: str, path: str) -> Rule | None:
        return next((rule for rule in self.rules if rule.fires(method, path)), None)
