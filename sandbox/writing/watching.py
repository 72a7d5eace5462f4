"""Findings about a video that a model was shown: plausible, different for each video, and stable.

A second run of the same video words some findings differently, moves their times a little, and may miss two,
add one, or place one elsewhere, as models do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from sandbox.world import chance
from sandbox.writing.brief import Brief
from sandbox.writing.footage import Footage

Fields = Mapping[str, Any]

_HOOKS = (
    "Opens on the result of {topic} and holds back how it was done, so that the viewer stays for the answer.",
    "The first shot contradicts what most people believe about {topic}, and that makes the viewer curious.",
    "Names a mistake with {topic} in the first second, before anything is introduced.",
    "Starts in the middle of the action, and only then says that it is about {topic}.",
)
_PROMISES = (
    "Says that one small change in {topic} is enough, which the rest has to prove.",
    "Lets the viewer expect a before and an after, and shows only the before.",
    "Promises an answer about {topic} that fits into the video.",
)
_INTERRUPTS = (
    "Cuts to a close shot while the sentence goes on, so that the eye has something new to read.",
    "The picture stands still for a moment, and the caption changes size.",
    "Jumps from the table to a wide shot, which resets the attention.",
    "A hand enters the frame and covers the text, which starts the next step.",
)
_TEXTS = (
    "Large words repeat the point, so that it works without sound.",
    "A few words name the step before it is shown.",
    "The number on screen tells how far along the list is.",
)
_PACING = (
    "About {pace} cuts a minute, faster at the start than in the middle.",
    "With about {pace} cuts a minute, no shot lasts longer than it takes to read it.",
)
_SLOW = ("A long shot without a cut slows the video down before the payoff.",)
_PAYOFFS = (
    "Shows the result that the opening held back, in the same framing.",
    "Keeps the opening's promise about {topic} in one plain sentence.",
    "Compares before and after side by side, so that the change needs no words.",
)
_ASKS = (
    "Asks the viewer to try one thing and to say how it went.",
    "Asks to save the video for the next time it is needed.",
    "Ends on a question about {topic} that is easy to answer.",
)
_SHOTS = (
    "Close shot of hands at work",
    "The subject alone on a dark table",
    "A wide shot of the room",
    "The same framing as in the first shot",
    "The picture changes without a transition",
)
_JITTER_S = 0.35
_OTHER_WORDS, _MORE, _ELSEWHERE = 0.35, 0.4, 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Moment:
    """A finding before it is worded. A run may miss an ``optional`` one."""

    kind: str
    starts_s: float
    ends_s: float
    wordings: Sequence[str]
    evidence: str
    is_optional: bool = False


def findings(brief: Brief, footage: Footage) -> list[Fields]:
    """Return the findings of one run, in the order of time, all within the watched part."""
    moments = _moments(footage)
    run = chance.generator("run", footage.seed, footage.run)
    reported = _recalled(moments, footage, run) if footage.run else moments
    worded = [_worded(brief, footage, moment, run) for moment in reported]
    return sorted(worded, key=lambda each: (each["start_s"], each["end_s"]))


def _recalled(moments: list[_Moment], footage: Footage, run: Random) -> list[_Moment]:
    """The moments as a further run reports them."""
    optional = [moment for moment in moments if moment.is_optional]
    missed = run.sample(optional, min(len(optional), run.choice((0, 0, 1, 1, 2))))
    reported = [moment for moment in moments if moment not in missed]
    if footage.cuts_s and run.random() < _MORE:
        cut_s = run.choice(footage.cuts_s)
        reported.append(
            _Moment(
                kind="pattern_interrupt",
                starts_s=cut_s,
                ends_s=cut_s + 0.8,
                wordings=_INTERRUPTS,
                evidence=run.choice(_SHOTS),
            )
        )
    if run.random() < _ELSEWHERE:
        later_s = footage.watched_s * run.uniform(0.05, 0.12)
        reported = [_moved(moment, later_s) if moment.kind == "payoff" else moment for moment in reported]
    return reported


def _moved(moment: _Moment, later_s: float) -> _Moment:
    return replace(moment, starts_s=moment.starts_s + later_s, ends_s=moment.ends_s + later_s)


def _moments(footage: Footage) -> list[_Moment]:
    end_s, cuts_s = footage.watched_s, list(footage.cuts_s)
    random = chance.generator("moments", footage.seed)
    hook_s = min(random.uniform(1.4, 3.2), end_s)
    found = [
        _Moment(kind="hook", starts_s=0.0, ends_s=hook_s, wordings=_HOOKS, evidence=_seen(footage, 0)),
        _Moment(
            kind="pacing",
            starts_s=0.0,
            ends_s=end_s,
            wordings=_PACING,
            evidence=f"{len(cuts_s)} cuts in {end_s:.0f} seconds",
        ),
        _Moment(
            kind="payoff",
            starts_s=end_s * random.uniform(0.66, 0.74),
            ends_s=end_s * random.uniform(0.8, 0.87),
            wordings=_PAYOFFS,
            evidence=random.choice(_SHOTS),
        ),
    ]
    return found + _on_cuts(footage, cuts_s, random) + _at_the_edges(footage, hook_s, random)


def _on_cuts(footage: Footage, cuts_s: list[float], random: Random) -> list[_Moment]:
    """Interrupts at cuts, text after cuts, and the longest shot if it stands out."""
    wanted = min(len(cuts_s), 2 + int(footage.watched_s > 60) + int(footage.watched_s > 300))
    found = [
        _Moment(
            kind="pattern_interrupt",
            starts_s=cut_s,
            ends_s=cut_s + random.uniform(0.5, 1.2),
            wordings=_INTERRUPTS,
            evidence=random.choice(_SHOTS),
            is_optional=True,
        )
        for cut_s in sorted(random.sample(cuts_s, wanted))
    ]
    for place in range(min(2, len(cuts_s))):
        after_s = cuts_s[place + 1] if place + 1 < len(cuts_s) else footage.watched_s
        found.append(
            _Moment(
                kind="on_screen_text",
                starts_s=cuts_s[place],
                ends_s=after_s,
                wordings=_TEXTS,
                evidence=_seen(footage, place + 1),
                is_optional=place > 0,
            )
        )
    return found


def _at_the_edges(footage: Footage, hook_s: float, random: Random) -> list[_Moment]:
    """A promise after the hook, and a request at the end. Not every video has both."""
    end_s, found = footage.watched_s, []
    if random.random() < 0.85 and end_s > 8:
        ends_s = hook_s + random.uniform(1.5, 3.5)
        evidence = "The sentence after the opening" if footage.has_sound else _seen(footage, 0)
        found.append(
            _Moment(
                kind="promise",
                starts_s=hook_s,
                ends_s=ends_s,
                wordings=_PROMISES,
                evidence=evidence,
                is_optional=True,
            )
        )
    if random.random() < 0.8:
        starts_s = end_s - min(random.uniform(2.0, 5.0), end_s / 4)
        found.append(
            _Moment(
                kind="call_to_action",
                starts_s=starts_s,
                ends_s=end_s,
                wordings=_ASKS,
                evidence=random.choice(_SHOTS),
            )
        )
    return found


def _worded(brief: Brief, footage: Footage, moment: _Moment, run: Random) -> dict[str, Any]:
    """The moment as this run reports it."""
    usual = chance.generator("words", footage.seed, moment.kind, moment.starts_s)
    wording = usual.choice(moment.wordings)
    confidence = usual.uniform(0.58, 0.94)
    jitter_s = 0.0
    if footage.run:
        wording = run.choice(moment.wordings) if run.random() < _OTHER_WORDS else wording
        confidence = min(0.97, max(0.4, confidence + run.uniform(-0.08, 0.08)))
        jitter_s = run.uniform(-_JITTER_S, _JITTER_S)
    starts_s = min(max(0.0, moment.starts_s + (jitter_s if moment.starts_s else 0.0)), footage.watched_s)
    ends_s = min(max(starts_s, moment.ends_s + jitter_s), footage.watched_s)
    pace = round(60 * max(1, len(footage.cuts_s)) / max(footage.watched_s, 1.0))
    statement = wording.format(topic=brief.topic, pace=pace)
    return {
        "kind": moment.kind,
        "start_s": round(starts_s, 2),
        "end_s": round(ends_s, 2),
        "text": statement,
        "headline": moment.kind.replace("_", " ").capitalize(),
        "evidence": moment.evidence,
        "confidence": round(confidence, 2),
    }


def _seen(footage: Footage, shot: int) -> str:
    """The words on screen in that shot."""
    if not footage.words:
        return "Large words in the middle of the picture"
    return f"On screen: “{footage.words[shot % len(footage.words)]}”"
