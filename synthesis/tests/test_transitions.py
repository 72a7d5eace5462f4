"""Transitions: how they are chosen, and what their frames show."""

import importlib
from itertools import islice

import av
import numpy as np
import pytest
from django.apps import apps
from PIL import Image

from synthesis.assembly import composition, transitions
from synthesis.assembly.storyboard import HEIGHT_PX, WIDTH_PX, Opening, Scene, Transition
from synthesis.assembly.transitions.materials import PALETTES, rgb
from synthesis.choices import Transition as Choice
from synthesis.content import SceneFields
from synthesis.tests.test_composition import clip, never

DRAWN = tuple(transitions.FRAMES)
RED = (250, 10, 10)


def chosen(*, theme="kitchen", outgoing="count", incoming="count", is_between_footage=False, seed=1):
    return transitions.choose(
        theme=theme,
        outgoing=outgoing,
        incoming=incoming,
        is_between_footage=is_between_footage,
        seed=seed,
    )


def drawn(kind, *, theme="kitchen", is_mirrored=False):
    """The frames: uint8, (number, height, width, 4)."""
    opening = Opening(kind=kind, outgoing_frame=0, theme=theme, is_mirrored=is_mirrored)
    outgoing = transitions.Sheet.of(Image.new("RGB", (WIDTH_PX, HEIGHT_PX), RED))
    return np.stack(
        [np.asarray(frame.picture()) for frame in transitions.draw(opening=opening, outgoing=outgoing)]
    )


def kept(frame):
    """The share of a frame that shows the outgoing picture, or what covers it."""
    return float((frame[..., 3] > 250).mean())


@pytest.mark.parametrize(
    ("situation", "kind"),
    [
        ({"theme": "kitchen"}, Transition.WIPE),
        ({"theme": "voyage"}, Transition.WIPE),
        ({"theme": "riso"}, Transition.SLIP),
        ({"theme": "gym"}, Transition.SLAM),
        ({"theme": "notebook"}, Transition.FLIP),
        ({"theme": "archive"}, Transition.FLIP),
        ({"theme": ""}, Transition.WIPE),
        ({"outgoing": "myth"}, Transition.TEAR),
        ({"outgoing": "chart"}, Transition.FILL),
        ({"outgoing": "countdown"}, Transition.FILL),
        ({"outgoing": "number"}, Transition.FILL),
        ({"outgoing": "number", "theme": "gym"}, Transition.SLAM),
        ({"outgoing": "checklist", "incoming": "list"}, Transition.WHIP),
        ({"incoming": "number"}, Transition.SLAM),
        ({"theme": "riso", "outgoing": "myth", "is_between_footage": True}, Transition.WIPE),
    ],
)
def test_the_transition_suits_theme_and_scenes(situation, kind):
    assert chosen(**situation) is kind


@pytest.mark.parametrize("theme", ["studio", "ledger", "bubble"])
def test_some_themes_vary_by_seed(theme):
    assert {chosen(theme=theme, seed=seed) for seed in range(4)} == {Transition.WIPE, Transition.FILL}


@pytest.mark.parametrize("is_mirrored", [False, True])
@pytest.mark.parametrize("kind", DRAWN)
def test_the_outgoing_picture_is_taken_away(kind, is_mirrored):
    frames = drawn(kind, is_mirrored=is_mirrored)

    assert frames.shape == (transitions.FRAMES[kind], HEIGHT_PX, WIDTH_PX, 4)
    shares = [kept(frame) for frame in frames]
    assert shares[0] > 0.8
    assert shares[-1] < 0.35
    assert shares == sorted(shares, reverse=True) or kind is Transition.FILL


@pytest.mark.parametrize("kind", DRAWN)
def test_a_transition_is_short(kind):
    assert transitions.FRAMES[kind] / 30 <= 0.35


