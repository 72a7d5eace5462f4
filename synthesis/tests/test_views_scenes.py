"""The page on which scenes are written, ordered, split, merged and locked."""

import itertools

import pytest

from accounts.models import Role
from synthesis.models import AssetRole, Origin, Scene, SceneStatus
from synthesis.studio import scenes
from synthesis.tests.conftest import make_video, start_render
from synthesis.tests.pages import browser_of, store, text_of
from synthesis.views.scenes import places_to_split


@pytest.fixture
def member(workspace):
    return browser_of(workspace)


@pytest.fixture
def video(workspace):
    return make_video(workspace, scene_count=3)


def of(video):
    return list(video.scenes.in_order())


def typed(scene, **fields):
    return {
        "narration": scene.narration, "visual": scene.origin, "layout": scene.layout, "kicker": "",
        "headline": scene.headline, "figure": "", "figure_label": "", "items": "", "body": "",
        "transition": "auto", "minimum_s": "0", "version": scene.version, **fields,
    }  # fmt: skip


def test_the_first_scene_is_open(member, video):
    page = text_of(member.get(f"/videos/{video.pk}/scenes/"))

    assert "Sour means it ran too fast.</textarea>" in page
    assert page.split('class="filmstrip"')[1].split("</ol>")[0].count('aria-current="true"') == 1


def test_the_page_asks_as_much_for_many_scenes_as_for_one(member, workspace, django_assert_max_num_queries):
    long = make_video(workspace, scene_count=30)

    with django_assert_max_num_queries(16):
        member.get(f"/videos/{long.pk}/scenes/")


def test_what_is_typed_is_kept(member, video):
    scene = of(video)[1]

    answer = member.post(
        f"/videos/{video.pk}/scenes/{scene.pk}/",
        typed(
            scene, narration="Grind finer.", layout="checklist", items="Dose\n\n Grind \nTaste", minimum_s="4"
        ),
    )

    scene.refresh_from_db()
    assert answer["Location"] == f"/videos/{video.pk}/scenes/{scene.pk}/"
    assert (scene.narration, scene.layout, scene.minimum_s) == ("Grind finer.", "checklist", 4)
    assert scene.items == ["Dose", "Grind", "Taste"]


@pytest.mark.parametrize("words", ["قهوة أفضل", "より良い", "Finer \N{HOT BEVERAGE}", "a < b & 'c'"])
def test_words_of_every_script_round_trip(member, video, words):
    scene = of(video)[0]

    member.post(f"/videos/{video.pk}/scenes/{scene.pk}/", typed(scene, narration=words, headline=words))

    scene.refresh_from_db()
    assert (scene.narration, scene.headline) == (words, words)


def test_too_many_words_come_back_in_place(member, video):
    scene = of(video)[0]

    answer = member.post(f"/videos/{video.pk}/scenes/{scene.pk}/", typed(scene, narration="w" * 1201))

    assert answer.status_code == 422
    assert "w" * 1201 in text_of(answer)
    scene.refresh_from_db()
    assert scene.version == 1


def test_two_tabs_show_both_texts_and_lose_nothing(member, video):
    scene = of(video)[0]
    address = f"/videos/{video.pk}/scenes/{scene.pk}/"
    member.post(address, typed(scene, narration="Theirs was first."))

    answer = member.post(address, typed(scene, narration="Mine came second."))

    page = text_of(answer)
    assert answer.status_code == 412
    assert "Theirs was first." in page
    assert "Mine came second.</textarea>" in page
    scene.refresh_from_db()
    assert scene.narration == "Theirs was first."


def test_whoever_has_seen_both_texts_may_overwrite(member, video):
    scene = of(video)[0]
    address = f"/videos/{video.pk}/scenes/{scene.pk}/"
    member.post(address, typed(scene, narration="Theirs was first."))
    page = text_of(member.post(address, typed(scene, narration="Mine came second.")))
    version = page.split('name="version" value="')[1].split('"')[0]

    member.post(address, typed(scene, narration="Mine came second.", version=version))

    scene.refresh_from_db()
    assert scene.narration == "Mine came second."


def test_a_scene_shows_a_file_of_ones_own(member, video, workspace):
    scene, upload = of(video)[0], store(workspace, role=AssetRole.UPLOAD, title="Portafilter")
    address = f"/videos/{video.pk}/scenes/{scene.pk}/"
    offered = text_of(member.get(address))

    member.post(address, typed(scene, visual=upload.pk))
    scene.refresh_from_db()
    chosen = (scene.origin, scene.asset)
    member.post(address, typed(scene, visual="motion"))

    scene.refresh_from_db()
    assert "Portafilter" in offered
    assert chosen == (Origin.UPLOADED, upload)
    assert (scene.origin, scene.asset) == (Origin.MOTION, None)


