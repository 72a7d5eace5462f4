"""Scenes move while they hold: things, grounds and cards, but not the type that is read."""

from itertools import cycle, pairwise

import numpy as np
import pytest

from render_node.contract import Layout, Theme
from render_node.engines.motion import idling, themes
from render_node.tests.motion import scenes as built_scenes
from render_node.tests.motion.shots import changed, shots

ITEMS = [{"label": "Rice", "value": "$4", "amount": 4}, {"label": "Beans", "value": "$6", "amount": 6}]
SIDES = [{"headline": "Rice", "object": "cooked-rice"}, {"headline": "Bread", "object": "bread"}]
FIELDS = {
    "headline": "Salt the water",
    "figure": "3",
    "stamp": "MYTH",
    "speaker": "A cook, 1953",
    "badge": "9 min",
    "objects": [{"name": "egg", "count": 3}, "cooking"],
    "items": ITEMS,
    "sides": SIDES,
    "seconds_to_hold": 60,
    "places": [
        {"name": "Lisbon", "latitude": 38.7, "longitude": -9.1},
        {"name": "Porto", "latitude": 41.2, "longitude": -8.6},
    ],
    "scene_index": 1,
    "exits": False,
}
# The claim of a myth stands still once it is refuted, and a plain poster is all type.
PAIRS = [
    pytest.param(layout, theme, id=f"{layout}-{theme}")
    for layout, theme in zip(
        [each for each in Layout if each not in {Layout.MYTH, Layout.TYPE_POSTER}], cycle(Theme), strict=False
    )
]
TIMES = tuple(2.6 + step / 10 for step in range(14))
GROUNDS = [
    pytest.param(theme, number, id=f"{theme}-{number}")
    for theme in Theme
    for number, ground in enumerate(themes.of(theme).grounds)
    if ground.moves
]


def difference(one, other):
    """The mean change of the brightness, in levels."""
    return float(np.abs(one[0] - other[0]).mean())


def moments(frames):
    """How many of the frames differ visibly from the one before."""
    return sum(difference(*pair) > 0.05 for pair in pairwise(frames))


@pytest.mark.parametrize(("layout", "theme"), PAIRS)
def test_every_layout_moves_while_it_holds(layout, theme):
    frames = shots(*TIMES, **{**FIELDS, "layout": layout, "theme": theme, "seconds": 5})

    assert moments(frames) >= 6


@pytest.mark.parametrize("theme", Theme)
def test_a_hook_moves_in_every_theme(theme):
    frames = shots(*TIMES, **{**FIELDS, "layout": "hook_hero", "theme": theme, "seconds": 5})

    assert moments(frames) >= 8


@pytest.mark.parametrize(("theme", "ground"), GROUNDS)
def test_a_scene_of_type_alone_has_a_ground_that_moves(theme, ground):
    frames = shots(1.5, 2.2, 3.3, layout="type_poster", headline="Hold", theme=theme, ground=ground)

    assert moments(frames) == 2


@pytest.mark.parametrize("ground", [0, 1, 2])
def test_the_light_of_the_studio_is_seen_to_move_on_every_wall(ground):
    times = [1.6 + step / 5 for step in range(12)]
    frames = shots(*times, layout="type_poster", headline="Hold", theme="studio", ground=ground, seconds=6)

    assert moments(frames) == 11


# Where the ground hardly moves by itself.
@pytest.mark.parametrize("theme", ["riso", "bubble", "voyage"])
@pytest.mark.parametrize("label", ["", "for a family of four"])
def test_a_chart_without_objects_moves(theme, label):
    items = [{**item, "label": f"{item['label']} {label}"} for item in ITEMS]
    chart = {"layout": "chart", "headline": "Prices", "items": items, "theme": theme, "scene_index": 1}
    frames = shots(*TIMES, **chart, size=(540, 960), seconds=5)

    assert moments(frames) >= 2


@pytest.mark.parametrize("label", ["", "for a family of four"])
def test_all_parts_of_a_chart_move_together(label):
    items = [{**item, "label": f"{item['label']} {label}"} for item in ITEMS]
    stage = built_scenes.built(layout="chart", theme="riso", headline="", items=items, exits=False)
    before, after = (built_scenes.ops(stage, at_s) for at_s in (2.0, 3.0))

    moves = {(op.x - old.x, op.y - old.y) for old, op in zip(before, after, strict=True)}
    assert len(before) >= 6
    assert len(moves) == 1
    assert moves != {(0, 0)}


