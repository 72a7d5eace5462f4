"""Stock for scenes: chosen automatically or by a person, never twice in a video, and never fatal."""

import pytest

from synthesis.choices import Origin
from synthesis.errors import SceneLockedError, VideoArchivedError, VideoBusyError
from synthesis.library import stock as library
from synthesis.library.errors import StockClipFieldError, StockOffError
from synthesis.library.stock import Kind, Search
from synthesis.models import Asset, ChoiceStatus, Scene, StockChoice
from synthesis.studio import scenes, scripts, stock, videos
from synthesis.studio.stock import choices, search
from synthesis.tests.conftest import start_render
from synthesis.tests.stock import FILES, SEARCHES, chosen, count, put_faults

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stand_in(sandbox_url, settings, tmp_path):
    settings.SANDBOX_URL, settings.PEXELS_API_KEY = sandbox_url, ""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def live(settings, sandbox_url):
    """Pexels is live, at the sandbox's address. Its files cannot be downloaded from there."""
    settings.PEXELS_API_KEY, settings.PEXELS_API_URL = "a-key", f"{sandbox_url}/pexels"


@pytest.fixture
def coffee(workspace):
    video = videos.create(workspace=workspace, user=None, title="Coffee at home")
    for _ in range(3):
        scenes.add(video=video, narration="A good coffee needs fresh beans.", headline="Fresh coffee beans")
    return video


@pytest.fixture
def scene(coffee):
    return coffee.scenes.in_order().select_related("video").first()


def photo_id():
    return library.search(Search(query="coffee", kind=Kind.PHOTO))[0].id


def shown(video):
    return list(video.scenes.in_order().values_list("asset__provider_id", flat=True))


