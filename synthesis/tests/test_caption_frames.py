"""Captions on real frames: legible on any ground, drawn as measured, and on one baseline."""

from functools import cache

import numpy as np
import pytest
from PIL import Image

from synthesis.assembly import captions, composition, ffmpeg, fonts
from synthesis.assembly.captions import grounds, pages, styles
from synthesis.assembly.captions.styles import Ground, Kind
from synthesis.assembly.storyboard import HEIGHT_PX, WIDTH_PX, Narration, Scene, Timeline, Word
from synthesis.tests.test_captions import style_of
from synthesis.tests.test_fonts import SAMPLES

SIZE = f"s={WIDTH_PX}x{HEIGHT_PX}:r=30:d=1"
ENCODED = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "15", "-pix_fmt", "yuv420p")
GROUNDS = {
    "white": f"color=white:{SIZE}",
    "grey": f"color=0x808080:{SIZE}",
    "yellow": f"color=yellow:{SIZE}",
    "red": f"color=red:{SIZE}",
    "dusk": f"color=0x404048:{SIZE}",
    "black": f"color=black:{SIZE}",
    "noise": "color=black:s=54x96:r=30:d=1,noise=alls=100:allf=t,scale=1080:1920:flags=neighbor",
    "moving": f"testsrc2={SIZE}",
    # No style has a colour like it.
    "green": f"color=0x00B140:{SIZE}",
}
# As far around a letter as the eye takes for its ground, and as plates and outlines reach at least.
AROUND_PX, PLATE_PX = 24, 6


@pytest.fixture(scope="module")
def clips(tmp_path_factory):
    folder = tmp_path_factory.mktemp("grounds")
    for name, source in GROUNDS.items():
        make(folder, ["-f", "lavfi", "-i", source, *ENCODED], f"{name}.mp4")
    (folder / "fonts").symlink_to(fonts.FOLDER)
    return folder


def make(folder, options, name):
    ffmpeg.run([*options, name], cwd=folder, timeout_s=60, should_stop=lambda: False)
    return folder / name


def shot_of(folder, texts, each_s=0.5):
    words = tuple(
        Word(text=text, starts_s=number * each_s, ends_s=(number + 1) * each_s)
        for number, text in enumerate(texts)
    )
    narration = Narration(audio=folder / "none.wav", duration_s=words[-1].ends_s, words=words, voice="test")
    return composition.plan(scenes=[Scene(key="one", narration=narration)]).shots[0]


def written_on(clip, shot, *, style):
    return captions.write_all(
        timeline=Timeline(shots=(shot,)),
        language="en",
        style=style,
        clips={shot.key: clip},
        workdir=clip.parent,
        should_stop=lambda: False,
    )[shot.key]


def ground_of(clip, *, duration_s=0.9):
    found = grounds.measured(shown={"one": (clip, duration_s)}, should_stop=lambda: False)
    return found["one"]


# The rows of a frame that captions are in.
TOP_PX, ROWS = 1080, 560


def frame_of(folder, clip, written, *, at_s):
    """The captions' part of a frame: uint8, (rows, columns, 3)."""
    burnt = f"ass=f={written.name}:fontsdir=fonts,select='gte(t,{at_s})',"
    burnt += f"crop={WIDTH_PX}:{ROWS}:0:{TOP_PX},format=rgb24"
    out = make(folder, ["-i", str(clip), "-vf", burnt, "-frames:v", "1", "-f", "rawvideo"], "frame.rgb")
    return np.frombuffer(out.read_bytes(), np.uint8).reshape(ROWS, WIDTH_PX, 3)


@cache
def on_green(folder, written):
    return frame_of(folder, folder / "green.mp4", written, at_s=0.8)


def near(frame, colour, tolerance=36):
    return np.abs(frame.astype(int) - list(bytes.fromhex(colour))).max(axis=2) < tolerance


def grown(mask, by_px):
    for axis in (0, 1):
        padded = np.pad(mask.astype(int), [(by_px + 1, by_px) if axis == each else (0, 0) for each in (0, 1)])
        sums = padded.cumsum(axis=axis)
        last = sums.take(range(2 * by_px + 1, sums.shape[axis]), axis=axis)
        mask = last > sums.take(range(mask.shape[axis]), axis=axis)
    return mask


@pytest.mark.parametrize("name", Kind)
@pytest.mark.parametrize("ground", GROUNDS)
def test_captions_are_legible_on_any_ground(clips, ground, name):
    shot = shot_of(clips, ["Grind", "the", "beans"])
    clip = clips / f"{ground}.mp4"
    style = styles.suiting(name, theme="", ground=ground_of(clip, duration_s=shot.duration_s), is_first=True)
    reference = on_green(clips, captions.write(shot=shot, language="en", style=style, workdir=clips))
    written = written_on(clip, shot, style=name)
    drawn = grounds.luminances(frame_of(clips, clip, written, at_s=0.8))
    colours = {style.text_colour, style.active_colour}
    if style.kind is Kind.WORD:
        colours = {style.text_colour}
    if style.kind is Kind.GLOW:
        # A glow in its own colour lies around the active word.
        colours = {style.text_colour}
    letters = grown(np.any([near(reference, colour) for colour in colours], axis=0), 2)

    for colour in colours:
        has_plate = bool(style.outline_px or style.plate_colour) and style.kind is not Kind.UNDERLINE
        inside = near(reference, colour)
        around = grown(inside, PLATE_PX if has_plate else AROUND_PX) & ~letters
        lighter, darker = np.median(drawn[inside]) + 0.05, drawn[around].mean() + 0.05
        assert inside.sum() > 500
        assert max(lighter / darker, darker / lighter) >= styles.LEAST_CONTRAST


