"""The page of an analysis: findings move the player, with scripts and without."""

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import expect

from discovery.models import Analysis, Finding
from discovery.tests.analysing import short_film
from synthesis.models import Asset
from tests import world

POSITION = "video => video.currentTime"


@pytest.fixture
def somebody(transactional_db, settings, tmp_path):
    """A person with an analysis of a film of two seconds, with a finding in its second second."""
    settings.MEDIA_ROOT = tmp_path / "media"
    owned = world.full("somebody@example.com")
    short_film(tmp_path / "film.mp4")
    asset = Asset.objects.get(pk=owned.id_of("Asset"))
    asset.size_bytes = (tmp_path / "film.mp4").stat().st_size
    asset.file.save("film.mp4", ContentFile((tmp_path / "film.mp4").read_bytes()))
    Analysis.objects.update(play_url=f"/assets/{asset.pk}/content/", duration_s=2)
    Finding.objects.update(starts_ms=1200, ends_ms=1600)
    return owned


def address(somebody):
    return f"/analyses/{somebody.id_of('Analysis')}/"


def test_a_finding_moves_the_player_to_its_time(open_page, somebody):
    page = open_page(signed_in=somebody.owner)
    page.goto(address(somebody))
    page.wait_for_function("document.querySelector('video').readyState > 0")

    page.get_by_role("link", name="0:01.2–0:01.6").press("Enter")

    expect(page.locator(".timeline__head")).to_be_visible()
    assert page.locator("video").evaluate(POSITION) >= 1.2
    assert "?t=" not in page.url


def test_without_scripts_the_page_opens_at_the_time_of_the_finding(open_page, somebody):
    page = open_page(signed_in=somebody.owner, java_script_enabled=False)
    page.goto(address(somebody))

    page.get_by_role("link", name="0:01.2–0:01.6").click()

    assert page.url.endswith("?t=1.2#player")
    assert (page.locator("video source").get_attribute("src") or "").endswith("#t=1.2")


def test_a_finding_is_reported_without_scripts(open_page, somebody):
    page = open_page(signed_in=somebody.owner, java_script_enabled=False)
    page.goto(address(somebody))

    page.get_by_text("Report wrong").click()
    page.get_by_label("What is wrong?").fill("It is said later.")
    page.get_by_role("button", name="Report", exact=True).click()

    expect(page.get_by_text("It is said later.")).to_be_visible()