class TestAutomaticChoice:
    def test_a_scene_gets_an_upright_clip_of_its_topic_that_is_long_enough(self, scene):
        choice = chosen(scene)

        assert choice.status == ChoiceStatus.SUCCEEDED
        assert (scene.origin, scene.asset) == (Origin.STOCK, choice.asset)
        assert scene.asset.height_px > scene.asset.width_px
        assert "coffee" in scene.asset.title.lower() or "coffee" in choice.query
        assert scene.asset.duration_s >= 3.5

    def test_the_frozen_content_names_the_creator(self, scene, coffee):
        chosen(scene)

        credit = scenes.content_of(video=coffee).scenes[0].credit

        assert credit is not None
        assert (credit.provider, credit.id) == ("Pexels", scene.asset.provider_id)
        assert (credit.creator, credit.page_url) == (scene.asset.creator, scene.asset.page_url)

    def test_the_credit_does_not_change_the_fingerprint(self, scene, coffee):
        chosen(scene)
        before = scenes.fingerprint(content=scenes.content_of(video=coffee))
        Asset.objects.update(creator="Another Name")

        assert scenes.fingerprint(content=scenes.content_of(video=coffee)) == before

    def test_no_clip_is_shown_twice_in_a_video(self, coffee):
        for choice in stock.request_all(video=coffee):
            stock.choose(choice_id=choice.pk)

        found = shown(coffee)
        assert None not in found
        assert len(set(found)) == 3

    def test_a_second_choice_is_another_clip(self, scene):
        first = chosen(scene).asset

        assert chosen(scene).asset != first

    def test_a_clip_of_another_video_is_used_only_if_nothing_else_fits(self, scene, coffee, workspace):
        first = chosen(scene).asset
        other = videos.create(workspace=workspace, user=None, title="Coffee at home")
        same = scenes.add(video=other, narration=scene.narration, headline=scene.headline)

        assert chosen(same).asset != first

    def test_the_same_clips_serve_another_workspace(self, scene, other_workspace):
        first = chosen(scene).asset
        other = videos.create(workspace=other_workspace, user=None, title="Coffee at home")
        same = scenes.add(video=other, narration=scene.narration, headline=scene.headline)

        assert chosen(same).asset.provider_id == first.provider_id

    def test_a_scene_longer_than_every_clip_gets_a_photo(self, scene):
        scenes.edit(scene=scene, version=scene.version, minimum_s=30)

        chosen(scene)

        assert scene.asset.mime_type == "image/jpeg"

    def test_if_no_upright_clip_is_found_a_wide_one_is_shown(self, scene, sandbox_url):
        put_faults(
            sandbox_url,
            {"kind": "answer", "body": {"videos": []}, "times": None, "match": {"query": "portrait"}},
        )

        chosen(scene)

        assert (scene.origin, scene.asset.mime_type) == (Origin.STOCK, "video/mp4")

    def test_if_no_clip_is_found_a_photo_is_shown(self, scene, sandbox_url):
        put_faults(
            sandbox_url,
            {"kind": "answer", "body": {"videos": []}, "times": None, "match": {"path": "/videos/search"}},
        )

        chosen(scene)

        assert scene.asset.provider_id.startswith("photo/")

    def test_if_nothing_is_found_the_scene_stays_with_a_reason(self, scene, sandbox_url):
        empty: dict[str, list[object]] = {"videos": [], "photos": []}
        put_faults(sandbox_url, {"kind": "answer", "body": empty, "times": None, "match": {"path": SEARCHES}})

        choice = chosen(scene)

        assert (choice.status, choice.note) == (ChoiceStatus.FAILED, choices.NOTHING_FITS)
        assert scene.origin == Origin.MOTION
        assert count(sandbox_url) <= search.MOST_SEARCHES

    def test_a_scene_without_words_stays_with_a_reason(self, coffee):
        empty = scenes.add(video=videos.create(workspace=coffee.workspace, user=None, title="1 2"))

        assert chosen(empty).note == choices.NO_WORDS

    def test_a_clip_that_is_gone_is_replaced_by_the_next(self, scene, sandbox_url):
        put_faults(sandbox_url, {"kind": "status", "status": 404, "match": {"path": FILES}})

        choice = chosen(scene)

        assert choice.status == ChoiceStatus.SUCCEEDED
        assert count(sandbox_url, FILES) == 2

    def test_if_every_clip_is_gone_it_ends_with_a_reason(self, scene, sandbox_url):
        put_faults(sandbox_url, {"kind": "status", "status": 404, "times": None, "match": {"path": FILES}})

        choice = chosen(scene)

        assert (choice.status, choice.note) == (ChoiceStatus.FAILED, choices.NOTHING_FITS)
        assert count(sandbox_url, FILES) == 3

    def test_a_throttled_provider_leaves_the_scene_with_the_time_of_the_next_try(self, scene, sandbox_url):
        put_faults(sandbox_url, {"kind": "status", "status": 429, "match": {"path": SEARCHES}})

        choice = chosen(scene)

        assert choice.status == ChoiceStatus.FAILED
        assert "used up for this hour" in choice.note
        assert scene.origin == Origin.MOTION

    def test_a_used_up_budget_leaves_the_scene(self, scene, settings, sandbox_url):
        settings.PEXELS_HOURLY_REQUESTS = 0

        assert "used up" in chosen(scene).note
        assert count(sandbox_url) == 0

    def test_a_picture_that_a_person_chose_meanwhile_is_kept(self, scene, sandbox_url):
        choice = stock.request(scene=scene)
        scenes.edit(
            scene=scene, version=scene.version, origin=Origin.GENERATED, visual_prompt="A cup of coffee"
        )

        stock.choose(choice_id=choice.pk)

        choice.refresh_from_db()
        scene.refresh_from_db()
        assert (choice.note, scene.origin) == (choices.CHANGED, Origin.GENERATED)
        assert count(sandbox_url, FILES) == 0


class TestPersonsChoice:
    def test_the_scene_shows_the_chosen_clip(self, scene):
        wanted = photo_id()

        choice = chosen(scene, wanted=wanted)

        assert (choice.status, scene.asset.provider_id) == (ChoiceStatus.SUCCEEDED, wanted)

    def test_it_replaces_any_other_picture(self, scene):
        scenes.edit(
            scene=scene, version=scene.version, origin=Origin.GENERATED, visual_prompt="A cup of coffee"
        )

        chosen(scene, wanted=photo_id())

        assert scene.origin == Origin.STOCK

    def test_the_same_clip_may_be_chosen_for_two_scenes(self, coffee):
        first, second, _ = coffee.scenes.in_order().select_related("video")
        wanted = photo_id()

        assert chosen(first, wanted=wanted).asset == chosen(second, wanted=wanted).asset

    def test_a_clip_that_is_gone_leaves_the_scene_with_a_reason(self, scene, sandbox_url):
        wanted = photo_id()
        put_faults(sandbox_url, {"kind": "status", "status": 404, "match": {"path": FILES}})

        choice = chosen(scene, wanted=wanted)

        assert (choice.status, scene.origin) == (ChoiceStatus.FAILED, Origin.MOTION)
        assert "no longer available" in choice.note

    def test_an_open_choice_is_returned_when_it_is_requested_again(self, scene):
        assert stock.request(scene=scene) == stock.request(scene=scene)

    def test_another_choice_ends_the_open_one(self, scene):
        first = stock.request(scene=scene)

        second = stock.request(scene=scene, wanted=photo_id())

        first.refresh_from_db()
        assert (first.status, first.note) == (ChoiceStatus.FAILED, choices.REPLACED)
        assert second.status == ChoiceStatus.QUEUED

    def test_a_replaced_choice_does_not_overwrite_the_later_one(self, scene, monkeypatch):
        first, wanted = stock.request(scene=scene), photo_id()
        chosen(scene, wanted=wanted)

        stock.choose(choice_id=first.pk)

        scene.refresh_from_db()
        assert scene.asset.provider_id == wanted


