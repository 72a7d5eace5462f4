"""The engagement check of a candidate in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from discovery import scoring
from discovery.scoring import Rate, Verdict

_LABELS = {"likes": "Likes per view", "comments": "Comments per view"}
_WORDS = {Verdict.USUAL: "Usual", Verdict.LOW: "Low", Verdict.HIGH: "High"}
_TONES = {Verdict.LOW: "warning", Verdict.HIGH: "info"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One rate: what it is, the verdict as a word with its tone, and the numbers in a sentence."""

    label: str
    verdict: str
    tone: str
    text: str


def checks_of(engagement: Mapping[str, Any]) -> list[Check]:
    """Describe a stored engagement check: ``{"likes": {…}, "comments": {…}}``, or empty before the first."""
    rates = [(name, Rate(**engagement[name])) for name in _LABELS if name in engagement]
    return [_check(_LABELS[name], name, rate) for name, rate in rates]


def _check(label: str, what: str, rate: Rate) -> Check:
    verdict = Verdict(rate.verdict)
    return Check(
        label=label,
        verdict=_WORDS.get(verdict, "Not measurable"),
        tone=_TONES.get(verdict, "neutral"),
        text=_measured(rate, what) if verdict in _WORDS else _unmeasured(rate, what),
    )


def _measured(rate: Rate, what: str) -> str:
    text = (
        f"{_percent(rate.rate)}, {_ratio(rate.ratio)}× this channel's usual {_percent(rate.usual)} ({rate.n} "
        f"videos). 95% of its videos have {_ratio(rate.low)}–{_ratio(rate.high)}×."
    )
    if rate.verdict != Verdict.LOW:
        return text
    return f"{text} Views from outside the channel's audience bring few {what}, and so do bought views."


def _unmeasured(rate: Rate, what: str) -> str:
    if rate.verdict == Verdict.TOO_FEW_VIDEOS:
        return f"The {what} of {rate.n} of the {scoring.MIN_BASELINE} videos needed are known."
    if rate.verdict == Verdict.TOO_FEW_COUNTS:
        return f"So many views usually bring fewer than {scoring.FEWEST:.0f} {what}, too few to compare."
    return f"The {what} are hidden, or it has no views."


def _percent(share: float | None) -> str:
    percent = 100 * (share or 0.0)
    return f"{percent:.0f}%" if percent >= 10 else f"{percent:.2g}%"


def _ratio(value: float | None) -> str:
    ratio = value or 0.0
    return f"{ratio:.2f}" if ratio < 1 else f"{ratio:.1f}"
