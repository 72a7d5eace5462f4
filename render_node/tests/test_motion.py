"""Motion graphics: reproducible, within the frame, and always in motion."""

import hashlib
import itertools

import av
import numpy as np
import pytest

from render_node.contract import CompleteRequest, Layout, MotionSpec
from render_node.engines.base import Job
from render_node.engines.motion import MotionEngine, colours, figures, fonts, lettering, scripts

ARABIC = "لماذا يمتلك الأخطبوط 3 قلوب؟"
JAPANESE = "タコには心臓が三つある。泳ぐと二つが止まる。"
TEXTS = {
    "short": "Rest",
    "long": "Donaudampfschifffahrtsgesellschaftskapitänsmütze " + "and so it goes on and on " * 12,
    "arabic": ARABIC,
    "japanese": JAPANESE,
    "cyrillic": "Почему у осьминога три сердца",  # noqa: RUF001 - Cyrillic it is
    "greek": "Γιατί το χταπόδι έχει τρεις καρδιές",
}


class NeverStops:
    """A control that never stops the engine."""

    def step(self, *, stage, done, total):
        assert done <= total


def pictures(*, width=108, height=192, num_frames=30, seed=1, prompt="A calm evening", **motion):
    request = CompleteRequest(
        prompt=prompt,
        size=f"{width}x{height}",
        num_frames=num_frames,
        fps=10,
        motion=MotionSpec(**motion) if motion else None,
    )
    return MotionEngine().render(Job(request=request, seed=seed), control=NeverStops()).pictures


def digest(frames):
    sha256 = hashlib.sha256()
    for picture in frames:
        for plane in (picture.y, picture.u, picture.v):
            sha256.update(plane.tobytes())
    return sha256.hexdigest()


def spec_for(layout, text="Small steps beat giant leaps"):
    return {
        "layout": layout,
        "headline": text,
        "kicker": "Notes",
        "body": "Every single day",
        "items": [text[:160], {"text": "Two", "detail": text[:160]}],
        "figure": "1,250 km",
        "figure_label": text[:160],
    }


@pytest.mark.parametrize("layout", list(Layout))
def test_the_same_request_and_seed_give_the_same_pictures(layout):
    one, other = (digest(pictures(num_frames=12, **spec_for(layout))) for _ in range(2))

    assert one == other


def test_another_seed_gives_other_pictures():
    assert digest(pictures(num_frames=2, seed=1)) != digest(pictures(num_frames=2, seed=2))


@pytest.mark.parametrize("layout", list(Layout))
def test_no_frame_stands_still(layout):
    frames = (picture.y.astype(int) for picture in pictures(**spec_for(layout)))
    copies = [frame.copy() for frame in frames]

    assert all(np.abs(a - b).mean() > 0.05 for a, b in itertools.pairwise(copies))


@pytest.mark.parametrize("layout", list(Layout))
def test_the_last_half_second_has_no_arrivals(layout):
    frames = [p.y.astype(int).copy() for p in pictures(num_frames=40, **spec_for(layout))]
    type_area = np.s_[22:116, 9:94]

    assert all(np.abs(a[type_area] - b[type_area]).mean() < 4 for a, b in itertools.pairwise(frames[-5:]))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize(("width", "height"), [(860, 900), (300, 120), (860, 60)])
@pytest.mark.parametrize("align", ["start", "centre"])
def test_type_never_leaves_its_box(text, width, height, align):
    text = lettering.fit(
        text, font=fonts.SANS, width=width, height=height, largest_px=190, smallest_px=24, align=align
    )
    lefts = [word.x for word in text.words]
    rights = [word.x + word.mask.shape[1] for word in text.words]
    overhang = text.size_px * 0.12

    assert text.words
    assert min(lefts) >= -overhang
    assert max(rights) <= width + overhang
    assert text.lines * text.size_px <= height + text.size_px * 0.3


def test_scripts_that_run_to_the_left_start_on_the_right():
    text = lettering.fit(ARABIC, font=fonts.SANS, width=2000, height=300, largest_px=80, smallest_px=20)

    assert text.words[0].x == max(word.x for word in text.words)
    assert text.words[0].x > 1500
    order = [word.word.text for word in sorted(text.words, key=lambda word: -word.x)]
    assert order == ARABIC.split()


def test_a_closing_mark_never_begins_a_line():
    for width in range(200, 900, 50):
        text = lettering.fit(
            JAPANESE, font=fonts.SANS, width=width, height=900, largest_px=90, smallest_px=20
        )
        assert not any(word.word.text.startswith("。") for word in text.words)


def test_characters_without_a_font_are_omitted():
    assert fonts.readable("Octopus 🐙 facts 👩‍👩‍👧", font=fonts.SANS) == "Octopus facts"


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_every_promised_script_has_its_letters(text):
    assert fonts.readable(text, font=fonts.GROTESQUE) == " ".join(text.split())


@pytest.mark.parametrize("palette", colours.PALETTES, ids=lambda palette: palette.name)
def test_type_is_legible_on_every_ground(palette):
    assert min(colours.contrast(palette.ink, ground) for ground in palette.ground) > 4.5
    assert min(colours.contrast(palette.accent, ground) for ground in palette.ground) > 3
    assert colours.contrast(palette.on_accent, palette.accent) > 4.5


@pytest.mark.parametrize(
    "figure", ["73 %", "1,284,000", "8.4x", "$3.5M", "1.250,75 €", "12 000", "no digits"]
)
def test_counting_ends_at_the_figure_as_it_was_written(figure):
    assert figures.states(figure)[-1] == figure


def test_counting_keeps_the_way_a_figure_is_written():
    shown = figures.states("1,284,000")

    assert shown[0] == "0"
    assert any("," in text for text in shown[1:-1])


@pytest.mark.parametrize(
    ("prompt", "layout"),
    [
        ("Small steps beat giant leaps.", Layout.STATEMENT),
        ("73 % of founders would do it again.", Layout.NUMBER),
        ("Three habits:\n- Wake early\n- Write\n- Walk", Layout.LIST),
        ('She said "the sea holds one in its net of wonder" and left.', Layout.QUOTE),
    ],
)
def test_a_prompt_alone_finds_its_layout(prompt, layout):
    assert scripts.complete(None, prompt=prompt).layout is layout


@pytest.mark.parametrize("layout", list(Layout))
def test_a_layout_without_content_is_replaced(layout):
    spec = scripts.complete(MotionSpec(layout=layout), prompt="Only a prompt")

    assert spec.headline == "Only a prompt"
    assert list(pictures(num_frames=2, layout=layout))


def test_a_prompt_of_nothing_readable_still_makes_a_picture():
    assert len(list(pictures(num_frames=2, prompt="🐙🐙🐙"))) == 2


@pytest.mark.parametrize(("width", "height"), [(96, 96), (192, 108), (98, 170)])
def test_other_formats_are_drawn_too(width, height):
    assert all(p.y.shape == (height, width) for p in pictures(width=width, height=height, num_frames=2))


def test_colours_come_back_as_they_went_in():
    for colour in ("#c8371a", "#0c1a40", "#ffffff", "#6ff2cf"):
        planes = np.zeros((24, 16), np.uint8)
        y, u, v = colours.yuv(colour)
        planes[:16] = y
        planes.reshape(-1)[256:320], planes.reshape(-1)[320:] = u, v
        frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
        frame.colorspace, frame.color_range = 1, 1
        back = frame.to_ndarray(format="rgb24")[8, 8] / 255
        assert np.abs(back - colours.rgb(colour)).max() < 0.03
