"""Captions on real frames: legible on any ground, drawn as measured, and on one baseline."""

from functools import cache

import numpy as np
import pytest
from PIL import Image

from synthesis.assembly import captions, composition, ffmpeg, fonts
from synthesis.assembly.captions import grounds, pages
from synthesis.assembly.storyboard import HEIGHT_PX, WIDTH_PX, Narration, Scene, Timeline, Word
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
}
# As far around a letter as the eye takes for its ground: a quarter of an em, three outlines.
AROUND_PX = 24


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


def needs_plate(clip, *, duration_s):
    needing = grounds.needing_plates(
        shown={"one": (clip, duration_s)}, style=captions.STYLES["bold"], should_stop=lambda: False
    )
    return "one" in needing


# The rows of a frame that captions are in.
TOP_PX, ROWS = 1080, 560


def frame_of(folder, clip, written, *, at_s):
    """The captions' part of a frame: uint8, (rows, columns, 3)."""
    burnt = f"ass=f={written.name}:fontsdir=fonts,select='gte(t,{at_s})',"
    burnt += f"crop={WIDTH_PX}:{ROWS}:0:{TOP_PX},format=rgb24"
    out = make(folder, ["-i", str(clip), "-vf", burnt, "-frames:v", "1", "-f", "rawvideo"], "frame.rgb")
    return np.frombuffer(out.read_bytes(), np.uint8).reshape(ROWS, WIDTH_PX, 3)


@cache
def on_black(folder, written):
    return frame_of(folder, folder / "black.mp4", written, at_s=0.5)


def near(frame, colour, tolerance=36):
    return np.abs(frame.astype(int) - list(bytes.fromhex(colour))).max(axis=2) < tolerance


def grown(mask, by_px):
    for axis in (0, 1):
        padded = np.pad(mask.astype(int), [(by_px + 1, by_px) if axis == each else (0, 0) for each in (0, 1)])
        sums = padded.cumsum(axis=axis)
        last = sums.take(range(2 * by_px + 1, sums.shape[axis]), axis=axis)
        mask = last > sums.take(range(mask.shape[axis]), axis=axis)
    return mask


@pytest.mark.parametrize("style", captions.STYLES)
@pytest.mark.parametrize("ground", GROUNDS)
def test_captions_are_legible_on_any_ground(clips, ground, style):
    shot = shot_of(clips, ["Grind", "the", "beans", "now"])
    look = captions.STYLES[style]
    clip = clips / f"{ground}.mp4"
    plain = captions.write(shot=shot, language="en", style=style, workdir=clips)
    written = written_on(clip, shot, style=style)
    reference = on_black(clips, plain)
    frame = frame_of(clips, clip, written, at_s=0.5)
    drawn = grounds.luminances(frame)
    letters = grown(reference.max(axis=2) > 80, 2)

    for colour in (look.text_colour, look.active_colour):
        inside = near(reference, colour)
        around = grown(inside, AROUND_PX) & ~letters
        assert inside.sum() > 500
        assert (np.median(drawn[inside]) + 0.05) / (drawn[around].mean() + 0.05) >= grounds.LEAST_CONTRAST


@pytest.mark.parametrize(
    ("ground", "is_needed"),
    [("white", True), ("grey", True), ("noise", True), ("moving", True), ("dusk", False), ("black", False)],
)
def test_a_plate_is_drawn_where_the_ground_needs_one(clips, ground, is_needed):
    shot = shot_of(clips, ["Grind"])

    written = written_on(clips / f"{ground}.mp4", shot, style="bold")

    assert written is not None
    assert ("\\p1" in written.read_text()) == is_needed


def test_a_clip_that_turns_bright_has_a_plate(tmp_path):
    turning = f"color=white:{SIZE},fade=in:st=0.4:d=0.2"
    clip = make(tmp_path, ["-f", "lavfi", "-i", turning, *ENCODED], "clip.mp4")

    assert needs_plate(clip, duration_s=1)
    assert not needs_plate(clip, duration_s=0.3)


@pytest.mark.parametrize(
    ("shape", "bright", "is_needed"),
    [
        ((WIDTH_PX, HEIGHT_PX), (0, 1200, WIDTH_PX, 1500), True),
        ((WIDTH_PX, HEIGHT_PX), (0, 0, WIDTH_PX, 1000), False),
        ((1920, 1080), (0, 0, 500, 1080), False),
        ((1920, 1080), (900, 680, 1100, 840), True),
    ],
)
def test_only_the_part_behind_the_captions_counts(tmp_path, shape, bright, is_needed):
    picture = Image.new("RGB", shape)
    picture.paste((255, 255, 255), bright)
    picture.save(tmp_path / "picture.png")

    assert needs_plate(tmp_path / "picture.png", duration_s=5) == is_needed


def test_a_clip_that_cannot_be_read_has_a_plate(tmp_path):
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"\0\0\0\x18ftypisom" + b"\0" * 64)

    assert needs_plate(broken, duration_s=1)


def test_clips_of_one_video_are_judged_one_by_one(clips):
    broken = clips / "broken.mp4"
    broken.write_bytes(b"\0\0\0\x18ftypisom" + b"\0" * 64)
    shown = {name: (clips / f"{name}.mp4", 0.9) for name in ("broken", "dusk", "white", "black", "grey")}

    needing = grounds.needing_plates(shown=shown, style=captions.STYLES["bold"], should_stop=lambda: False)

    assert needing == {"broken", "white", "grey"}


@pytest.mark.parametrize("language", SAMPLES)
def test_a_word_is_drawn_as_wide_as_measured(clips, language):
    text = max(SAMPLES[language].split(), key=len)[:12].rstrip("\u094d\u17d2\u200c")
    shot = shot_of(clips, [text])
    style = captions.STYLES["clean"]
    (page, *_) = pages.lay_out(words=shot.words, until_s=shot.duration_s, language=language, style=style)
    written = captions.write(shot=shot, language=language, style="clean", workdir=clips)

    frame = frame_of(clips, clips / "black.mp4", written, at_s=page.starts_s + 0.2)

    middle = round(page.placed[0].y_px) - TOP_PX
    columns = np.nonzero((frame[middle - 60 : middle + 60].max(axis=2) > 128).any(axis=0))[0]
    measured_px = sum(run.width_px(size_px=page.size_px) for run in page.placed[0].runs)
    assert columns.max() - columns.min() == pytest.approx(measured_px, rel=0.08)
    assert (columns.max() + columns.min()) / 2 == pytest.approx(WIDTH_PX / 2, abs=8)


@pytest.mark.parametrize(
    ("language", "texts"),
    [("en", ["HOH", "ПНП"]), ("ja", ["HOH", "ПНП"]), ("hi", ["HOH", "ΠHΠ"]), ("ar", ["HOH", "ПНП"])],
)
def test_words_of_different_faces_stand_on_one_baseline(clips, language, texts):
    shot = shot_of(clips, texts, each_s=0.6)
    style = captions.STYLES["clean"]
    (page,) = pages.lay_out(words=shot.words, until_s=shot.duration_s, language=language, style=style)
    written = captions.write(shot=shot, language=language, style="clean", workdir=clips)

    frame = frame_of(clips, clips / "black.mp4", written, at_s=page.starts_s + 0.2).max(axis=2)

    feet = []
    for placed in page.placed:
        half_px = placed.piece.width_px(size_px=page.size_px) / 2
        word = frame[:, int(placed.x_px - half_px) : int(placed.x_px + half_px)]
        feet.append(np.nonzero((word > 128).any(axis=1))[0].max())
    assert max(feet) - min(feet) <= 2
