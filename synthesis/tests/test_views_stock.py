"""Stock on the pages of a scene, of a video, and of the library."""

import re

import pytest

from accounts.models import Role
from synthesis.choices import Origin
from synthesis.library import stock as library
from synthesis.library.stock import Kind, Orientation, Search
from synthesis.models import Asset, StockChoice
from synthesis.studio import scenes, stock, videos
from synthesis.studio.stock import choices
from synthesis.tests.pages import browser_of, finish, hidden, text_of
from synthesis.tests.stock import SEARCHES, chosen, count, put_faults

pytestmark = pytest.mark.django_db
PROVIDED = "Photos and videos provided by Pexels"
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def _stand_in(sandbox_url, settings, tmp_path):
    settings.SANDBOX_URL, settings.PEXELS_API_KEY = sandbox_url, ""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def member(workspace):
    return browser_of(workspace)


@pytest.fixture
def coffee(workspace):
    video = videos.create(workspace=workspace, user=None, title="Coffee at home")
    for _ in range(2):
        scenes.add(video=video, narration="A good coffee needs fresh beans.", headline="Fresh coffee beans")
    video.refresh_from_db()
    return video


@pytest.fixture
def scene(coffee):
    return coffee.scenes.in_order().select_related("video").first()


@pytest.fixture
def with_photo(scene):
    """The scene shows a photo."""
    chosen(scene, wanted=library.search(Search(query="coffee", kind=Kind.PHOTO))[0].id)
    return scene


def address(scene, part="stock/"):
    return f"/videos/{scene.video_id}/scenes/{scene.pk}/{part}"


def panel(page):
    return page.split('id="stock"')[1].split("</section>")[0]


# --- the panel of a scene ------------------------------------------------------------------------


def test_a_scene_offers_a_search_in_its_own_words_and_names_the_provider(member, scene):
    page = text_of(member.get(address(scene, "")))

    assert PROVIDED in panel(page)
    assert 'href="https://www.pexels.com"' in panel(page)
    assert re.search(r'name="q"[^>]*value="[^"]*coffee', panel(page))
    assert "Choose for me" in page
    assert "Choose for all scenes" in page


def test_opening_a_scene_searches_nothing(member, scene, sandbox_url):
    member.get(address(scene, ""))

    assert count(sandbox_url) == 0


def test_the_sandbox_is_labelled(member, scene):
    assert "Sandbox" in panel(text_of(member.get(address(scene, ""))))


def test_without_key_and_sandbox_there_is_no_panel(member, scene, settings):
    settings.SANDBOX_URL = ""

    assert 'id="stock"' not in text_of(member.get(address(scene, "")))


def test_a_locked_scene_offers_no_search(member, scene):
    scenes.lock(scene=scene)

    page = text_of(member.get(address(scene, "")))

    assert 'id="stock-q"' not in page
    assert "Unlock this scene" in panel(page)


def test_a_choice_in_progress_is_polled(member, scene):
    stock.request(scene=scene)

    page = text_of(member.get(address(scene, "")))

    assert f'hx-get="{address(scene, "stock/state/")}"' in page
    assert "Looking for a clip that fits." in page
    assert "Reload this page" in page


def test_the_poll_ends_with_a_new_page(member, with_photo):
    answer = member.get(address(with_photo, "stock/state/"), **HTMX)

    assert (answer.status_code, answer["HX-Refresh"]) == (204, "true")


def test_a_poll_while_it_is_in_progress_is_a_part(member, scene):
    stock.request(scene=scene)

    page = text_of(member.get(address(scene, "stock/state/"), **HTMX))

    assert page.lstrip().startswith("<p")


def test_without_a_script_the_poll_leads_to_the_scene(member, scene):
    assert member.get(address(scene, "stock/state/"))["Location"] == address(scene, "")


def test_the_reason_why_nothing_was_chosen_is_shown(member, scene):
    StockChoice.objects.create(
        workspace=scene.workspace, video=scene.video, scene=scene, status="failed", note=choices.NOTHING_FITS
    )

    page = text_of(member.get(address(scene, "")))

    assert "No clip was chosen" in page
    assert choices.NOTHING_FITS in page