@pytest.mark.parametrize("theme", ["", *PALETTES])
def test_a_wipe_hides_the_edge_of_the_outgoing_picture_behind_its_material(theme):
    for is_mirrored in (False, True):
        for frame in drawn(Transition.WIPE, theme=theme, is_mirrored=is_mirrored):
            outgoing = (np.abs(frame[..., :3].astype(int) - RED).max(axis=2) < 3) & (frame[..., 3] == 255)
            ends = np.where(outgoing.any(axis=0), HEIGHT_PX - outgoing[::-1].argmax(axis=0), 0)
            # Below the last row of the picture is the band, or the end of the frame.
            below = frame[np.minimum(ends + 60, HEIGHT_PX - 1), np.arange(WIDTH_PX), 3]
            assert (below[(ends > 0) & (ends < HEIGHT_PX - 60)] == 255).all()


@pytest.mark.parametrize("colour", [RED, (20, 40, 230), (128, 128, 128), (250, 250, 245), (8, 90, 30)])
def test_a_sheet_keeps_its_colours(colour):
    picture = Image.new("RGBA", (64, 32), (*colour, 200))

    kept_picture = np.asarray(transitions.Sheet.of(picture).picture()).astype(int)

    assert np.abs(kept_picture - (*colour, 200)).max() <= 3


def test_a_fill_never_shows_an_empty_card_over_the_whole_frame():
    for frame in drawn(Transition.FILL):
        is_accent = np.abs(frame[..., :3].astype(int) - rgb(PALETTES["kitchen"].accent)).max(axis=2) < 6
        assert (is_accent & (frame[..., 3] == 255)).mean() < 0.5


def test_a_tear_has_a_white_rim_at_both_halves():
    frame = drawn(Transition.TEAR)[3]

    column = frame[:, WIDTH_PX // 2]
    white = (column[:, :3] > 235).all(axis=1) & (column[:, 3] == 255)
    edges = np.flatnonzero(np.diff(white.astype(int)) == 1)
    assert len(edges) == 2


def opening_of(scenes, *, number):
    opening = composition.plan(scenes=scenes, theme="studio", seed=4).shots[number].opening
    assert opening is not None
    return opening


def test_the_same_scene_gets_the_same_transition_wherever_it_is():
    scenes = [Scene(key=key) for key in "abcd"]

    here = opening_of(scenes, number=3)
    moved = opening_of([scenes[0], scenes[3]], number=1)

    assert (here.kind, here.is_mirrored) == (moved.kind, moved.is_mirrored)


def test_a_person_may_choose_the_transition():
    scenes = [Scene(key="a"), Scene(key="b", transition=Transition.TEAR)]

    assert opening_of(scenes, number=1).kind is Transition.TEAR


def test_a_stored_cross_fade_is_read_as_automatic():
    assert SceneFields.model_validate({"transition": "fade"}).transition is Choice.AUTO


def test_every_choice_can_be_assembled():
    assert {choice.value for choice in Choice} == {kind.value for kind in Transition}


def test_scenes_with_a_cross_fade_become_automatic_and_cuts_stay(video):
    migration = importlib.import_module("synthesis.migrations.0006_scene_transition_auto")
    cut, faded = video.scenes.in_order()[:2]
    for scene, before in ((cut, "cut"), (faded, "fade")):
        scene.transition = before
        scene.save()

    migration.replace_fades(apps, None)

    assert dict(video.scenes.values_list("pk", "transition")) | {cut.pk: "cut", faded.pk: "auto"} == dict(
        video.scenes.values_list("pk", "transition")
    )


def plane_of(video, *, frame):
    """Luma and chroma of a frame, as they are stored."""
    with av.open(str(video)) as container:
        return next(islice(container.decode(video=0), frame, None)).to_ndarray()


def test_frames_behind_a_transition_are_those_of_the_clip(tmp_path):
    tagged = ("-vf", "noise=alls=40:allf=t,setparams=range=tv:colorspace=bt709")
    red, blue = (
        clip(tmp_path / f"{colour}.mp4", colour=colour, frames=60, options=tagged)
        for colour in ("red", "blue")
    )
    (_, shot) = composition.plan(scenes=[Scene(key="red"), Scene(key="blue")], theme="kitchen").shots

    segment = composition.encode_segment(
        shot=shot,
        clip=blue,
        previous_clip=red,
        captions=None,
        workdir=tmp_path / "work",
        should_stop=never,
        encoding=("-c:v", "libx264", "-preset", "ultrafast", "-qp", "0"),
    )

    shown, own = (plane_of(path, frame=30) for path in (segment, blue))
    assert (shown == own).all()
