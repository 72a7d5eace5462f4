"""Puts together what was measured, with codes of what is missing and of what limits the figures."""

import statistics
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import av

from discovery.measuring.program import colours, faces, text
from discovery.measuring.program.faces import FaceDetector
from discovery.measuring.program.pictures import Pixels, fitted, upright
from discovery.measuring.program.sources import Facts, Progress
from discovery.measuring.program.text import TextDetector
from discovery.measuring.program.watching import COLOUR_LONGEST_PX, PART_S, Seen

CUTS_METHOD, MOTION_METHOD, COLOUR_METHOD = "cuts-32", "moving-points", "colour-groups"
FILLED_METHOD = "differs-from-edge"
# A header may promise this much more than the file has.
EARLY_S = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """All that was found in a film."""

    facts: Facts
    first: av.VideoFrame
    seen: Seen
    sound: dict[str, Any]
    progress: Progress
    pictures_end_s: float
    has_sound: bool
    parts: int
    detector: TextDetector | None

    @property
    def covers_s(self) -> float:
        """How much of the film was watched."""
        return round(sum(part.ends_s - part.starts_s for part in self.seen.spans), 3)

    @property
    def ends_s(self) -> float:
        """The end of the pictures: by the packets, or by the frames if those end earlier."""
        watched_s = max((part.ends_s for part in self.seen.spans), default=0.0)
        return (
            watched_s if self.is_whole and watched_s < self.pictures_end_s - EARLY_S else self.pictures_end_s
        )

    @property
    def is_whole(self) -> bool:
        """True if all frames were watched that can be decoded."""
        return self.parts == 1 and not self.progress.is_out_of_time

    def basis(self, method: str, n: int, unit: str) -> dict[str, Any]:
        """The basis of a figure about the pictures."""
        return {"method": method, "n": n, "unit": unit, "covers_s": self.covers_s}


def of(outcome: Outcome) -> dict[str, Any]:
    """The measurements as in the values, without the speech rate; codes for ``missing`` and ``notes``."""
    groups = {
        "cuts": _cuts(outcome),
        "loudness": outcome.sound.get("figures"),
        "text": _text(outcome),
        "motion": _motion(outcome),
        "colour": _colour(outcome),
    }
    first_frame = _first_frame(outcome)
    facts = outcome.facts
    return {
        "duration_s": round(max(outcome.ends_s, outcome.sound.get("ends_s", 0.0)), 3),
        "width_px": facts.width_px,
        "height_px": facts.height_px,
        "fps": round(facts.fps or outcome.seen.frames / max(outcome.covers_s, 1e-3), 3),
        "has_sound": outcome.has_sound,
        **groups,
        "first_frame": first_frame,
        "missing": _missing(outcome, groups, first_frame),
        "notes": _notes(outcome),
    }


def _cuts(outcome: Outcome) -> dict[str, Any] | None:
    seen = outcome.seen
    if seen.frames < 2:
        return None
    shots = [
        after - before
        for before, after in pairwise([0.0, *seen.cuts_s, max(outcome.ends_s, *seen.cuts_s, 0.0)])
    ]
    return {
        "basis": outcome.basis(CUTS_METHOD, seen.frames, "frames"),
        "times_s": seen.cuts_s,
        "per_minute": round(60 * len(seen.cuts_s) / max(outcome.covers_s, 1e-3), 3),
        "longest_shot_s": round(max(shots), 3) if outcome.is_whole else None,
        "median_shot_s": round(statistics.median(shots), 3) if outcome.is_whole else None,
        "looked_at": [
            {"starts_s": round(part.starts_s, 3), "ends_s": round(part.ends_s, 3)} for part in seen.spans
        ],
    }


def _text(outcome: Outcome) -> dict[str, Any] | None:
    seen = outcome.seen
    basis = outcome.basis(text.METHOD, seen.texts_looked_at, "different frames of one per second")
    return _series(basis, seen.text_times, seen.text)