def test_a_scene_with_stock_shows_it_with_its_creator(member, with_photo):
    page = text_of(member.get(address(with_photo, "")))

    assert f"Photo by {with_photo.asset.creator} on Pexels" in page
    assert f'href="{with_photo.asset.page_url}"' in page
    assert f'src="/assets/{with_photo.asset_id}/content/"' in page
    assert '<option value="stock" selected>Stock</option>' in page


def test_saving_the_scene_keeps_its_stock(member, with_photo):
    page = text_of(member.get(address(with_photo, "")))
    version = hidden(page, "version")
    typed = {
        "narration": "Other words.", "visual": "stock", "layout": "", "transition": "cut",
        "minimum_s": "0", "version": version,
    }  # fmt: skip

    member.post(address(with_photo, ""), typed)

    with_photo.refresh_from_db()
    assert (with_photo.narration, with_photo.origin) == ("Other words.", Origin.STOCK)
    assert with_photo.asset_id is not None


def test_a_scene_says_what_becomes_of_the_other_scenes(member, coffee):
    first, second = coffee.scenes.in_order().select_related("video")
    third = scenes.add(video=coffee, narration="Milk.")
    StockChoice.objects.create(
        workspace=coffee.workspace, video=coffee, scene=second, status="failed", note=choices.NOTHING_FITS
    )
    stock.request(scene=third)

    page = text_of(member.get(address(first, "")))

    assert "Still choosing for 1 other scene." in page
    assert f'href="{address(second, "")}#stock">scene 2</a>' in page


# --- the search ----------------------------------------------------------------------------------


def test_results_are_shown_with_creators_and_the_provider(member, scene):
    page = text_of(member.get(address(scene), {"q": "coffee", "kind": "video", "shape": "portrait"}))

    found = library.search(Search(query="coffee", locale="en-US", orientation=Orientation.PORTRAIT))
    assert PROVIDED in page
    assert all(f'value="{item.id}"' in page and item.creator in page for item in found)
    assert found[0].thumbnail_url in page


def test_for_htmx_a_part_with_the_first_results_is_returned(member, scene):
    page = text_of(member.get(address(scene), {"q": "night"}, **HTMX))

    assert page.lstrip().startswith("<section")
    assert page.count("Use this") == 12
    assert "Show all results" in page


def test_the_whole_page_shows_all_results(member, scene):
    page = text_of(member.get(address(scene), {"q": "night"}))

    assert page.count("Use this") > 12
    assert "Show all results" not in page


def test_photos_are_searched(member, scene):
    page = text_of(member.get(address(scene), {"q": "coffee", "kind": "photo"}))

    assert 'value="photo/' in page
    assert 'value="video/' not in page


def test_a_search_without_matches_says_what_to_try(member, scene):
    page = text_of(member.get(address(scene), {"q": "xqzzz"}))

    assert "Nothing found" in page


def test_without_a_search_the_page_has_the_form_only(member, scene, sandbox_url):
    page = text_of(member.get(address(scene)))

    assert 'name="q"' in page
    assert "Nothing found" not in page
    assert count(sandbox_url) == 0


@pytest.mark.parametrize("query", [{"q": ""}, {"q": "a" * 101}, {"q": "coffee", "kind": "film"}])
def test_a_search_that_cannot_be_sent_is_refused_in_the_form(member, scene, query, sandbox_url):
    answer = member.get(address(scene), query)

    assert answer.status_code == 422
    assert count(sandbox_url) == 0


def test_a_clip_of_another_scene_and_one_that_is_too_short_are_marked(member, with_photo, coffee):
    other = coffee.scenes.in_order().last()
    scenes.edit(scene=other, version=other.version, minimum_s=15)

    photos = text_of(member.get(address(other), {"q": "coffee", "kind": "photo"}))
    clips = text_of(member.get(address(other), {"q": "coffee", "kind": "video"}))

    assert "In scene 1" in photos
    assert "Too short" in clips


