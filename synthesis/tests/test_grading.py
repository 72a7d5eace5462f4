"""Stock footage is graded to the theme of its video."""

import av
import numpy as np
import pytest
from PIL import Image

from synthesis.assembly import captions, composition, ffmpeg
from synthesis.assembly.captions import themes
from synthesis.assembly.composition import grades
from synthesis.assembly.composition.grades import USUAL, Exposure, Grade
from synthesis.assembly.storyboard import Opening, Shot, Timeline, Transition
from synthesis.assembly.transitions.materials import PALETTES
from synthesis.tests.footage_files import footage, never
from synthesis.tests.test_caption_frames import shot_of

WIDTH_PX, HEIGHT_PX = 1080, 1920
DARK = Exposure(dark=0.02, middle=0.1, bright=0.3, chroma=8)
BRIGHT = Exposure(dark=0.5, middle=0.85, bright=1.0, chroma=60)
HARSH = Exposure(dark=0.0, middle=0.4, bright=1.0, chroma=45)
SKINS = ("FFE0C4", "F1C27D", "E0AC69", "C68642", "8D5524", "5A3620", "3B2219")
FOODS = ("C0392B", "F39C12", "F1C40F", "2E7D32", "7CB342", "6D4C41")
SKIES = ("3C78CD", "5A9BE0", "87B6EA")
NONE = Grade(shadows=(0, 0), highlights=(0, 0), lift=0, contrast=0, saturation=1, black=0, white=1)


