"""Reads the pictures of a film once, and measures them on the way."""

from dataclasses import dataclass, field

import av
import numpy as np
from av.container import InputContainer
from av.video.stream import VideoStream

from discovery.measuring.program import colours, cuts, motion
from discovery.measuring.program.colours import ColourSample
from discovery.measuring.program.pictures import Pixels, fitted, tiny, upright
from discovery.measuring.program.reels import Reel
from discovery.measuring.program.sources import DEFAULT_FPS, Facts, Progress, video_frames
from discovery.measuring.program.text import LONGEST_PX, MULTIPLE_PX, TextDetector

COLOUR_EVERY_S, TEXT_EVERY_S = 0.5, 1.0
COLOUR_LONGEST_PX = 128
# Pictures whose tiny copies differ nowhere by more than this, of 255, have the same text.
SAME = 2
# A film of 1080 x 1920 at 30 frames per second is watched whole up to WHOLE_S, otherwise in parts.
WHOLE_S, LEAST_S, PART_S = 600.0, 60.0, 15.0
_USUAL_WORK = 1080 * 1920 * 30
# Seeking goes to the last key frame before the time.
_TICK_S = 1e-6


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the film, in seconds from its first picture."""

    starts_s: float
    ends_s: float


@dataclass(slots=True)
class Seen:
    """What was measured. ``spans`` are the parts that were watched."""

    cuts_s: list[float] = field(default_factory=list)
    motion_times: list[float] = field(default_factory=list)
    motion: list[float] = field(default_factory=list)
    colours: list[ColourSample] = field(default_factory=list)
    text_times: list[float] = field(default_factory=list)
    text: list[float] = field(default_factory=list)
    texts_looked_at: int = 0
    frames: int = 0
    spans: list[Part] = field(default_factory=list)


def plan(facts: Facts, duration_s: float) -> list[Part]:
    """The parts to watch: the whole film, or parts of ``PART_S``, evenly spread from beginning to end."""
    work = facts.width_px * facts.height_px * min(facts.fps or DEFAULT_FPS, 60.0)
    whole_s = min(WHOLE_S, max(LEAST_S, WHOLE_S * _USUAL_WORK / work))
    if duration_s <= whole_s:
        return [Part(0.0, duration_s)]
    count = int(whole_s / PART_S)
    starts = np.linspace(0.0, duration_s - PART_S, count).tolist()
    return [Part(start, start + PART_S) for start in starts]


class Watcher:
    """Watches one film, part by part."""

    def __init__(self, facts: Facts, *, starts_s: float, detector: TextDetector | None) -> None:
        self.seen = Seen()
        self._facts = facts
        self._starts_s = starts_s
        self._detector = detector
        self._size = fitted(width_px=facts.width_px, height_px=facts.height_px, longest_px=COLOUR_LONGEST_PX)
        self._text_size = fitted(
            width_px=facts.width_px,
            height_px=facts.height_px,
            longest_px=LONGEST_PX,
            multiple=MULTIPLE_PX,
        )
        self._last_text: tuple[Pixels, float] | None = None

    def watch(
        self, container: InputContainer, stream: VideoStream, part: Part, progress: Progress, *, is_last: bool
    ) -> None:
        """Watch a part. The last one goes on to the end of the film."""
        if part.starts_s > 0 and not self._seek(container, stream, part.starts_s):
            return
        reel = Reel(starts_s=part.starts_s, fps=self._facts.fps or DEFAULT_FPS)
        next_colour_s = next_text_s = last_s = part.starts_s
        for frame in video_frames(container, stream, progress):
            at_s = max(last_s, self._time_s(frame, last_s + 1 / reel.rate))
            if frame.pts is not None and frame.time - self._starts_s < part.starts_s - _TICK_S:
                continue
            if at_s >= part.ends_s + (1.0 if is_last else 0.0):
                break
            last_s = at_s
            reel.add(at_s, frame)
            if at_s >= next_colour_s - _TICK_S and not self._facts.is_hdr:
                self._look_at_colours(frame, at_s)
                next_colour_s = at_s + COLOUR_EVERY_S
            if at_s >= next_text_s - _TICK_S and self._detector is not None:
                self._look_for_text(self._detector, frame, at_s)
                next_text_s = at_s + TEXT_EVERY_S
        self._finish(reel, ends_s=min(part.ends_s, last_s + 1 / reel.rate))

    def small(self, frame: av.VideoFrame, size: tuple[int, int]) -> Pixels:
        """The frame upright in this size."""
        return upright(frame, width_px=size[0], height_px=size[1], rotation=self._facts.rotation)

    def _seek(self, container: InputContainer, stream: VideoStream, at_s: float) -> bool:
        try:
            container.seek(int((at_s + self._starts_s) / (stream.time_base or 1)), stream=stream)
        except av.FFmpegError:
            return False
        return True

    def _time_s(self, frame: av.VideoFrame, otherwise: float) -> float:
        return otherwise if frame.pts is None else frame.time - self._starts_s

    def _look_at_colours(self, frame: av.VideoFrame, at_s: float) -> None:
        self.seen.colours.append(colours.sample(self.small(frame, self._size), time_s=at_s))

    def _look_for_text(self, detector: TextDetector, frame: av.VideoFrame, at_s: float) -> None:
        now = tiny(frame)
        if self._last_text is None or np.abs(now.astype(np.int16) - self._last_text[0]).max() > SAME:
            self.seen.texts_looked_at += 1
            self._last_text = now, detector.share(self.small(frame, self._text_size))
        self.seen.text_times.append(round(at_s, 3))
        self.seen.text.append(self._last_text[1])

    def _finish(self, reel: Reel, *, ends_s: float) -> None:
        if not reel.count:
            return
        frames = reel.frames()
        places = cuts.find(frames, rate=reel.rate)
        self.seen.cuts_s.extend(round(reel.time_s(place), 3) for place in places)
        times, values = motion.over_time(frames, rate=reel.rate, cuts=places, starts_s=reel.starts_s)
        self.seen.motion_times.extend(times)
        self.seen.motion.extend(values)
        self.seen.frames += reel.looked_at
        self.seen.spans.append(Part(reel.starts_s, ends_s))
