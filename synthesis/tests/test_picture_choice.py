"""Choosing the origin of a scene's picture: on its page, over REST, and in the quote."""

import pytest
from django.utils import timezone

from synthesis.errors import SceneFieldError
from synthesis.models import AssetRole, Origin, Renderer, RendererKind, RendererStatus, Scene
from synthesis.production import quotes
from synthesis.rendering import engines
from synthesis.rendering.adapters.base import Engine
from synthesis.studio import scenes
from synthesis.tests.conftest import make_video
from synthesis.tests.pages import browser_of, store, text_of
from synthesis.tests.test_views_scenes import typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(workspace):
    return Scene.objects.get(video=make_video(workspace, scene_count=1))


@pytest.fixture
def member(workspace):
    return browser_of(workspace)


def offer(name, *, kind=RendererKind.RENDER_NODE, price=None, **fields):
    engine = Engine(
        id=name,
        title=name.title(),
        sizes=["704x1280"],
        frame_step=24,
        min_frames=24,
        max_frames=240,
        default_fps=24,
        microusd_per_s=price,
        **fields,
    )
    return Renderer.objects.create(
        name=name,
        kind=kind,
        base_url=name,
        status=RendererStatus.READY,
        answered_at=timezone.now(),
        engines=[name],
        capabilities=[engine.model_dump(mode="json")],
    )


def page_of(scene):
    return f"/videos/{scene.video_id}/scenes/{scene.pk}/"


def generated(scene, **changes):
    scene.refresh_from_db()
    chosen = {"origin": Origin.GENERATED, "visual_prompt": "A moka pot.", **changes}
    return scenes.edit(scene=scene, version=scene.version, **chosen)


class TestPage:
    def test_without_an_engine_the_choice_shows_the_reason(self, member, scene):
        page = text_of(member.get(page_of(scene)))

        assert engines.NOTHING_OFFERED in page
        assert 'value="generated" disabled' in page

    def test_what_is_offered_can_be_chosen(self, member, scene):
        offer("wan")
        assert "Wan, up to 10 s" in text_of(member.get(page_of(scene)))

        member.post(
            page_of(scene), typed(scene, visual="generated", engine="wan", visual_prompt="A moka pot.")
        )
        scene.refresh_from_db()
        assert (scene.origin, scene.engine, scene.visual_prompt) == ("generated", "wan", "A moka pot.")

    def test_it_begins_with_a_picture_of_ones_own(self, member, scene, workspace):
        offer("wan", takes_image=True)
        picture = store(workspace, role=AssetRole.UPLOAD, mime_type="image/png")

        member.post(page_of(scene), typed(scene, visual="generated", start_picture=picture.pk))
        scene.refresh_from_db()
        assert (scene.origin, scene.asset_id) == ("generated", picture.pk)

    def test_a_paid_one_says_what_the_plan_leaves(self, member, scene, settings):
        offer("veo", kind=RendererKind.VEO, price=400_000)
        assert "paid: none left in your plan" in text_of(member.get(page_of(scene)))

        settings.PAID_VIDEO_SECONDS = 30
        assert "paid: 30 s left this month" in text_of(member.get(page_of(scene)))

    def test_an_unavailable_engine_stays_selected_with_a_notice(self, member, scene):
        node = offer("wan")
        generated(scene, engine="wan")
        node.delete()

        assert "wan (not available now)" in text_of(member.get(page_of(scene)))
        answer = member.post(page_of(scene), typed(scene, visual="generated", engine="wan"))
        assert answer.status_code == 302

    def test_the_quote_shows_what_it_costs(self, member, scene, settings):
        settings.PAID_VIDEO_SECONDS = 30
        offer("veo", kind=RendererKind.VEO, price=400_000)
        generated(scene)

        page = text_of(member.get(f"/videos/{scene.video_id}/quote/"))
        assert "about $1.20" in page
        assert "3 seconds of this month's paid video" in page


class TestRules:
    def test_an_engine_that_is_not_offered_is_refused_with_those_that_are(self, scene):
        offer("wan")

        with pytest.raises(SceneFieldError, match="wan"):
            generated(scene, engine="sora")

    def test_only_a_picture_can_be_the_start_picture(self, scene, workspace):
        film = store(workspace, role=AssetRole.UPLOAD, mime_type="video/mp4")

        with pytest.raises(SceneFieldError, match="only from a picture"):
            generated(scene, asset=film)

    def test_a_scene_that_only_describes_its_picture_is_not_empty(self, scene):
        generated(scene, narration="", headline="")

        assert scene.status == "ready_to_render"


class TestQuote:
    def test_an_own_node_comes_before_a_paid_service(self, scene, settings):
        settings.PAID_VIDEO_SECONDS = 30
        offer("veo", kind=RendererKind.VEO, price=400_000)
        offer("wan")
        generated(scene)

        item = quotes.make(video=scene.video).items[0]
        assert (item.engine, item.paid_s, item.cost_microusd) == ("wan", 0, None)

    def test_an_engine_that_requires_a_picture_is_not_chosen_without_one(self, scene, workspace):
        offer("i2v", takes_image=True, takes_text=False)
        generated(scene)
        assert quotes.make(video=scene.video).blocked[0].code == "no_engine"

        generated(scene, asset=store(workspace, role=AssetRole.UPLOAD, mime_type="image/png"))
        assert quotes.make(video=scene.video).items[0].engine == "i2v"

    def test_without_an_engine_the_quote_is_blocked_with_a_message(self, scene):
        offer("wan")
        generated(scene)
        Renderer.objects.update(status=RendererStatus.LOST)

        quote = quotes.make(video=scene.video)
        assert [reason.code for reason in quote.blocked] == ["no_engine"]
        assert engines.NOTHING_OFFERED in quote.blocked[0].message

    def test_an_unavailable_engine_is_listed_with_the_available_ones(self, scene):
        gone = offer("ltx")
        offer("wan")
        generated(scene, engine="ltx")
        Renderer.objects.filter(pk=gone.pk).update(status=RendererStatus.LOST)

        assert (
            "ltx is not available now. Available: Wan." in quotes.make(video=scene.video).blocked[0].message
        )
