"""A program for MoviePy's environment: makes the video of a plan, ``python peer_program.py WAY PLAN``.

``composite`` puts clips with cross-fades, a text clip for each word, voice and music into one composite.
``passes`` does what MoneyPrinterTurbo does: it encodes each clip, then all together, then again with
subtitles and sound. Both use the encoder settings of the product.
"""

import json
import sys
from pathlib import Path
from typing import Any

from moviepy import (
    AudioFileClip,
    CompositeAudioClip,
    CompositeVideoClip,
    TextClip,
    VideoFileClip,
    afx,
    concatenate_videoclips,
    vfx,
)

FADE_S = 0.3
SIZE = (1080, 1920)
CAPTION_Y_PX = 1290
CAPTION_WORDS = 4
MUSIC_VOLUME = 0.15
PARAMETERS = ["-crf", "20", "-g", "15", "-bf", "2"]


def main() -> None:
    """Make the video in the given way."""
    way, plan = sys.argv[1:]
    {"composite": composite, "passes": passes}[way](json.loads(Path(plan).read_text(encoding="utf-8")))


def composite(plan: dict[str, Any]) -> None:
    """One composite of everything."""
    layers: list[Any] = []
    starts_s = 0.0
    for number, shot in enumerate(plan["shots"]):
        shot["starts_s"] = starts_s
        clip = _clip(shot).with_start(starts_s)
        layers.append(clip.with_effects([vfx.CrossFadeIn(FADE_S)]) if number else clip)
        starts_s += shot["duration_s"] - (0 if shot["is_last"] else FADE_S)
    words = [
        _caption(plan, text, shot["starts_s"] + from_s, shot["starts_s"] + to_s)
        for shot in plan["shots"]
        for text, from_s, to_s in shot["words"]
    ]
    video = CompositeVideoClip([*layers, *words], size=SIZE)
    _write(plan, video.with_audio(_sound(plan, video.duration)), name="composite.mp4")


def passes(plan: dict[str, Any]) -> None:
    """Clips one by one, then joined, then with subtitles and sound."""
    parts = []
    for number, shot in enumerate(plan["shots"]):
        clip = _clip(shot)
        parts.append(_write(plan, clip, name=f"clip-{number}.mp4"))
        clip.close()
    opened = [VideoFileClip(str(part), audio=False) for part in parts]
    joined = VideoFileClip(str(_write(plan, concatenate_videoclips(opened), name="joined.mp4")), audio=False)
    subtitles = [subtitle for shot in plan["shots"] for subtitle in _subtitles(plan, shot)]
    final = CompositeVideoClip([joined, *subtitles], size=SIZE)
    _write(plan, final.with_audio(_sound(plan, final.duration)), name="final.mp4")


def _clip(shot: dict[str, Any]) -> Any:
    clip = VideoFileClip(shot["clip"], audio=False)
    return clip.subclipped(0, min(shot["duration_s"], clip.duration))


def _subtitles(plan: dict[str, Any], shot: dict[str, Any]) -> list[Any]:
    """Some words at a time."""
    words = shot["words"]
    groups = [words[at : at + CAPTION_WORDS] for at in range(0, len(words), CAPTION_WORDS)]
    return [
        _caption(
            plan,
            " ".join(text for text, _, _ in group),
            shot["starts_s"] + group[0][1],
            shot["starts_s"] + group[-1][2],
        )
        for group in groups
    ]


def _caption(plan: dict[str, Any], text: str, from_s: float, to_s: float) -> Any:
    clip = TextClip(
        font=plan["font"],
        text=text,
        font_size=66,
        color="white",
        stroke_color="black",
        stroke_width=6,
        margin=(12, 12),
        size=(950, None),
        method="caption",
        text_align="center",
    )
    return clip.with_start(from_s).with_end(max(to_s, from_s + 0.05)).with_position(("center", CAPTION_Y_PX))


def _sound(plan: dict[str, Any], duration_s: float) -> Any:
    voices = [
        AudioFileClip(shot["voice"]).with_start(shot["starts_s"] + shot["voice_starts_s"])
        for shot in plan["shots"]
        if shot["voice"]
    ]
    music = AudioFileClip(plan["bed"]).with_effects(
        [afx.MultiplyVolume(MUSIC_VOLUME), afx.AudioLoop(duration=duration_s)]
    )
    return CompositeAudioClip([*voices, music]).with_duration(duration_s)


def _write(plan: dict[str, Any], clip: Any, *, name: str) -> Path:
    path = Path(plan["folder"]) / name
    clip.write_videofile(
        str(path),
        fps=plan["fps"],
        codec="libx264",
        preset="veryfast",
        audio_codec="aac",
        ffmpeg_params=PARAMETERS,
        logger=None,
    )
    return path


if __name__ == "__main__":
    main()