class TestRefusals:
    def test_a_locked_scene_is_refused(self, scene):
        scenes.lock(scene=scene)

        with pytest.raises(SceneLockedError):
            stock.request(scene=scene)

    def test_a_video_that_is_rendering_is_refused(self, coffee, scene):
        start_render(coffee)

        with pytest.raises(VideoBusyError):
            stock.request(scene=scene)

    def test_an_archived_video_is_refused(self, coffee, scene):
        videos.archive(video=coffee)

        with pytest.raises(VideoArchivedError):
            stock.request_all(video=coffee)

    @pytest.mark.parametrize("wanted", ["1001", "video/", "https://evil.example/a.mp4"])
    def test_an_id_must_be_one(self, scene, wanted):
        with pytest.raises(StockClipFieldError):
            stock.request(scene=scene, wanted=wanted)

    def test_without_key_and_sandbox_it_is_off(self, coffee, scene, settings):
        settings.SANDBOX_URL = ""

        with pytest.raises(StockOffError):
            stock.request(scene=scene)
        with pytest.raises(StockOffError):
            stock.request_all(video=coffee)

    def test_a_render_that_began_meanwhile_is_not_changed(self, coffee, scene):
        choice = stock.request(scene=scene)
        start_render(coffee)

        stock.choose(choice_id=choice.pk)

        choice.refresh_from_db()
        scene.refresh_from_db()
        assert (choice.status, scene.origin) == (ChoiceStatus.FAILED, Origin.MOTION)
        assert "rendering" in choice.note


class TestNewVideos:
    def test_with_a_key_the_scenes_of_a_pasted_script_are_to_show_stock(self, live, workspace):
        video = scripts.begin(
            workspace=workspace, user=None, title="Coffee", text="Coffee is sour.\n\nGrind it finer."
        )

        assert StockChoice.objects.open().filter(video=video, wanted="").count() == video.scenes.count() == 2

    def test_with_a_key_the_scenes_of_a_written_script_are_to_show_stock(self, live, video):
        Scene.objects.filter(video=video).delete()
        draft = scripts.request(video=video)

        scripts.write(draft_id=draft.pk)

        assert StockChoice.objects.open().filter(video=video).count() == video.scenes.count() > 0

    def test_locked_scenes_keep_their_picture(self, live, coffee, scene):
        scenes.lock(scene=scene)

        scripts.paste(video=coffee, text="Coffee is sour.")

        assert not StockChoice.objects.filter(scene=scene).exists()

    def test_without_a_key_they_stay_motion_graphics(self, workspace):
        scripts.begin(workspace=workspace, user=None, title="Coffee", text="Coffee is sour.")

        assert not StockChoice.objects.exists()

    def test_all_scenes_that_show_motion_graphics_are_chosen_for(self, coffee, scene):
        chosen(scene, wanted=photo_id())

        requested = stock.request_all(video=coffee)

        assert [choice.scene.position for choice in requested] == [2, 3]


class TestCredits:
    def test_each_clip_is_named_once_below_the_text_of_the_post(self, coffee):
        wanted = photo_id()
        for scene in coffee.scenes.in_order().select_related("video"):
            chosen(scene, wanted=wanted)
        content, asset = scenes.content_of(video=coffee), Asset.objects.get()

        text = stock.credited(post_text="Good coffee.", content=content)

        assert text == f"Good coffee.\n\nPhoto by {asset.creator} on Pexels: {asset.page_url}"
        assert stock.credited(post_text=text, content=content) == text

    def test_a_video_without_stock_keeps_its_text(self, coffee):
        content = scenes.content_of(video=coffee)

        assert stock.credited(post_text="Good coffee.", content=content) == "Good coffee."
        assert stock.credits_of(content.scenes) == []

    def test_a_name_with_signs_that_platforms_refuse_is_cleaned(self, coffee, scene):
        chosen(scene, wanted=photo_id())
        Asset.objects.update(creator="<b>Ann</b>")

        text = stock.credited(post_text="", content=scenes.content_of(video=coffee))

        assert not {"<", ">"} & set(text)