@pytest.mark.parametrize(
    ("ground", "kind"),
    [
        ("white", Kind.CHIP),
        ("black", Kind.CHIP),
        ("dusk", Kind.CHIP),
        ("moving", Kind.OUTLINE),
    ],
)
def test_a_mixed_ground_gets_another_style(clips, ground, kind):
    found = styles.suiting("chip", theme="", ground=ground_of(clips / f"{ground}.mp4"))

    assert found.kind is kind


def test_a_clip_that_turns_bright_is_no_dark_ground(tmp_path):
    turning = f"color=white:{SIZE},fade=in:st=0.4:d=0.2"
    clip = make(tmp_path, ["-f", "lavfi", "-i", turning, *ENCODED], "clip.mp4")

    whole, beginning = ground_of(clip, duration_s=1), ground_of(clip, duration_s=0.3)

    assert styles.contrast("FFFFFF", whole) < styles.LEAST_CONTRAST < styles.contrast("FFFFFF", beginning)


@pytest.mark.parametrize(
    ("shape", "bright", "is_seen"),
    [
        ((WIDTH_PX, HEIGHT_PX), (0, 1200, WIDTH_PX, 1500), True),
        ((WIDTH_PX, HEIGHT_PX), (0, 0, WIDTH_PX, 1000), False),
        ((1920, 1080), (0, 0, 500, 1080), False),
        ((1920, 1080), (900, 680, 1100, 840), True),
    ],
)
def test_only_the_part_behind_the_captions_counts(tmp_path, shape, bright, is_seen):
    picture = Image.new("RGB", shape)
    picture.paste((255, 255, 255), bright)
    picture.save(tmp_path / "picture.png")

    assert (ground_of(tmp_path / "picture.png", duration_s=5).brightest > 0.9) == is_seen


def test_a_clip_that_cannot_be_read_may_be_light_and_dark(tmp_path):
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"\0\0\0\x18ftypisom" + b"\0" * 64)

    assert ground_of(broken, duration_s=1) == Ground(0.0, 1.0)


def test_clips_of_one_video_are_judged_one_by_one(clips):
    broken = clips / "broken.mp4"
    broken.write_bytes(b"\0\0\0\x18ftypisom" + b"\0" * 64)
    shown = {name: (clips / f"{name}.mp4", 0.9) for name in ("broken", "white", "black")}

    found = grounds.measured(shown=shown, should_stop=lambda: False)

    assert {name: round(ground.darkest) for name, ground in found.items()} == {
        "broken": 0,
        "white": 1,
        "black": 0,
    }
    assert {name: round(ground.brightest) for name, ground in found.items()} == {
        "broken": 1,
        "white": 1,
        "black": 0,
    }


@pytest.mark.parametrize("language", SAMPLES)
def test_a_word_is_drawn_as_wide_as_measured(clips, language):
    text = max(SAMPLES[language].split(), key=len)[:12].rstrip("\u094d\u17d2\u200c")
    shot = shot_of(clips, [text])
    style = style_of()
    (page, *_) = pages.lay_out(words=shot.words, until_s=shot.duration_s, language=language, style=style)
    written = captions.write(shot=shot, language=language, style=style, workdir=clips)

    frame = frame_of(clips, clips / "black.mp4", written, at_s=page.starts_s + 0.2)

    middle = round(page.placed[0].y_px) - TOP_PX
    columns = np.nonzero((frame[middle - 60 : middle + 60].max(axis=2) > 128).any(axis=0))[0]
    measured_px = sum(run.width_px(size_px=page.size_px) for run in page.placed[0].runs)
    assert columns.max() - columns.min() == pytest.approx(measured_px, rel=0.08)
    assert (columns.max() + columns.min()) / 2 == pytest.approx(pages.CENTRE_X_PX, abs=8)


@pytest.mark.parametrize(
    ("language", "texts"),
    [("en", ["HOH", "ПНП"]), ("ja", ["HOH", "ПНП"]), ("hi", ["HOH", "ΠHΠ"]), ("ar", ["HOH", "ПНП"])],
)
def test_words_of_different_faces_stand_on_one_baseline(clips, language, texts):
    shot = shot_of(clips, texts, each_s=0.6)
    style = style_of()
    (page,) = pages.lay_out(words=shot.words, until_s=shot.duration_s, language=language, style=style)
    written = captions.write(shot=shot, language=language, style=style, workdir=clips)

    frame = frame_of(clips, clips / "black.mp4", written, at_s=page.starts_s + 0.2).max(axis=2)

    feet = []
    for placed in page.placed:
        half_px = placed.width_px / 2
        word = frame[:, int(placed.x_px - half_px) : int(placed.x_px + half_px)]
        feet.append(np.nonzero((word > 128).any(axis=1))[0].max())
    assert max(feet) - min(feet) <= 2
