"""The scene editor: the picture of each scene, the reason for its layout, and other layouts and objects."""

import re

import pytest

from accounts.models import Role
from synthesis.models import AssetRole, Origin, Scene
from synthesis.studio import looks, scenes, stills, videos
from synthesis.tests.pages import browser_of, store, text_of
from synthesis.tests.test_stills import jpeg
from synthesis.tests.test_views_scenes import typed

LINES = ("Eggs turn rubbery for one reason.", "Crack 3 eggs into a cold pan.", "Save this for later.")


@pytest.fixture
def member(workspace):
    return browser_of(workspace)


@pytest.fixture
def video(workspace):
    made = videos.create(workspace=workspace, user=None, title="Eggs", seed=7)
    for line in LINES:
        scenes.add(video=made, narration=line, headline=line.rstrip("."))
    return made


@pytest.fixture
def scene(video):
    return of(video)[1]


@pytest.fixture
def drawn(scripted_node, node, video):
    scripted_node.still = jpeg()
    stills.draw(video_id=video.pk)
    return video


def of(video):
    return list(video.scenes.in_order().select_related("still"))


def address(scene, part=""):
    return f"/videos/{scene.video_id}/scenes/{scene.pk}/{part}"


def select_of(page):
    return page.split('name="layout"')[1].split("</select>")[0]


# --- pictures ----------------------------------------------------------------------------------


def test_the_filmstrip_shows_stored_pictures_and_no_player(member, drawn):
    page = text_of(member.get(f"/videos/{drawn.pk}/scenes/"))
    strip = page.split('class="filmstrip"')[1].split("</ol>")[0]

    for scene in of(drawn):
        assert f'src="/assets/{scene.still_id}/content/"' in strip
    assert 'alt="Counted objects: Crack 3 eggs into a cold pan"' in strip
    assert "<video" not in page


def test_the_filmstrip_has_no_player_for_clips_either(member, workspace, drawn):
    scene = of(drawn)[1]
    clip = store(workspace, role=AssetRole.UPLOAD)
    scenes.edit(scene=scene, version=scene.version, origin=Origin.UPLOADED, asset=clip)

    page = text_of(member.get(f"/videos/{drawn.pk}/scenes/"))
    opened = text_of(member.get(address(scene)))

    assert page.count("<video") == 0
    assert opened.count("<video") == 1


def test_an_outdated_picture_stays_and_is_marked(member, drawn):
    scene = of(drawn)[1]
    scenes.edit(scene=scene, version=scene.version, headline="Cold pan first")

    page = text_of(member.get(address(scene)))

    assert f'src="/assets/{scene.still_id}/content/"' in page
    assert page.count("Redrawing") == 2


def test_before_there_is_a_picture_the_words_are_shown(member, video):
    page = text_of(member.get(f"/videos/{video.pk}/scenes/"))

    assert page.count("<span>Drawing</span>") == 4
    assert '<span class="scene-card__headline">Eggs turn rubbery for one reason</span>' in page


def test_the_state_of_the_pictures_is_sent_once(member, drawn):
    first = member.get(f"/videos/{drawn.pk}/stills/")
    again = member.get(f"/videos/{drawn.pk}/stills/", HTTP_IF_NONE_MATCH=first["ETag"])

    expected = [
        {"scene": scene.pk, "url": f"/assets/{scene.still_id}/content/", "digest": scene.still_digest}
        for scene in of(drawn)
    ]
    assert first.json() == {"stills": expected}
    assert again.status_code == 304


def test_the_pictures_of_another_workspace_are_not_there(other_workspace, drawn):
    stranger, scene = browser_of(other_workspace), of(drawn)[0]

    assert stranger.get(f"/videos/{drawn.pk}/stills/").status_code == 404
    assert stranger.get(f"/assets/{scene.still_id}/content/").status_code == 404
    assert stranger.get(address(scene, "preview/?digest=x")).status_code == 404
    assert stranger.post(address(scene, "preview/"), typed(scene)).status_code == 404
    assert stranger.get(address(scene, "objects/?q=egg")).status_code == 404


