"""HDR footage of phones looks in a video as it was meant to."""

import base64

import numpy as np
import pytest

from synthesis.assembly import colours, pyav
from synthesis.assembly.colours import BT2020, HLG, P3_D65, PQ, Colour
from synthesis.assembly.composition import footage as probing
from synthesis.assembly.composition import tone_mapping
from synthesis.tests.footage_files import colour_at, distance, footage, never, shown

OF_HLG = Colour(transfer=HLG, primaries=BT2020)
OF_PQ = Colour(transfer=PQ, primaries=BT2020)
# Signals of HLG: black, a grey card, light skin, diffuse white, highlights; and colours.
BARS = (
    (0.0, 0.0, 0.0),
    (0.38, 0.38, 0.38),
    (0.62, 0.52, 0.48),
    (0.75, 0.75, 0.75),
    (0.9, 0.9, 0.9),
    (1.0, 1.0, 1.0),
    (0.5, 0.42, 0.42),
    (0.42, 0.5, 0.42),
    (0.42, 0.42, 0.5),
    (0.2, 0.2, 0.2),
)
TAGS = {HLG: "arib-std-b67", PQ: "smpte2084"}


def sdr(signal, colour):
    """What a signal becomes, in 8 bits."""
    return 255 * colours.converted(np.array(signal, float), colour=colour)


def grey(signal, colour):
    return float(sdr([signal] * 3, colour)[0])


def bars(path, *, transfer, tags=True, size=(180, 320)):
    """Ten-bit bars in the colours of BT.2020, one below the other."""
    width, height = size
    signal = np.repeat(np.array(BARS), height // len(BARS), axis=0)[:, None].repeat(width, axis=1)
    luma = signal @ np.array([0.2627, 0.6780, 0.0593])
    blue, red = (signal[..., 2] - luma) / 1.8814, (signal[..., 0] - luma) / 1.4746
    planes = [64 + 876 * luma, 512 + 896 * blue[::2, ::2], 512 + 896 * red[::2, ::2]]
    raw = path.with_suffix(".yuv")
    raw.write_bytes(b"".join(np.rint(plane).astype("<u2").tobytes() for plane in planes) * 3)
    matrix = ":colorspace=bt2020nc:color_primaries=bt2020" if tags else ""
    return footage(
        path,
        *("-vf", f"setparams=range=tv:color_trc={TAGS[transfer]}{matrix}", "-c:v", "libx265"),
        *("-preset", "ultrafast", "-crf", "4", "-x265-params", "log-level=error", "-tag:v", "hvc1"),
        before=(
            *("-f", "rawvideo", "-pix_fmt", "yuv420p10le", "-s", f"{width}x{height}", "-r", "30"),
            *("-i", str(raw)),
        ),
    )


@pytest.mark.parametrize("colour", [OF_HLG, OF_PQ])
def test_black_stays_black_and_the_brightest_highlight_becomes_white(colour):
    assert grey(0, colour) == 0
    assert grey(1, colour) == pytest.approx(255, abs=0.5)


# BT.2408: a grey card has 26 cd/m², which is 38 % in HLG and PQ; diffuse white has 203, or 75 % and 58 %.
@pytest.mark.parametrize(("colour", "card", "white"), [(OF_HLG, 0.38, 0.75), (OF_PQ, 0.38, 0.58)])
def test_a_grey_card_and_diffuse_white_look_as_in_other_footage(colour, card, white):
    # BT.709 encodes reflectances of 18 % and 90 % as 0.409 and 0.948 of white.
    assert grey(card, colour) == pytest.approx(0.409 * 255, abs=4)
    assert 216 <= grey(white, colour) <= 242


@pytest.mark.parametrize("colour", [OF_HLG, OF_PQ])
def test_highlights_keep_their_detail(colour):
    levels = [grey(signal, colour) for signal in np.linspace(0, 1 if colour is OF_HLG else 0.75, 80)]

    steps = np.diff(levels)

    assert (steps > 0).all()
    assert steps.max() < 8


@pytest.mark.parametrize("colour", [OF_HLG, OF_PQ])
def test_neutral_colours_stay_neutral(colour):
    for signal in np.linspace(0, 1, 21):
        assert np.ptp(sdr([signal] * 3, colour)) < 0.5


def test_no_colour_of_the_footage_leaves_the_range():
    axis = np.linspace(0, 1, 9)
    every = np.stack(np.meshgrid(axis, axis, axis), axis=-1)

    for colour in (OF_HLG, OF_PQ, Colour(transfer=0, primaries=P3_D65)):
        result = colours.converted(every, colour=colour)
        assert np.isfinite(result).all()
        assert 0 <= result.min() <= result.max() <= 1 + 1e-9


def test_colours_keep_their_hue_and_gain_saturation():
    red, green, blue = sdr((0.5, 0.42, 0.42), OF_HLG)

    assert green == pytest.approx(blue, abs=12)
    # Seen as BT.709, the same signal would be paler.
    assert (red - green) / red > (0.5 - 0.42) / 0.5


@pytest.mark.parametrize(("colour", "tags"), [(OF_HLG, True), (OF_PQ, True), (OF_HLG, False)])
def test_a_phones_footage_is_shown_in_the_colours_it_was_meant_to_have(tmp_path, colour, tags):
    clip = bars(tmp_path / "phone.mp4", transfer=colour.transfer, tags=tags)

    frame = shown(clip, frames=2, workdir=tmp_path)[1]

    for number, signal in enumerate(BARS):
        seen = colour_at(frame, (number + 0.5) / len(BARS), 0.5)
        assert distance(seen, sdr(signal, colour)) < 6, signal


def test_a_clip_of_exactly_the_frames_size_is_converted_too(tmp_path):
    clip = bars(tmp_path / "phone.mp4", transfer=HLG, size=(1080, 1920))

    frame = shown(clip, frames=1, workdir=tmp_path)[0]

    assert distance(colour_at(frame, 0.35, 0.5), sdr(BARS[3], OF_HLG)) < 6


def test_ordinary_footage_is_not_converted(tmp_path):
    clip = footage(tmp_path / "clip.mp4", "-c:v", "libx264", "-pix_fmt", "yuv420p")

    assert probing.probe(clip).colour is None
    assert colours.needed(transfer=1, primaries=1) is None


def test_the_ground_of_captions_is_sampled_in_the_colours_of_the_video(tmp_path):
    clip = bars(tmp_path / "phone.mp4", transfer=HLG)
    asked = {"clips": [{"source": pyav.source(clip), "duration_s": 0.1}], "width_px": 60}

    [[sample, *_]] = pyav.run("samples", asked, timeout_s=60, should_stop=never)

    shape = (sample["height_px"], sample["width_px"], 3)
    pixels = np.frombuffer(base64.b64decode(sample["pixels"]), np.uint8).reshape(shape)
    assert distance(pixels[round(0.35 * shape[0]), 30], sdr(BARS[3], OF_HLG)) < 8


def test_a_table_is_written_once(tmp_path):
    tone_mapping.write_all([OF_HLG, None, OF_HLG, OF_PQ], workdir=tmp_path)
    written = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.cube")}

    tone_mapping.write_all([OF_HLG, OF_PQ], workdir=tmp_path)

    assert len(written) == 2
    assert written == {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.cube")}