@pytest.mark.parametrize("theme", ["gym", "felt", "groove", "pixel", "riso"])
def test_hard_edges_of_a_ground_never_move_behind_the_captions(theme):
    for ground in range(len(themes.of(Theme(theme)).grounds)):
        one, other = shots(
            1.5,
            2.6,
            size=(216, 384),
            seconds=5,
            layout="type_poster",
            headline="Hold",
            theme=theme,
            ground=ground,
        )

        assert np.abs(one[0][238:299] - other[0][238:299]).max() == 0


def test_the_headline_stands_still_while_it_is_read():
    one, other = shots(
        2.0, 2.7, **{**FIELDS, "layout": "hook_hero", "theme": "riso", "badge": "", "seconds": 5}
    )

    assert changed(one, other, top=200, bottom=420, right=700) == 0
    assert changed(one, other, top=420) > 0


@pytest.mark.parametrize("width", [540, 500, 386])
def test_all_parts_of_a_card_move_together(width):
    stage = built_scenes.built(
        layout="quote",
        theme="bubble",
        headline="The water is half the sauce.",
        speaker="Marcella",
        width=width,
        height=960,
        exits=False,
    )
    before, after = (built_scenes.ops(stage, at_s) for at_s in (2.0, 3.0))
    moves = {(op.x - old.x, op.y - old.y) for old, op in zip(before, after, strict=True)}

    assert len(before) > 3
    assert len(moves) == 1


@pytest.mark.parametrize("theme", Theme)
def test_things_move_a_little(theme):
    track = themes.of(theme).holds(idling.Rest(phase=0.3))
    poses = [track(step / 30) for step in range(300)]

    assert max(max(abs(pose.x), abs(pose.y)) for pose in poses) <= 14
    assert max(abs(pose.turn) for pose in poses) <= 4
    assert len({pose.turn for pose in poses}) <= 9, "each turn is baked once"


@pytest.mark.parametrize("theme", Theme)
def test_what_stands_never_sinks(theme):
    track = themes.of(theme).holds(idling.Rest(phase=0.3, stands=True))

    assert max(track(step / 30).y for step in range(300)) <= 0


@pytest.mark.parametrize("theme", Theme)
def test_two_things_do_not_move_in_step(theme):
    one, other = (themes.of(theme).holds(idling.Rest(phase=phase)) for phase in (0.1, 0.72))

    assert any(abs(one(step / 30).y - other(step / 30).y) > 4 for step in range(90))


def test_cards_move_by_at_most_two_pixels():
    track = idling.calm()(idling.Rest(phase=0.2))

    assert max(max(abs(track(step / 30).x), abs(track(step / 30).y)) for step in range(300)) <= 2


def test_the_ground_of_a_refuted_claim_stands_still():
    claim = {**FIELDS, "layout": "myth", "theme": "kitchen", "reaction_s": 1.2, "seconds": 5}
    before, later, one, other = shots(0.6, 1.1, 2.4, 3.4, **claim)

    assert changed(before, later, top=1330, bottom=1500) > 0
    assert changed(one, other, top=1330, bottom=1500) == 0


@pytest.mark.parametrize("theme", Theme)
def test_the_first_frame_is_complete(theme):
    hook = {**FIELDS, "layout": "hook_hero", "theme": theme, "scene_index": 0}
    first, later = shots(0.0, 1.0, size=(432, 768), **hook)

    assert _edges(first) > 0.8 * _edges(later)


def _edges(shot):
    return float((np.abs(np.diff(shot[0], axis=1)) > 24).mean())


@pytest.mark.parametrize("size", [(108, 192), (480, 270), (302, 302)])
@pytest.mark.parametrize("theme", Theme)
def test_grounds_cover_frames_of_other_shapes(theme, size):
    for ground in range(len(themes.of(theme).grounds)):
        for shot in shots(0.0, 1.4, size=size, layout="outro", headline="Go", theme=theme, ground=ground):
            assert shot[0].shape == (size[1], size[0])
            assert not (shot[0] == 16).all(axis=0).any(), "a column that nothing covers"