def graded(folder, grade, planes):
    """Planes of a frame in yuv420p after a grade: uint8, (height, width) each."""
    source, result = folder / "source.yuv", folder / "graded.yuv"
    source.write_bytes(b"".join(np.ascontiguousarray(plane, np.uint8).tobytes() for plane in planes))
    size = ("-pixel_format", "yuv420p", "-video_size", f"{WIDTH_PX}x{HEIGHT_PX}")
    ffmpeg.run(
        [
            *("-f", "rawvideo", *size, "-i", str(source), "-y"),
            *("-filter_complex", grade.filters, "-f", "rawvideo", str(result)),
        ],
        timeout_s=60,
        should_stop=never,
    )
    data = np.frombuffer(result.read_bytes(), np.uint8)
    luma, rest = np.split(data, [WIDTH_PX * HEIGHT_PX])
    return luma.reshape(HEIGHT_PX, WIDTH_PX), *rest.reshape(2, HEIGHT_PX // 2, WIDTH_PX // 2)


def levels_of(colour):
    """Video levels of a colour."""
    red, green, blue = (part / 255 for part in bytes.fromhex(colour))
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return 16 + 219 * luma, 128 + 224 * (blue - luma) / 1.8556, 128 + 224 * (red - luma) / 1.5748


def colours(folder, grade, wanted):
    """The video levels of colours after a grade: (colours, 3)."""
    columns = WIDTH_PX // 2 // len(wanted)
    small = np.zeros((3, HEIGHT_PX // 2, WIDTH_PX // 2)) + 128
    for place, colour in enumerate(wanted):
        small[:, :, place * columns : (place + 1) * columns] = np.reshape(levels_of(colour), (3, 1, 1))
    small = small.round()
    found = graded(folder, grade, [small[0].repeat(2, 0).repeat(2, 1), small[1], small[2]])
    places = [round((place + 0.5) * columns) for place in range(len(wanted))]
    return np.array([[found[0][900, 2 * x], found[1][450, x], found[2][450, x]] for x in places], float)


def ramp(folder, grade):
    """The levels that the greys from 0 to 255 get: luma and both colour differences, (256,) each."""
    luma = np.zeros((HEIGHT_PX, WIDTH_PX))
    luma[:, : 256 * 4] = np.arange(256).repeat(4)
    grey = np.full((HEIGHT_PX // 2, WIDTH_PX // 2), 128)
    found = graded(folder, grade, [luma, grey, grey])
    return found[0][900, 1 : 256 * 4 : 4].astype(int), *(
        plane[450, : 256 * 2 : 2].astype(int) for plane in found[1:]
    )


def shot(key="scene", *, frames=12, **fields):
    return Shot(key=key, starts_at_frame=0, frames=frames, speech_starts_at_frame=0, narration=None, **fields)


def encoded(clip, workdir, wanted, **more):
    return composition.encode_segment(
        shot=wanted,
        clip=clip,
        previous_clip=more.pop("previous_clip", None),
        captions=None,
        workdir=workdir,
        should_stop=never,
        encoding=("-c:v", "libx264", "-preset", "ultrafast", "-qp", "4"),
        **more,
    )


def frames_of(path):
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


@pytest.fixture(scope="module")
def grey(tmp_path_factory):
    """A clip of dark grey, in the frame's size."""
    folder = tmp_path_factory.mktemp("grey")
    options = ("-c:v", "libx264", "-preset", "ultrafast", "-qp", "4", "-pix_fmt", "yuv420p")
    return footage(folder / "grey.mp4", *options, source="color=0x3a3a3a:s=1080x1920:r=30:d=1")


@pytest.mark.parametrize("exposure", [USUAL, DARK, BRIGHT, HARSH])
@pytest.mark.parametrize("theme", PALETTES)
def test_brightness_keeps_its_order_and_its_ends_and_shows_no_steps(tmp_path, theme, exposure):
    luma, _, _ = ramp(tmp_path, grades.grade(theme=theme, exposure=exposure))

    steps = np.diff(luma)
    assert steps.min() >= 0
    assert steps.max() <= 2
    # Neither black nor white swallows what is next to it.
    assert luma[16] >= 16
    assert luma[235] <= 235
    assert len(set(luma[16:236])) >= 150
    assert luma[24] > luma[16]
    assert luma[235] > luma[227]


def test_a_grade_of_no_strength_changes_nothing(tmp_path):
    random = np.random.default_rng(1)
    planes = [random.integers(0, 256, (HEIGHT_PX >> small, WIDTH_PX >> small)) for small in (0, 1, 1)]

    found = graded(tmp_path, NONE, planes)

    assert all(np.array_equal(one, other) for one, other in zip(found, planes, strict=True))


@pytest.mark.parametrize("theme", PALETTES)
def test_skin_food_and_sky_keep_their_colours(tmp_path, theme):
    wanted = (*SKINS, *FOODS, *SKIES)

    found = colours(tmp_path, grades.grade(theme=theme, exposure=USUAL), wanted)

    before = np.array([levels_of(colour) for colour in wanted])
    # Six levels of colour are a just noticeable difference of two or three.
    assert np.abs(found - before)[:, 1:].max() <= 6.5
    turned = np.arctan2(*(found[:, 1:] - 128).T) - np.arctan2(*(before[:, 1:] - 128).T)
    colourful = np.hypot(*(before[:, 1:] - 128).T) > 25
    assert np.degrees(np.abs((turned + np.pi) % (2 * np.pi) - np.pi))[colourful].max() < 7


@pytest.mark.parametrize("theme", PALETTES)
def test_a_clear_sky_shows_no_bands(tmp_path, theme):
    top, bottom = (np.array(levels_of(colour)) for colour in ("3C78CD", "C6DEF2"))
    sky = top[:, None] + (bottom - top)[:, None] * np.linspace(0, 1, HEIGHT_PX)
    planes = [np.tile(plane.round()[:, None], (1, WIDTH_PX)) for plane in sky]

    found = graded(
        tmp_path,
        grades.grade(theme=theme, exposure=DARK),
        [planes[0], *(plane[::2, ::2] for plane in planes[1:])],
    )

    assert [int(np.abs(np.diff(plane[:, 9].astype(int))).max()) <= 2 for plane in found] == [True] * 3


@pytest.mark.parametrize("theme", sorted(PALETTES.keys() - {"gym"}))
def test_dark_greys_lean_to_the_ink_and_light_ones_to_the_light(tmp_path, theme):
    _, blue, red = ramp(tmp_path, grades.grade(theme=theme, exposure=USUAL))

    for level, colour in ((60, PALETTES[theme].ink), (200, PALETTES[theme].light)):
        lean = np.array([blue[level] - 128, red[level] - 128])
        wanted = np.array(levels_of(colour)[1:]) - 128
        assert lean @ wanted > 0
        assert 1 <= np.hypot(*lean) <= 12


def test_an_ink_without_colour_gives_no_tint(tmp_path):
    _, blue, red = ramp(tmp_path, grades.grade(theme="gym", exposure=USUAL))

    assert {*blue[16:50], *red[16:50]} == {128}


def test_dull_footage_gets_brighter_and_firmer_and_harsh_footage_softer():
    dull, harsh = (grades.grade(theme="kitchen", exposure=each) for each in (DARK, HARSH))

    assert dull.lift > 0 > harsh.contrast
    assert dull.contrast > 0
    assert dull.saturation > harsh.saturation


def test_black_and_white_footage_stays_so_but_for_the_tint():
    grade = grades.grade(theme="kitchen", exposure=Exposure(dark=0.1, middle=0.4, bright=0.8, chroma=0.5))

    assert grade.saturation == 1


def test_a_clip_without_samples_is_graded_as_a_usual_one():
    assert grades.exposure_of(()) == USUAL


def test_the_luminance_of_a_grey_is_that_of_the_graded_frame(tmp_path):
    grade = grades.grade(theme="riso", exposure=DARK)
    luma, _, _ = ramp(tmp_path, grade)

    for level in (30, 90, 150, 220):
        expected = ((luma[level] - 16) / 219 + 0.055) / 1.055
        own = ((level - 16) / 219 + 0.055) / 1.055
        assert grade.luminance(own**2.4) == pytest.approx(expected**2.4, abs=0.01)


def test_only_a_graded_shot_changes(grey, tmp_path):
    plain = frames_of(encoded(grey, tmp_path, shot()))
    tinted = frames_of(encoded(grey, tmp_path, shot(graded_to="riso")))

    assert len(plain) == len(tinted) == 12
    assert np.ptp(plain[0].reshape(-1, 3).mean(axis=0)) < 2
    red, _, blue = tinted[0].reshape(-1, 3).mean(axis=0)
    assert blue - red > 8


def test_a_segment_is_reused_until_its_theme_changes(grey, tmp_path):
    first, again, other, plain = (
        encoded(grey, tmp_path, shot(graded_to=theme)) for theme in ("riso", "riso", "kitchen", "")
    )

    assert first == again
    assert len({first, other, plain}) == 3


def test_a_transition_shows_the_last_frame_as_it_was_graded(grey, tmp_path):
    white = footage(tmp_path / "white.png", "-frames:v", "1", source="color=white:s=1080x1920")

    def opening(graded_to):
        return Opening(kind=Transition.WHIP, outgoing_frame=11, theme="riso", outgoing_graded_to=graded_to)

    plain, tinted = (
        frames_of(encoded(white, tmp_path, shot(opening=opening(theme)), previous_clip=grey))[0]
        for theme in ("", "riso")
    )

    changed = (tinted.astype(int) - plain).reshape(-1, 3).mean(axis=0)
    assert changed[2] - changed[0] > 5


def test_a_photo_is_graded_too(tmp_path):
    Image.new("RGB", (600, 900), (58, 58, 58)).save(tmp_path / "photo.png")

    frame = frames_of(encoded(tmp_path / "photo.png", tmp_path, shot(graded_to="riso")))[-1]

    red, _, blue = frame.reshape(-1, 3).mean(axis=0)
    assert blue - red > 8


def test_a_poster_is_graded_as_its_scene(grey, tmp_path):
    grade = composition.grade_of(clip=grey, theme="riso", should_stop=never)

    pictures = composition.poster(clip=grey, grade=grade, workdir=tmp_path, should_stop=never)

    with Image.open(pictures.poster) as poster:
        red, _, blue = np.asarray(poster).reshape(-1, 3).mean(axis=0)
    assert blue - red > 8


def test_a_clip_without_a_theme_has_no_grade(tmp_path):
    assert composition.grade_of(clip=tmp_path / "missing.mp4", theme="", should_stop=never) is None


def test_captions_suit_the_brightness_that_is_shown(grey, tmp_path):
    spoken = shot_of(tmp_path, ["Grind", "the", "beans"])

    def written(**shown):
        found = captions.write_all(
            timeline=Timeline(shots=(spoken,)),
            language="en",
            style="karaoke",
            theme="kitchen",
            clips={spoken.key: grey},
            workdir=tmp_path,
            should_stop=never,
            **shown,
        )
        path = found[spoken.key]
        assert path is not None
        return path.read_text()

    dark_ground, light_ground = written(), written(as_shown=lambda shot, luminance: 0.9)
    # Colours are written as blue, green and red.
    on_light = f"&H00{''.join(reversed([themes.of('kitchen').light.text[i : i + 2] for i in (0, 2, 4)]))}"
    assert on_light in light_ground
    assert on_light not in dark_ground