def test_a_hostile_creator_does_no_harm(member, scene, sandbox_url):
    edits = [{"path": ["videos", "*", "user", "name"], "value": "<script>alert(1)</script>"}]
    put_faults(sandbox_url, {"kind": "rewrite", "edits": edits, "match": {"path": SEARCHES}})

    page = text_of(member.get(address(scene), {"q": "coffee"}))

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ({"kind": "status", "status": 429}, 429),
        ({"kind": "status", "status": 503}, 503),
        ({"kind": "malformed"}, 503),
        ({"kind": "slow", "delay_s": 8}, 503),
    ],
)
def test_a_search_that_fails_says_so(member, scene, sandbox_url, fault, status):
    put_faults(sandbox_url, {**fault, "match": {"path": SEARCHES}})

    answer = member.get(address(scene), {"q": "coffee"})

    assert answer.status_code == status
    assert "Pexels" in text_of(answer)


def test_a_used_up_budget_says_when_to_try_again(member, scene, settings):
    settings.PEXELS_HOURLY_REQUESTS = 0

    answer = member.get(address(scene), {"q": "coffee"})

    assert answer.status_code == 429
    assert "used up for this hour" in text_of(answer)


# --- choosing ------------------------------------------------------------------------------------


def test_a_clip_is_chosen_without_a_script(member, scene):
    answer = member.post(address(scene), {"clip": "photo/9100018"})

    assert answer["Location"] == address(scene, "")
    assert StockChoice.objects.get().wanted == "photo/9100018"


def test_choose_for_me_requests_the_best_match(member, scene):
    member.post(address(scene))

    assert StockChoice.objects.get().wanted == ""


def test_a_wrong_id_is_refused(member, scene):
    assert member.post(address(scene), {"clip": "../x"}).status_code == 422
    assert not StockChoice.objects.exists()


def test_all_scenes_are_chosen_for(member, scene, coffee):
    answer = member.post(f"/videos/{coffee.pk}/stock/", {"scene": scene.pk}, follow=True)

    assert answer.redirect_chain[-1][0] == address(scene, "")
    assert "Clips for 2 scenes are on their way." in text_of(answer)
    assert StockChoice.objects.open().count() == 2


def test_if_no_scene_shows_motion_graphics_that_is_said(member, coffee):
    coffee.scenes.update(origin=Origin.GENERATED, visual_prompt="Coffee")

    answer = member.post(f"/videos/{coffee.pk}/stock/", follow=True)

    assert "No scene shows motion graphics" in text_of(answer)


@pytest.mark.parametrize("role", [Role.VIEWER])
def test_a_viewer_may_not_choose(workspace, scene, coffee, role):
    viewer = browser_of(workspace, role)

    assert viewer.get(address(scene), {"q": "coffee"}).status_code == 403
    assert viewer.post(address(scene)).status_code == 403
    assert viewer.post(f"/videos/{coffee.pk}/stock/").status_code == 403


# --- credits -------------------------------------------------------------------------------------


def test_the_library_shows_stock_with_its_creator_and_licence(member, with_photo):
    page = text_of(member.get("/library/?kind=stock"))

    assert f"Photo by {with_photo.asset.creator} on Pexels" in page
    assert "Pexels License" in page
    assert f'href="{with_photo.asset.creator_url}"' in page


def test_the_page_of_a_video_names_the_creators_of_the_shown_version(member, with_photo, coffee):
    finish(coffee)
    asset = with_photo.asset
    scenes.edit(scene=with_photo, version=with_photo.version, origin=Origin.MOTION, asset=None)

    page = text_of(member.get(f"/videos/{coffee.pk}/"))

    assert "Footage in this video" in page
    assert f"Photo by {asset.creator} on Pexels" in page


def test_the_page_of_a_video_without_stock_has_no_credits(member, coffee):
    finish(coffee)

    assert "Footage in this video" not in text_of(member.get(f"/videos/{coffee.pk}/"))


def test_the_recipe_keeps_the_credit(with_photo, coffee):
    render = finish(coffee)

    credit = render.recipe.document["content"]["scenes"][0]["credit"]
    assert (credit["provider"], credit["creator"]) == ("Pexels", Asset.objects.get(role="stock").creator)
