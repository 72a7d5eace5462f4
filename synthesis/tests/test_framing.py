"""Footage of any size, shape and rate fills the frame, and stills move gently."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from synthesis.assembly.composition import footage as probing
from synthesis.assembly.composition import framing
from synthesis.assembly.storyboard import FPS, HEIGHT_PX, WIDTH_PX
from synthesis.tests.footage_files import colour_at, distance, footage, shown

H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
SQUARE = 200


def still(path, size, *, ground="white", mark="black"):
    """A picture with a dark square in the middle."""
    picture = Image.new("RGB", size, ground)
    left, top = size[0] // 2 - SQUARE // 2, size[1] // 2 - SQUARE // 2
    ImageDraw.Draw(picture).rectangle((left, top, left + SQUARE, top + SQUARE), fill=mark)
    picture.save(path)
    return path


def pan_of(path, *, frames):
    pan = framing.pan_of(probing.probe(path), frames=frames)
    assert pan is not None
    return pan


def places(frames):
    """Row and column of the dark square's centre in each frame, to a fraction of a pixel."""
    found = []
    for frame in frames:
        # Ringing around the square does not count.
        dark = np.clip(200.0 - frame.mean(axis=2), 0, None)
        rows, columns = dark.sum(axis=1), dark.sum(axis=0)
        found.append(
            (np.average(np.arange(HEIGHT_PX), weights=rows), np.average(np.arange(WIDTH_PX), weights=columns))
        )
    return np.array(found)


STILLS = {"tall": (1080, 1920), "taller": (900, 2400), "wide": (2400, 1350), "square": (1500, 1500)}


@pytest.mark.parametrize("shape", STILLS)
def test_a_still_moves_by_the_same_amount_in_every_frame(tmp_path, shape):
    frames = shown(still(tmp_path / "still.png", STILLS[shape]), frames=20, workdir=tmp_path)

    steps = np.abs(np.diff(places(frames), axis=0))

    along = 1 if shape in {"wide", "square"} else 0
    assert steps[:, along] == pytest.approx(2 if along else 1, abs=0.03)
    assert steps[:, 1 - along].max() < 0.03


def test_a_still_of_a_long_scene_moves_more_slowly_and_as_smoothly(tmp_path):
    path = still(tmp_path / "still.png", (1080, 1920))
    pan = pan_of(path, frames=200)

    frames = shown(path, frames=200, workdir=tmp_path)[:20]

    assert (pan.step_px, pan.enlargement) == (0.5, 2)
    assert np.abs(np.diff(places(frames)[:, 0])) == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize("frames", [60, 150, 151, 300, 900])
def test_a_still_of_the_frames_shape_loses_little_of_its_height(tmp_path, frames):
    pan = pan_of(still(tmp_path / "still.png", (1080, 1920)), frames=frames)

    assert 0.03 <= pan.travel_px / HEIGHT_PX <= 0.12


@pytest.mark.parametrize("shape", STILLS)
@pytest.mark.parametrize("frames", [60, 200])
def test_a_moving_still_shows_no_borders(tmp_path, shape, frames):
    path = still(tmp_path / "still.png", STILLS[shape], ground="lime", mark="lime")

    first, *_, last = shown(path, frames=frames, workdir=tmp_path)

    for frame in (first, last):
        edges = np.concatenate(
            [frame[:2].reshape(-1, 3), frame[-2:].reshape(-1, 3), frame[:, 0], frame[:, -1]]
        )
        assert distance(edges.min(axis=0), (0, 255, 0)) < 12


def test_the_same_picture_moves_alike_and_others_may_move_otherwise(tmp_path):
    pans = [
        pan_of(still(tmp_path / f"{shade}.png", (1080, 1920), mark=(shade, 0, 0)), frames=90)
        for shade in range(12)
    ]
    (tmp_path / "copy.png").write_bytes((tmp_path / "0.png").read_bytes())

    assert pan_of(tmp_path / "copy.png", frames=90) == pans[0]
    assert {pan.is_reversed for pan in pans} == {True, False}


