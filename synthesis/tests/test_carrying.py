"""Which object a transition carries, and that editing a scene leaves the one after it alone."""

import pytest

from synthesis.choices import Layout, Origin, Transition
from synthesis.content import SceneContent, VideoContent
from synthesis.rendering import scene_requests
from synthesis.studio import looks

HOOK = "Boil one egg for breakfast."
MYTH = "Washing an egg is a myth. It spoils the egg."
LAST = "Save this for later."


def content(*narrations, theme="kitchen", **fields):
    """A video of these texts; ``fields`` are those of the second scene."""
    scenes = tuple(
        SceneContent(id=f"s{place}", position=place + 1, narration=text, **(fields if place == 1 else {}))
        for place, text in enumerate(narrations)
    )
    return VideoContent(title="Dinner tonight", seed=7, theme=theme, scenes=scenes)


def carried(document):
    found = looks.of_video(content=document).scenes
    return [found[scene.id].carried for scene in document.scenes]


def edited(document, place, **fields):
    scenes = list(document.scenes)
    scenes[place] = scenes[place].model_copy(update=fields)
    return document.model_copy(update={"scenes": tuple(scenes)})


def spec_of(document, place):
    return looks.spec_for(content=document, scene=document.scenes[place])


def test_an_object_that_both_scenes_show_is_carried():
    document = content(HOOK, MYTH, LAST)

    assert carried(document)[1] == "egg"
    assert spec_of(document, 1).carried == "egg"


def test_nothing_is_carried_into_the_first_scene():
    assert carried(content(MYTH, LAST))[0] == ""


def test_scenes_without_a_common_object_carry_nothing():
    assert carried(content(HOOK, "The castle is old. That is a myth.", LAST))[1] == ""


@pytest.mark.parametrize("hook", ["Crack 3 eggs into a cold pan.", "Never wash an egg."])
def test_an_object_that_is_repeated_or_struck_is_not_carried(hook):
    document = content(hook, MYTH, LAST)
    shown = looks.of_video(content=document).scenes["s0"].objects
    assert any(each.name == "egg" and (each.count > 1 or each.is_struck) for each in shown)

    assert carried(document)[1] == ""


@pytest.mark.parametrize("transition", [Transition.CUT, Transition.WIPE, Transition.TEAR])
def test_a_transition_that_a_person_chose_carries_nothing(transition):
    assert carried(content(HOOK, MYTH, LAST, transition=transition))[1] == ""


@pytest.mark.parametrize("origin", [Origin.STOCK, Origin.UPLOADED, Origin.GENERATED])
@pytest.mark.parametrize("place", [0, 1])
def test_nothing_is_carried_from_or_into_footage(origin, place):
    document = edited(content(HOOK, MYTH, LAST), place, origin=origin, asset="ast_1")

    assert carried(document)[1] == ""


@pytest.mark.parametrize("theme", ["riso", "gym", "notebook", "archive"])
def test_themes_whose_transitions_move_the_whole_picture_carry_nothing(theme):
    assert carried(content(HOOK, MYTH, LAST, theme=theme))[1] == ""


@pytest.mark.parametrize("layout", [each for each in Layout if each is not Layout.COUNT])
def test_another_layout_of_a_scene_leaves_the_next_one_alone(layout):
    document = content(HOOK, MYTH, LAST)

    assert spec_of(edited(document, 0, layout=layout), 1) == spec_of(document, 1)


def test_another_headline_and_transition_of_a_scene_leave_the_next_one_alone():
    document = content(HOOK, MYTH, LAST)
    changed = edited(document, 0, headline="Stop cracking your egg", transition=Transition.CUT)

    assert spec_of(changed, 1) == spec_of(document, 1)


def test_an_object_that_vanishes_from_a_scene_is_not_carried_into_the_next():
    document = content(HOOK, MYTH, LAST)

    assert carried(edited(document, 0, object_names=("castle",)))[1] == ""


def test_the_still_of_a_scene_shows_what_is_carried_into_it_at_its_place():
    document = content(HOOK, MYTH, LAST)
    spec = spec_of(document, 1)

    request = scene_requests.still_for(content=document, scene=document.scenes[1], spec=spec, seconds=4.0)

    assert request.motion == spec.model_copy(update={"carried": ""})
