"""The form of a model's answer. One model serves Gemini's schema and OpenAI's strict mode.

It has no defaults, no unbounded members and no limits: neither vendor enforces them all. ``reading`` checks
lengths, times and ranges afterwards.
"""

from pydantic import BaseModel, ConfigDict, Field

from discovery.findings import FindingKind

_START = "Seconds from the start of the video, as a decimal number: 75.5, not 1:15."


class FindingAnswer(BaseModel):
    """One finding as a model writes it."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)

    kind: FindingKind
    start_s: float = Field(description=_START)
    end_s: float = Field(description=_START)
    statement: str = Field(description="What happens there and why it works or fails, in one sentence.")
    evidence: str = Field(description="What is seen, read or heard there, in one sentence.")
    confidence: float = Field(description="How sure you are, from 0 to 1.")


class Answer(BaseModel):
    """A whole answer."""

    model_config = ConfigDict(extra="forbid", strict=True)

    findings: list[FindingAnswer]