def test_a_wide_clip_pans_and_a_tall_one_does_not(tmp_path):
    wide = footage(tmp_path / "wide.mp4", *H264, source="testsrc=s=320x180:r=30:d=1")
    tall = footage(tmp_path / "tall.mp4", *H264, source="testsrc=s=180x320:r=30:d=1")

    assert pan_of(wide, frames=60).is_across
    assert framing.pan_of(probing.probe(tall), frames=60) is None


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_turned_clip_is_shown_upright(tmp_path, degrees):
    colours = "color=red:s=160x45:d=1[a];color=blue:s=160x45:d=1[b];[a][b]vstack"
    flat = footage(tmp_path / "flat.mp4", *H264, source=colours)
    turned = footage(
        tmp_path / "turned.mp4", "-c", "copy", before=("-display_rotation", str(degrees), "-i", str(flat))
    )

    frame = shown(turned, frames=2, workdir=tmp_path)[1]

    # A display matrix turns counter-clockwise: the top becomes the left side, the bottom or the right side.
    places_of_red = {90: (0.5, 0.1), 180: (0.9, 0.5), 270: (0.5, 0.9)}
    row, column = places_of_red[degrees]
    assert distance(colour_at(frame, row, column), (255, 0, 0)) < 12
    assert distance(colour_at(frame, 1 - row, 1 - column), (0, 0, 255)) < 12


@pytest.mark.parametrize("kind", ["jpg", "png", "webp"])
def test_a_photo_is_shown_upright(tmp_path, kind):
    photo = Image.new("RGB", (400, 200), "blue")
    ImageDraw.Draw(photo).rectangle((0, 0, 200, 200), fill="red")
    exif = photo.getexif()
    exif[0x0112] = 6
    photo.save(tmp_path / f"photo.{kind}", exif=exif)

    frame = shown(tmp_path / f"photo.{kind}", frames=1, workdir=tmp_path)[0]

    assert distance(colour_at(frame, 0.1, 0.5), (254, 0, 0)) < 12
    assert distance(colour_at(frame, 0.9, 0.5), (0, 0, 254)) < 12


