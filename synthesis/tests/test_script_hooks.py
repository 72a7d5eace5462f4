"""The hooks of a script: which are offered, and what choosing one changes."""

import pytest

from foundation.documents import STORED
from synthesis.choices import ScriptKind, Tone
from synthesis.content import Script, ScriptOptions
from synthesis.errors import HookNotFoundError, NoOpeningError, SceneLockedError, VideoBusyError
from synthesis.models import Scene, ScriptDraft
from synthesis.studio import scenes, scripts, videos
from synthesis.tests.conftest import make_video, start_render
from synthesis.tests.pages import browser_of, text_of


@pytest.fixture
def video(workspace):
    video = videos.create(workspace=workspace, user=None, title="Espresso")
    draft = scripts.request(video=video)
    scripts.write(draft_id=draft.pk)
    return video


@pytest.fixture
def member(workspace):
    return browser_of(workspace)


def first_of(video):
    return Scene.objects.filter(video=video).in_order()[0]


def draft_of(video):
    draft = scripts.latest_draft(video=video)
    assert draft is not None
    return draft


def offered(video):
    return scripts.openings(draft=draft_of(video), first=first_of(video))


def test_the_scripts_own_opening_is_offered_first_and_in_use(video):
    own, *others = offered(video)

    assert (own.number, own.is_used, own.narration) == (0, True, first_of(video).narration)
    assert [each.number for each in others] == [1, 2, 3, 4, 5]
    assert not any(each.is_used for each in others)


def test_a_chosen_hook_replaces_narration_and_headline_of_the_first_scene(video):
    before = list(Scene.objects.filter(video=video).in_order().values_list("narration", flat=True))
    chosen = offered(video)[3]

    scripts.use_hook(video=video, number=3)

    first = first_of(video)
    assert (first.narration, first.headline) == (chosen.narration, chosen.headline)
    after = list(Scene.objects.filter(video=video).in_order().values_list("narration", flat=True))
    assert after[1:] == before[1:]
    assert [each.is_used for each in offered(video)] == [False, False, False, True, False, False]


def test_the_first_opening_can_be_taken_back(video):
    own = first_of(video).narration
    scripts.use_hook(video=video, number=2)

    scripts.use_hook(video=video, number=0)

    assert first_of(video).narration == own


def test_choosing_a_hook_twice_changes_nothing_more(video):
    scripts.use_hook(video=video, number=2)
    words = first_of(video).narration

    scripts.use_hook(video=video, number=2)

    assert first_of(video).narration == words


def test_a_hook_without_a_headline_keeps_the_headline(video):
    draft = draft_of(video)
    hook = draft.script.hook_alternatives[0].model_copy(update={"headline": ""})
    draft.script = draft.script.model_copy(update={"hook_alternatives": [hook]})
    draft.save()
    headline = first_of(video).headline

    scripts.use_hook(video=video, number=1)

    assert (first_of(video).narration, first_of(video).headline) == (hook.narration, headline)


def test_hooks_of_an_earlier_version_are_still_offered(video):
    draft = draft_of(video)
    stored = draft.script.model_dump(mode="json") | {"hook_alternatives": ["Is it sour?", "It is the grind."]}
    read = Script.model_validate(stored, context=STORED)

    assert [hook.kind for hook in read.hook_alternatives] == ["question", "contradiction"]


@pytest.mark.parametrize("number", [6, -1])
def test_an_unknown_hook_is_refused(video, number):
    with pytest.raises(HookNotFoundError, match="hooks 0 to 5"):
        scripts.use_hook(video=video, number=number)


def test_a_video_with_a_script_of_ones_own_has_no_hooks(workspace):
    video = make_video(workspace, scene_count=0)
    scripts.paste(video=video, text="Grind finer. Then taste again.")

    assert offered(video) == []
    with pytest.raises(NoOpeningError):
        scripts.use_hook(video=video, number=0)


def test_a_video_without_scenes_has_no_hooks(video):
    Scene.objects.filter(video=video).delete()

    with pytest.raises(NoOpeningError):
        scripts.use_hook(video=video, number=1)


def test_a_locked_first_scene_keeps_its_hook(video):
    scenes.lock(scene=first_of(video))

    with pytest.raises(SceneLockedError):
        scripts.use_hook(video=video, number=1)


def test_a_hook_cannot_be_chosen_during_a_render(video):
    start_render(video)

    with pytest.raises(VideoBusyError):
        scripts.use_hook(video=video, number=1)


def test_one_click_on_the_page_chooses_a_hook(member, video):
    address = f"/videos/{video.pk}/script/"
    page = text_of(member.get(address))
    chosen = offered(video)[1]

    answer = member.post(f"{address}hook/", {"number": "1"}, follow=True)

    assert "Hooks" in page
    assert answer.redirect_chain == [(address, 302)]
    assert "The first scene has the new hook." in text_of(answer)
    assert first_of(video).narration == chosen.narration


@pytest.mark.parametrize("number", ["", "x", "99", "²"])
def test_the_page_refuses_an_unknown_hook(member, video, number):
    answer = member.post(f"/videos/{video.pk}/script/hook/", {"number": number})

    assert answer.status_code == 422


def test_a_hook_of_another_workspace_is_not_found(video, other_workspace):
    other = browser_of(other_workspace)

    assert other.post(f"/videos/{video.pk}/script/hook/", {"number": "1"}).status_code == 404
    assert other.post(f"/api/v1/videos/{video.pk}/script/hook/", {"number": 1}).status_code == 404


