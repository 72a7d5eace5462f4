"""The values of findings: what a model says about one stretch of a video. Independent of the database."""

from dataclasses import dataclass

from django.db.models import TextChoices

LONGEST_STATEMENT = 400
LONGEST_EVIDENCE = 400


class FindingKind(TextChoices):
    """What a finding is about."""

    HOOK = "hook", "Hook"
    PROMISE = "promise", "Promise"
    PAYOFF = "payoff", "Payoff"
    PATTERN_INTERRUPT = "pattern_interrupt", "Pattern interrupt"
    ON_SCREEN_TEXT = "on_screen_text", "On-screen text"
    PACING = "pacing", "Pacing"
    CALL_TO_ACTION = "call_to_action", "Call to action"


class Resolution(TextChoices):
    """How closely the model looks at each frame."""

    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One timecoded opinion of a model.

    Times are milliseconds from the start of the video, and lie inside it: 0 <= starts_ms <= ends_ms.
    ``confidence`` is the model's own, from 0 to 1. The texts are plain text without URLs or addresses, and
    still have to be escaped on output.
    """

    kind: FindingKind
    starts_ms: int
    ends_ms: int
    statement: str
    evidence: str
    confidence: float