def test_a_file_of_another_workspace_is_not_offered(member, video, other_workspace):
    scene, foreign = of(video)[0], store(other_workspace, role=AssetRole.UPLOAD)

    answer = member.post(f"/videos/{video.pk}/scenes/{scene.pk}/", typed(scene, visual=foreign.pk))

    assert answer.status_code == 422


def act(member, video, scene, action, **fields):
    return member.post(f"/videos/{video.pk}/scenes/{scene.pk}/{action}/", fields)


def test_scenes_move_by_buttons(member, video):
    first, second, third = of(video)

    act(member, video, third, "up")
    act(member, video, first, "up")

    assert of(video) == [first, third, second]


def test_scenes_take_the_order_in_which_they_were_dragged(member, video):
    first, second, third = of(video)

    answer = member.post(
        f"/videos/{video.pk}/scenes/order/?open={first.pk}",
        {"order": f"{third.pk},{first.pk},{second.pk}"},
        HTTP_HX_REQUEST="true",
    )

    strip = text_of(answer)
    places = [strip.index(f"handle-{scene.pk}") for scene in (third, first, second)]
    assert places == sorted(places)
    assert strip.count('aria-current="true"') == 1
    assert of(video) == [third, first, second]


@pytest.mark.parametrize("order", ["", "scn_nothing", "x" * 5000])
def test_an_order_that_names_other_scenes_is_refused(member, video, order):
    answer = member.post(f"/videos/{video.pk}/scenes/order/", {"order": order}, HTTP_HX_REQUEST="true")

    assert answer.status_code == 422
    assert answer["HX-Retarget"] == "#messages"


def test_a_scene_is_added_behind_the_open_one(member, video):
    first = of(video)[0]

    answer = member.post(f"/videos/{video.pk}/scenes/add/", {"after": first.pk})

    added = of(video)[1]
    assert added.status == SceneStatus.EMPTY
    assert answer["Location"] == f"/videos/{video.pk}/scenes/{added.pk}/"


def test_a_scene_is_split_behind_a_sentence(member, workspace):
    video = make_video(workspace, scene_count=0)
    scene = scenes.add(video=video, narration="It is sour. Grind finer.")
    (place,) = places_to_split(scene.narration, language="en")

    act(member, video, scene, "split", at=place["at"])

    assert [each.narration for each in of(video)] == ["It is sour.", "Grind finer."]


@pytest.mark.parametrize("at", ["", "0", "-4", "99999", "9" * 40, "x"])
def test_a_scene_is_not_split_where_there_is_nothing(member, video, at):
    scene = of(video)[0]

    assert act(member, video, scene, "split", at=at).status_code == 422
    assert video.scenes.count() == 3


@pytest.mark.parametrize(
    ("language", "text", "first"),
    [
        ("en", "One. Two, three. Four", ["One.", "Two,", "three."]),
        ("en", "no stop at all here", ["no stop at"]),
        ("en", "Try it, Dr. Smith said at 7:30. For $4.50!", ["Try it,", "Dr. Smith said at 7:30."]),
        ("de", "Das geht z. B. so: Erst mahlen. Dann wiegen.", ["Das geht z. B. so:", "Erst mahlen."]),
        ("ja", "酸っぱい。挽く。", ["酸っぱい。"]),
        ("ja", "豆は、18gです。お湯を注ぐ。", ["豆は、", "18gです。"]),
        ("ar", "جربها غدا، ثم قل لي. كيف تغير الطعم؟", ["جربها غدا،", "ثم قل لي."]),
        ("en", "Dr. Smith paid 3.5 m. in the U.S. Then he left.", ["Dr. Smith paid 3.5 m. in the U.S."]),
        ("en", "word", []),
        ("en", "", []),
    ],
)
def test_places_to_split_lie_behind_clauses(language, text, first):
    starts = [0, *(place["at"] for place in places_to_split(text, language=language))]
    pieces = [text[start:end].strip() for start, end in itertools.pairwise(starts)]

    assert pieces == first


def test_a_place_to_split_is_named_by_the_last_words(member, video):
    english = places_to_split("Put the cup on a scale. Weigh it.", language="en")
    japanese = places_to_split("お湯がコーヒーの粉に触れている時間が長すぎるのです。挽く。", language="ja")

    assert english[0]["words"] == "cup on a scale."
    assert japanese[0]["words"] == "ている時間が長すぎるのです。"


def test_scenes_are_merged(member, video):
    first = of(video)[0]

    act(member, video, first, "merge")

    assert [each.narration for each in of(video)] == [
        "Sour means it ran too fast. Grind one step finer.",
        "Then taste again.",
    ]