# --- previews ----------------------------------------------------------------------------------


def test_a_preview_shows_the_typed_scene_and_saves_nothing(member, scripted_node, node, video, scene):
    scripted_node.still = jpeg()
    answer = member.post(address(scene, "preview/"), typed(scene, headline="Cold eggs, hot pan")).json()
    picture = address(scene, f"preview/?digest={answer['digest']}")
    before = member.get(picture)

    stills.draw_preview(scene_id=scene.pk, digest=answer["digest"])

    after = member.get(picture)
    assert (before.status_code, after.status_code) == (204, 200)
    assert (after["Content-Type"], after.content) == ("image/jpeg", scripted_node.still)
    assert scripted_node.stills[-1][1]["motion"]["headline"] == "Cold eggs, hot pan"
    assert Scene.objects.get(pk=scene.pk).headline == scene.headline


def test_a_preview_says_how_the_typed_scene_would_be_drawn(member, scene):
    answer = member.post(
        address(scene, "preview/"), typed(scene, narration="Fly from Lisbon to Tokyo.", headline="Far away")
    ).json()

    assert answer["layout"] == "Route on a map"
    assert answer["reason"] == "Chosen because it goes from Lisbon to Tokyo."
    assert "route" in answer["fitting"]
    assert answer["shows"] == []


def test_a_preview_of_a_refused_form_is_refused(member, scene):
    assert member.post(address(scene, "preview/"), typed(scene, headline="x" * 161)).status_code == 422


def test_a_viewer_gets_no_preview(workspace, scene):
    viewer = browser_of(workspace, Role.VIEWER)

    assert viewer.post(address(scene, "preview/"), typed(scene)).status_code == 403


# --- layout ------------------------------------------------------------------------------------


def test_the_reason_for_the_layout_is_shown(member, scene):
    page = text_of(member.get(address(scene)))

    assert "Automatic (Counted objects)</option>" in page
    assert 'id="id_layout-hint">Chosen because it counts 3 things.</div>' in page


def test_layouts_that_do_not_fit_cannot_be_chosen_and_say_what_they_need(member, scene):
    options = select_of(text_of(member.get(address(scene))))

    assert '<option value="route" disabled>Route on a map: two places</option>' in options
    assert '<option value="hook_hero">Large object</option>' in options


def test_another_layout_is_picked(member, scene):
    member.post(address(scene), typed(scene, layout="hook_hero"))

    page = text_of(member.get(address(scene)))
    assert '<option value="hook_hero" selected>Large object</option>' in page
    assert "Automatic (Counted objects)</option>" in page
    assert "You chose it." in page


def test_a_chosen_layout_that_no_longer_fits_stays_chosen_with_the_reason(member, scene):
    member.post(address(scene), typed(scene, layout="count"))
    scene.refresh_from_db()
    member.post(
        address(scene), typed(scene, layout="count", narration="Stir slowly.", headline="Stir slowly")
    )

    page = text_of(member.get(address(scene)))

    assert '<option value="count" selected>' in select_of(page)
    assert "“Counted objects” needs something that this scene does not say." in page


def test_fields_that_the_layout_does_not_show_are_labelled(member, scene):
    page = text_of(member.get(address(scene)))

    notes = dict(re.findall(r'data-look-part="(\w+)"\s*(hidden)?>', page))
    assert notes["items"] == ""
    member.post(address(scene), typed(scene, items="Crack\nStir\nWait", narration="Do this."))
    notes = dict(re.findall(r'data-look-part="(\w+)"\s*(hidden)?>', text_of(member.get(address(scene)))))
    assert notes["items"] == "hidden"


# --- objects -----------------------------------------------------------------------------------


