"""Sentences for the codes of the program."""

from collections.abc import Mapping
from typing import Any

REFUSALS = {
    "no_picture": "This file has sound only. Use a video.",
    "picture": "This file is a picture. Use a video.",
    "too_expensive": "Measuring this video takes too much memory or time. Use a smaller version.",
    "too_long": "This video is longer than 12 hours. Cut it first.",
    "too_many_pixels": "The frames of this video are larger than 4K. Use a smaller version.",
    "too_many_streams": "This file has more than 32 tracks. Save it with one of each kind.",
    "unreadable": "This video is damaged or incomplete: not a single frame can be opened. Save it again.",
}

_MISSING = {
    "hdr": "This video is HDR. How its colours look depends on the screen, so they were not measured.",
    "no_captions": "There are no captions with word times, so the speech rate was not measured.",
    "no_frames": "No frame could be opened at the sampled times.",
    "no_sound": "This video has no sound.",
    "no_words": "The captions have no words.",
    "not_installed": "The software for this is not installed on this server.",
    "one_frame": "This video has only one frame.",
    "sound_unreadable": "The sound of this video is damaged and could not be measured.",
}

_NOTES = {
    "damaged": "{packets} parts of this file are damaged and were skipped.",
    "ends_early": "The file promises {promised_s:.1f} s, but its frames end after {ends_s:.1f} s.",
    "hdr": "This video is HDR. Sampled frames look paler than on an HDR screen.",
    "out_of_time": "Measuring took too long and was stopped after {covers_s:.0f} s of the video.",
    "sampled": "This video is long. Frames were measured in {parts} parts of {part_s:.0f} s, evenly spread.",
}


def missing(code: str) -> str:
    """Why a group of figures is missing."""
    return _MISSING[code]


def note(facts: Mapping[str, Any]) -> str:
    """What limits the figures: a code with the values for its sentence."""
    return _NOTES[facts["code"]].format(**facts)