def test_a_locked_scene_shows_itself_and_refuses_changes(member, video):
    scene = of(video)[0]
    act(member, video, scene, "lock")
    page = text_of(member.get(f"/videos/{video.pk}/scenes/{scene.pk}/"))

    refused = member.post(f"/videos/{video.pk}/scenes/{scene.pk}/", typed(scene, narration="Other."))
    act(member, video, scene, "unlock")

    scene.refresh_from_db()
    assert "Unlock it to change or delete it." in page
    assert refused.status_code == 409
    assert (scene.status, scene.narration) == (SceneStatus.READY_TO_RENDER, "Sour means it ran too fast.")


def test_deleting_opens_the_scene_that_took_the_place(member, video):
    first, second, _ = of(video)

    answer = act(member, video, first, "delete")

    assert answer["Location"] == f"/videos/{video.pk}/scenes/{second.pk}/"
    assert [each.position for each in of(video)] == [1, 2]


def test_deleting_the_last_scene_leaves_an_inviting_page(member, workspace):
    video = make_video(workspace, scene_count=1)

    act(member, video, of(video)[0], "delete")

    assert "No scene yet" in text_of(member.get(f"/videos/{video.pk}/scenes/"))


def test_nothing_changes_while_a_render_is_at_work(member, video):
    scene = of(video)[0]
    start_render(video)

    for action in ("up", "delete", "merge"):
        assert act(member, video, scene, action).status_code in (302, 409)

    assert member.post(f"/videos/{video.pk}/scenes/{scene.pk}/", typed(scene)).status_code == 409
    assert video.scenes.count() == 3


def test_an_action_that_does_not_exist_is_not_there(member, video):
    assert act(member, video, of(video)[0], "explode").status_code == 404


def test_a_scene_is_only_reached_through_its_own_video(member, video, workspace):
    other = make_video(workspace)

    assert member.get(f"/videos/{other.pk}/scenes/{of(video)[0].pk}/").status_code == 404
    assert act(member, other, of(video)[0], "delete").status_code == 404


def test_another_workspaces_scene_is_not_there(other_workspace, video):
    stranger, scene = browser_of(other_workspace), of(video)[0]

    assert stranger.get(f"/videos/{video.pk}/scenes/{scene.pk}/").status_code == 404
    for action in ("up", "down", "split", "merge", "lock", "unlock", "delete"):
        assert act(stranger, video, scene, action).status_code == 404
    assert Scene.objects.filter(video=video).count() == 3


def test_a_viewer_cannot_write_scenes(workspace, video):
    viewer, scene = browser_of(workspace, Role.VIEWER), of(video)[0]

    assert viewer.post(f"/videos/{video.pk}/scenes/{scene.pk}/", typed(scene)).status_code == 403
    assert act(viewer, video, scene, "delete").status_code == 403


def test_the_preview_speaks_the_typed_text_and_not_the_saved_one(member, video):
    address = f"/videos/{video.pk}/voice/preview/"
    scene = of(video)[0]
    saved = member.get(f"{address}?scene={scene.pk}")

    heard = member.post(address, typed(scene, narration="One. " + scene.narration * 3))
    silence = member.post(address, typed(scene, narration=""))

    assert heard["Content-Type"] == "audio/wav"
    assert len(heard.content) > 2 * len(saved.content)
    assert len(silence.content) < len(saved.content)
    scene.refresh_from_db()
    assert not scene.narration.startswith("One.")
    assert (
        f'data-play-form="{address}"' in member.get(f"/videos/{video.pk}/scenes/{scene.pk}/").content.decode()
    )


def test_a_headline_made_of_the_narration_follows_it(member, video):
    scene = of(video)[0]
    Scene.objects.filter(pk=scene.pk).update(narration="Grind finer. It helps.", headline="Grind finer")
    scene.refresh_from_db()

    answer = member.post(
        f"/videos/{video.pk}/scenes/{scene.pk}/",
        typed(scene, narration="Use hotter water. It helps.", headline="Grind finer"),
        follow=True,
    )

    scene.refresh_from_db()
    assert scene.headline == "Use hotter water"
    assert "Its headline was updated to match." in answer.content.decode()


def test_a_headline_of_its_own_is_pointed_out_when_the_narration_changes(member, video):
    scene = of(video)[0]
    Scene.objects.filter(pk=scene.pk).update(narration="Grind finer.", headline="The sour truth")
    scene.refresh_from_db()

    answer = member.post(
        f"/videos/{video.pk}/scenes/{scene.pk}/",
        typed(scene, narration="Use hotter water.", headline="The sour truth"),
        follow=True,
    )

    scene.refresh_from_db()
    assert scene.headline == "The sour truth"
    assert "Its headline is still “The sour truth”" in answer.content.decode()