def _motion(outcome: Outcome) -> dict[str, Any] | None:
    basis = outcome.basis(MOTION_METHOD, outcome.seen.frames, "frames")
    return _series(basis, outcome.seen.motion_times, outcome.seen.motion)


def _series(basis: dict[str, Any], times: list[float], values: list[float]) -> dict[str, Any] | None:
    if not values:
        return None
    mean = round(statistics.fmean(values), 4)
    return {"basis": basis, "times_s": times, "values": values, "mean": mean, "highest": max(values)}


def _colour(outcome: Outcome) -> dict[str, Any] | None:
    samples = outcome.seen.colours
    if not samples:
        return None
    return {
        "basis": outcome.basis(COLOUR_METHOD, len(samples), "frames, one per 0.5 s"),
        "samples": samples,
        "mean_brightness": round(statistics.fmean(each["brightness"] for each in samples), 4),
        "mean_saturation": round(statistics.fmean(each["saturation"] for each in samples), 4),
    }


def _first_frame(outcome: Outcome) -> dict[str, Any]:
    small = _reduced(outcome, longest_px=COLOUR_LONGEST_PX)
    # Enlarged faces are found less often.
    longest_px = min(faces.LONGEST_PX, max(outcome.facts.width_px, outcome.facts.height_px))
    detector, found = outcome.detector, _faces(_reduced(outcome, longest_px=longest_px))
    texts = _reduced(outcome, longest_px=text.LONGEST_PX, multiple=text.MULTIPLE_PX)
    methods = {"filled_share": FILLED_METHOD, "colours": COLOUR_METHOD}
    if detector is not None:
        methods["text_share"] = text.METHOD
    if found is not None:
        methods["faces"] = faces.METHOD
    return {
        "time_s": 0.0,
        "filled_share": colours.filled_share(small),
        "text_share": None if detector is None else detector.share(texts),
        "faces": found,
        "colours": [] if outcome.facts.is_hdr else colours.dominant(small),
        "methods": methods,
    }


def _reduced(outcome: Outcome, *, longest_px: int, multiple: int = 1) -> Pixels:
    facts = outcome.facts
    width, height = fitted(
        width_px=facts.width_px, height_px=facts.height_px, longest_px=longest_px, multiple=multiple
    )
    return upright(outcome.first, width_px=width, height_px=height, rotation=facts.rotation)


def _faces(pixels: Pixels) -> int | None:
    try:
        return FaceDetector().count(pixels)
    except ImportError:
        return None


def _missing(outcome: Outcome, groups: dict[str, Any], first_frame: dict[str, Any]) -> list[dict[str, str]]:
    codes = {
        "cuts": "one_frame",
        "motion": "one_frame",
        "loudness": outcome.sound.get("missing", ""),
        "colour": "hdr" if outcome.facts.is_hdr else "no_frames",
        "text": "not_installed" if outcome.detector is None else "no_frames",
    }
    found = [{"aspect": name, "code": codes[name]} for name, group in groups.items() if group is None]
    if first_frame["faces"] is None:
        found.append({"aspect": "faces", "code": "not_installed"})
    return found


def _notes(outcome: Outcome) -> list[dict[str, Any]]:
    notes: list[dict[str, Any]] = []
    if outcome.parts > 1:
        notes.append({"code": "sampled", "parts": outcome.parts, "part_s": PART_S})
    if outcome.progress.is_out_of_time:
        notes.append({"code": "out_of_time", "covers_s": outcome.covers_s})
    broken = outcome.progress.broken + outcome.sound["broken"]
    if broken:
        notes.append({"code": "damaged", "packets": broken})
    if outcome.facts.duration_s > outcome.ends_s + EARLY_S:
        notes.append({"code": "ends_early", "promised_s": outcome.facts.duration_s, "ends_s": outcome.ends_s})
    if outcome.facts.is_hdr:
        notes.append({"code": "hdr"})
    return notes