def test_the_objects_of_a_scene_are_shown_with_the_words_that_name_them(member, scene):
    page = text_of(member.get(address(scene)))

    found = page.split('data-look="objects"')[1].split("</ul>")[0]
    assert re.search(r"Egg</span>.*“<span dir=\"auto\">eggs</span>” × 3", found, re.DOTALL)


def test_objects_are_searched_and_those_already_picked_stay(member, scene):
    answer = member.get(address(scene, "objects/?q=moon&object_names=egg"), HTTP_HX_REQUEST="true")

    chips = text_of(answer)
    assert re.search(r'value="egg"\s+checked', chips)
    assert 'value="crescent-moon"' in chips


def test_a_choice_of_ones_own_begins_with_the_objects_that_are_shown(member, scene):
    page = text_of(member.get(address(scene)))

    choice = page.split('id="object-choice"')[1].split("</fieldset>")[0]
    assert re.findall(r'value="([\w-]+)"\s+checked', choice) == ["cooking", "egg"]
    assert re.search(r'value="automatic"\s+checked', page)


def test_a_saved_choice_stays_as_it_was_saved(member, scene):
    member.post(address(scene), typed(scene, objects_by="picked", object_names=["crescent-moon"]))

    choice = text_of(member.get(address(scene))).split('id="object-choice"')[1].split("</fieldset>")[0]
    assert re.findall(r'value="([\w-]+)"\s+checked', choice) == ["crescent-moon"]


def test_saving_the_shown_objects_as_ones_own_choice_keeps_their_number(member, scene):
    member.post(address(scene), typed(scene, objects_by="picked", object_names=["cooking", "egg"]))

    shown = looks.of_rows(video=scene.video).scenes[scene.pk].objects
    assert [(thing.name, thing.count) for thing in shown] == [("cooking", 1), ("egg", 3)]


def test_a_search_that_finds_nothing_says_so(member, scene):
    answer = member.get(address(scene, "objects/?q=qqqq"), HTTP_HX_REQUEST="true")

    assert "No other object is called" in text_of(answer)


def test_picked_objects_are_saved_and_given_up_again(member, scene):
    picked = {"objects_by": "picked", "object_names": ["crescent-moon", "egg"]}
    member.post(address(scene), typed(scene, **picked))
    scene.refresh_from_db()
    chosen = scene.object_names

    member.post(address(scene), typed(scene, **{**picked, "objects_by": "automatic"}))

    scene.refresh_from_db()
    assert (chosen, scene.object_names) == (["crescent-moon", "egg"], [])


@pytest.mark.parametrize(
    ("names", "words"),
    [(["no-such-thing"], "No object is named “no-such-thing”."),
     (["egg", "cooking", "crescent-moon", "alarm-clock"], "Choose at most 3 objects.")],
)  # fmt: skip
def test_objects_that_cannot_be_shown_are_refused_at_the_field(member, scene, names, words):
    answer = member.post(address(scene), typed(scene, objects_by="picked", object_names=names))

    assert answer.status_code == 422
    assert words in text_of(answer)


@pytest.mark.parametrize(
    ("points", "words"),
    [("a\n" * 7, "At most 6 lines are allowed."), ("a\n" + "b" * 81, "has 81 characters. The limit is 80.")],
)
def test_points_that_are_too_many_or_too_long_are_refused_at_the_field(member, scene, points, words):
    answer = member.post(address(scene), typed(scene, items=points))

    assert answer.status_code == 422
    assert words in text_of(answer).split('id="id_items-error"')[1].split("</p>")[0]


def test_without_scripts_a_search_keeps_what_was_typed(member, scene):
    answer = member.post(
        address(scene), typed(scene, headline="Not saved", objects_by="picked", q="moon", find="objects")
    )

    page = text_of(answer)
    assert 'value="crescent-moon"' in page
    assert 'value="Not saved"' in page
    assert Scene.objects.get(pk=scene.pk).headline == scene.headline