def test_the_api_chooses_a_hook(member, video):
    chosen = offered(video)[4]

    answer = member.post(
        f"/api/v1/videos/{video.pk}/script/hook/", {"number": 4}, content_type="application/json"
    )

    assert answer.status_code == 200
    assert (answer.json()["narration"], answer.json()["headline"]) == (chosen.narration, chosen.headline)


@pytest.mark.parametrize(("number", "status"), [(6, 422), (-1, 422), ("x", 422), (None, 422)])
def test_the_api_refuses_an_unknown_hook(member, video, number, status):
    body = {} if number is None else {"number": number}

    answer = member.post(f"/api/v1/videos/{video.pk}/script/hook/", body, content_type="application/json")

    assert answer.status_code == status


# --- form, tone and length ---------------------------------------------------------------------


def test_the_options_are_chosen_on_the_script_page_and_kept(member, video):
    address = f"/videos/{video.pk}/script/"

    member.post(f"{address}write/", {"kind": "story", "tone": "playful", "target_s": "60"})
    draft = draft_of(video)
    scripts.write(draft_id=draft.pk)
    page = member.get(address).content.decode()
    member.post(f"{address}write/", {})

    wanted = ScriptOptions(kind=ScriptKind.STORY, tone=Tone.PLAYFUL, target_s=60)
    assert draft.options == wanted
    assert '<option value="story" selected>' in page
    assert draft_of(video).options == wanted
    assert ScriptDraft.objects.filter(video=video).count() == 3


def test_options_that_do_not_exist_are_not_stored(member, video):
    member.post(f"/videos/{video.pk}/script/write/", {"kind": "opera", "tone": "plain", "target_s": "30"})

    assert draft_of(video).options == ScriptOptions()


def test_a_new_video_starts_with_the_chosen_options(member, workspace):
    fields = {"title": "Espresso", "language": "en", "kind": "any", "tone": "bold", "target_s": "15"}

    member.post("/videos/new/", {**fields, "script": ""})

    assert ScriptDraft.objects.get().options == ScriptOptions(tone=Tone.BOLD, target_s=15)


def test_the_api_takes_and_shows_the_options(member, video):
    address = f"/api/v1/videos/{video.pk}/script/"
    body = {"kind": "myth_fact", "tone": "serious", "target_s": 45}

    shown = member.post(address, body, content_type="application/json").json()

    assert {name: shown[name] for name in body} == body
    scripts.write(draft_id=shown["id"])
    kept = member.post(address, {"tone": "plain"}, content_type="application/json").json()
    assert (kept["kind"], kept["tone"], kept["target_s"]) == ("myth_fact", "plain", 45)
    scripts.write(draft_id=kept["id"])
    freed = member.post(address, {"kind": None}, content_type="application/json").json()
    assert (freed["kind"], freed["target_s"]) == (None, 45)


@pytest.mark.parametrize("body", [{"kind": "opera"}, {"tone": "loud"}, {"target_s": 20}, {"kind": ""}])
def test_the_api_refuses_other_options(member, video, body):
    answer = member.post(f"/api/v1/videos/{video.pk}/script/", body, content_type="application/json")

    assert answer.status_code == 422


# --- outlines ----------------------------------------------------------------------------------


@pytest.fixture
def outline(workspace):
    video = videos.create(workspace=workspace, user=None, title="Why Roman concrete never cracks")
    scripts.write(draft_id=scripts.request(video=video).pk)
    return video


def test_an_outline_says_so_on_the_page_and_in_the_api(member, outline):
    page = text_of(member.get(f"/videos/{outline.pk}/script/"))
    draft = member.get(f"/api/v1/videos/{outline.pk}/script/").json()

    assert "An outline, not a finished script" in page
    assert "Replace the braces with your own words." in page
    assert draft["is_outline"] is True
    assert draft["status"] == "succeeded"


def test_a_finished_script_is_no_outline(member, video):
    page = text_of(member.get(f"/videos/{video.pk}/script/"))

    assert "An outline" not in page
    assert member.get(f"/api/v1/videos/{video.pk}/script/").json()["is_outline"] is False


def test_a_blank_blocks_the_render_until_it_is_filled(member, outline):
    page = text_of(member.get(f"/videos/{outline.pk}/quote/"))
    rows = list(Scene.objects.filter(video=outline).in_order())

    assert "Scenes 1, 2, 3, 4, 5 still have a blank in braces. Fill it in with your own words." in page

    for scene in rows:
        scenes.edit(scene=scene, version=scene.version, narration="Volcanic ash made it stronger.")
    filled = text_of(member.get(f"/videos/{outline.pk}/quote/"))
    assert "blank in braces" not in filled
    assert "An outline" not in text_of(member.get(f"/videos/{outline.pk}/script/"))


def test_one_blank_scene_is_named_in_the_api(member, outline):
    rows = list(Scene.objects.filter(video=outline).in_order())
    for scene in rows[1:]:
        scenes.edit(scene=scene, version=scene.version, narration="Volcanic ash made it stronger.")

    quote = member.post("/api/v1/quotes/", {"video": outline.pk}, content_type="application/json").json()

    assert [reason["code"] for reason in quote["blocked"]] == ["blank_scene"]
    assert quote["blocked"][0]["message"].startswith("Scene 1 still has a blank in braces.")


@pytest.mark.parametrize("narration", ["Write {} here.", "The set {1, 2}.", "A set {a", "It } was { open."])
def test_braces_that_are_no_blank_do_not_block(member, video, narration):
    first = first_of(video)
    scenes.edit(scene=first, version=first.version, narration=narration)

    assert "blank in braces" not in text_of(member.get(f"/videos/{video.pk}/quote/"))