ODD = {
    "1081x607": ("testsrc=s=1081x607:r=30:d=1", ("-c:v", "libvpx")),
    "17x17": ("testsrc=s=17x17:r=30:d=1", ("-c:v", "libvpx")),
    "very tall": ("testsrc=s=16x2000:r=30:d=1", ("-c:v", "libvpx")),
    "very wide": ("testsrc=s=4000x16:r=30:d=1", ("-c:v", "libvpx")),
    "grey": ("testsrc=s=90x160:r=30:d=1", ("-c:v", "libx264", "-pix_fmt", "gray")),
    "with transparency": ("testsrc=s=90x160:r=30:d=1,format=yuva420p", ("-c:v", "libvpx-vp9")),
    "one frame": ("testsrc=s=90x160:r=30:d=1", ("-c:v", "libvpx", "-frames:v", "1")),
    "one frame per second": ("testsrc=s=90x160:r=1:d=3", ("-c:v", "libvpx")),
    "interlaced": ("testsrc=s=90x160:r=50:d=1,interlace", ("-c:v", "libx264", "-flags", "+ilme+ildct")),
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_clip_fills_every_frame(tmp_path, name):
    source, options = ODD[name]
    suffix = ".mp4" if "libx264" in options else ".webm"
    clip = footage(tmp_path / f"clip{suffix}", *options, source=source)

    frames = shown(clip, frames=12, workdir=tmp_path)

    assert len(frames) == 12
    assert all(frame.shape == (HEIGHT_PX, WIDTH_PX, 3) for frame in frames)
    assert all(np.ptp(frame) > 60 for frame in frames)


def test_pixels_that_are_not_square_are_drawn_in_their_shape(tmp_path):
    # A circle of a camera with pixels twice as wide as high.
    circle = "color=black:s=400x800:d=1,format=gray,geq='255*lt(hypot((X-200)*2,Y-400),150)',setsar=2"
    clip = footage(tmp_path / "clip.mp4", *H264, source=circle)

    frame = shown(clip, frames=1, workdir=tmp_path)[0]

    bright = frame.mean(axis=2) > 128
    height, width = bright.any(axis=1).sum(), bright.any(axis=0).sum()
    assert height == pytest.approx(width, rel=0.03)


def test_transparent_parts_of_a_picture_are_black(tmp_path):
    picture = Image.new("RGBA", (300, 500), (255, 0, 255, 0))
    ImageDraw.Draw(picture).rectangle((100, 150, 200, 350), fill=(255, 200, 0, 255))
    picture.save(tmp_path / "logo.png")

    frame = shown(tmp_path / "logo.png", frames=1, workdir=tmp_path)[0]

    assert distance(colour_at(frame, 0.05, 0.5), (0, 0, 0)) < 4
    assert distance(colour_at(frame, 0.5, 0.5), (255, 200, 0)) < 12


def test_a_full_range_clip_keeps_its_contrast(tmp_path):
    full = ("-vf", "scale=out_range=pc,format=yuvj420p", "-color_range", "pc")
    clip = footage(tmp_path / "clip.mp4", "-c:v", "libx264", *full, source="color=0x808080:s=90x160:d=1")

    frame = shown(clip, frames=1, workdir=tmp_path)[0]

    assert distance(colour_at(frame, 0.5, 0.5), (128, 128, 128)) < 4


def test_a_clip_whose_frames_come_at_irregular_times_does_not_drift(tmp_path):
    """A phone drops from 60 to 20 frames per second: each second still lasts a second."""
    growing = "color=black:s=90x160:r=60:d=4,format=gray,geq='60*T'"
    irregular = "select='lt(n,60)+between(n,60,180)*not(mod(n,3))+gt(n,180)',settb=1/600"
    clip = footage(
        tmp_path / "clip.mp4", "-vf", irregular, "-fps_mode", "vfr", *H264, "-crf", "4", source=growing
    )

    frames = shown(clip, frames=110, workdir=tmp_path)

    levels = [float(colour_at(frame, 0.5, 0.5).mean()) for frame in frames]
    at_s = np.arange(len(levels)) / FPS
    # 20 frames per second leave a frame on the screen for up to 0.05 s. Levels grow by 60 per second.
    assert np.abs(np.array(levels) - at_s * 60).max() < 60 * 0.06 + 2


def test_a_clip_of_the_frames_size_and_rate_is_not_touched(tmp_path):
    clip = footage(tmp_path / "clip.mp4", *H264, source="color=red:s=1080x1920:r=30:d=0.2")

    assert probing.probe(clip).is_ready


def test_a_frame_of_a_still_is_as_sharp_as_any_other(tmp_path):
    noise = Image.effect_noise((1080, 1920), 120).convert("RGB")
    noise.save(tmp_path / "noise.png")

    frames = shown(tmp_path / "noise.png", frames=8, workdir=tmp_path)

    sharpness = [float(np.abs(np.diff(frame[..., 0].astype(float), axis=0)).mean()) for frame in frames]
    assert max(sharpness) / min(sharpness) < 1.02


def test_the_largest_photo_that_may_be_uploaded_is_shown(tmp_path):
    # Its sides are no multiples of the blocks of a JPEG.
    Image.new("RGB", (8660, 5770), (0, 200, 0)).save(tmp_path / "photo.jpg")

    frame = shown(tmp_path / "photo.jpg", frames=1, workdir=tmp_path)[0]

    assert distance(colour_at(frame, 0.5, 0.5), (0, 200, 0)) < 6
