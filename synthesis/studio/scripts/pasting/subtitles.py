"""Subtitles in a pasted text (SRT, WebVTT): without their numbers, times, styles and tags."""

import re

from synthesis.assembly import sentences

_TIMING = r"[ \t]*(?:\d{1,2}:)?\d{1,2}:\d{2}[.,]\d{3}[ \t]+-->[ \t]+.*"
_TIMING_LINE = re.compile(rf"^{_TIMING}$", re.MULTILINE)
_CUE_HEAD = re.compile(rf"^(?:[^\n]{{1,40}}\n)?{_TIMING}(?:\n|$)")
_NO_CUE = re.compile(r"(?:WEBVTT|NOTE|STYLE|REGION)\b")
_TAG = re.compile(
    r"</?(?:[vc](?:[. ][^<>\n]*)?|lang[^<>\n]*|ruby|rt|[biu]|font[^<>\n]*|\d[\d:.]*)>|\{\\[^{}\n]*\}"
)
# Two speakers in one cue.
_DASH = re.compile(r"^\s*[-\u2013\u2014]\s*(?=\S)", re.MULTILINE)
_CLAUSE_SIGNS = (",", "\u3001", "\uff0c", "\u060c", ";", ":", "\u2013", "\u2014", "-")
# A text with fewer full stops than this ends its cues without any.
_LEAST_SHARE = 0.3


def spoken(text: str) -> str:
    """The text of the cues as paragraphs. A cue that ends no sentence is continued by the next one."""
    if _TIMING_LINE.search(text) is None:
        return text
    cues = [_cue(block.strip()) for block in re.split(r"\n\s*\n", text)]
    cues = [cue for cue in cues if cue]
    has_signs = sum(map(_ends, cues)) >= _LEAST_SHARE * len(cues)
    joined: list[str] = []
    for cue in cues:
        if joined and _goes_on(joined[-1], cue, has_signs=has_signs):
            joined[-1] = f"{joined[-1]}\n{cue}"
        else:
            joined.append(cue)
    return "\n\n".join(joined)


def _cue(block: str) -> str:
    if _NO_CUE.match(block) and _TIMING_LINE.search(block) is None:
        return ""
    bare = _TIMING_LINE.sub(
        "", _CUE_HEAD.sub("", _NO_CUE.sub("", block, count=1) if _NO_CUE.match(block) else block)
    )
    return _DASH.sub("", _TAG.sub("", bare)).strip()


def _ends(cue: str) -> bool:
    return sentences.is_end(cue.split()[-1]) or cue[-1] in "\u3002\uff01\uff1f\u2026\u0964])\uff09\u266a"


def _goes_on(cue: str, following: str, *, has_signs: bool) -> bool:
    if cue.endswith(_CLAUSE_SIGNS):
        return True
    return not _ends(cue) and (has_signs or following[:1].islower())
