"""How scenes are drawn, and the choice of layouts and objects, over REST."""

import pytest

from synthesis.models import AssetRole, Origin
from synthesis.studio import scenes, videos
from synthesis.tests.pages import store
from synthesis.tests.programs import Api

LINES = ("Eggs turn rubbery for one reason.", "Crack 3 eggs into a cold pan.", "Save this for later.")


@pytest.fixture
def api(client, workspace):
    return Api(client, workspace)


@pytest.fixture
def video(workspace):
    made = videos.create(workspace=workspace, user=None, title="Eggs", seed=7)
    for line in LINES:
        scenes.add(video=made, narration=line, headline=line.rstrip("."))
    return made


@pytest.fixture
def address(video):
    scene = video.scenes.in_order()[1]
    return f"videos/{video.pk}/scenes/{scene.pk}/"


def change(api, address, **fields):
    version = api.get(address)["ETag"]
    return api.patch(address, fields, HTTP_IF_MATCH=version)


def test_a_scene_says_how_it_is_drawn_and_why(api, address):
    look = api.get(address).json()["look"]

    assert (look["layout"], look["reason"]) == ("count", "Chosen because it counts 3 things.")
    assert {"name": "egg", "word": "eggs", "count": 3} in look["objects"]
    assert "hook_hero" in look["alternatives"]
    assert "count" not in look["alternatives"]


def test_a_layout_and_objects_are_chosen_and_given_up(api, address):
    chosen = change(api, address, layout="hook_hero", object_names=["crescent-moon"]).json()
    automatic = change(api, address, layout="", object_names=[]).json()

    assert (chosen["look"]["layout"], chosen["look"]["objects"][0]["name"]) == ("hook_hero", "crescent-moon")
    assert (automatic["look"]["layout"], automatic["object_names"]) == ("count", [])


def test_a_layout_that_does_not_fit_is_kept_but_not_drawn(api, address):
    scene = change(api, address, layout="route").json()

    assert (scene["layout"], scene["look"]["layout"]) == ("route", "count")
    assert "“Route on a map” needs something that this scene does not say." in scene["look"]["reason"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("object_names", ["no-such-thing"]), ("object_names", ["egg"] * 4), ("layout", "statement")],
)
def test_an_unknown_object_or_layout_is_refused_at_its_field(api, address, field, value):
    answer = change(api, address, **{field: value})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"].startswith(field)


def test_a_scene_of_a_file_has_no_look(api, video, workspace):
    scene = video.scenes.in_order()[1]
    scenes.edit(scene=scene, version=1, origin=Origin.UPLOADED, asset=store(workspace, role=AssetRole.UPLOAD))

    assert api.get(f"videos/{video.pk}/scenes/{scene.pk}/").json()["look"] is None


def test_the_look_is_read_only(api, address):
    before = api.get(address).json()["look"]

    assert change(api, address, look={"layout": "route"}).json()["look"] == before


def test_the_looks_of_many_scenes_take_as_many_queries_as_those_of_one(
    api, workspace, django_assert_max_num_queries
):
    video = videos.create(workspace=workspace, user=None, title="Eggs")
    for line in LINES * 8:
        scenes.add(video=video, narration=line)

    with django_assert_max_num_queries(12):
        listed = api.get(f"videos/{video.pk}/scenes/?limit=100").json()["data"]

    assert len(listed) == 24


def test_objects_are_found_in_the_language_of_the_search(api):
    english = api.get("objects/?query=moon").json()
    german = api.get("objects/?query=Mond&language=de").json()

    assert {"object": "pictured_object", "name": "full-moon", "title": "full moon"} in english["data"]
    assert (english["object"], english["has_more"]) == ("list", False)
    assert "full-moon" in [each["name"] for each in german["data"]]


@pytest.mark.parametrize("query", ["", "?query=", "?query=x&language=not a tag"])
def test_a_search_without_words_or_with_no_language_is_refused(api, query):
    assert api.get(f"objects/{query}").status_code == 422
