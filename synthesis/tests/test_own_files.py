"""Own videos and uploads as subjects of analyses."""

import pytest
from django.test import Client
from django.urls import reverse

from discovery import analyses
from discovery.errors import AnalysisRefusedError
from discovery.models import Analysis
from discovery.tests.analysing import on_plan
from foundation.errors import NotFoundError
from synthesis.content import SceneTiming
from synthesis.models import Asset, AssetRole, Render, RenderStatus
from synthesis.production import own_files
from tests import world


@pytest.fixture
def mine(db, settings, tmp_path, sandbox_url):
    settings.MEDIA_ROOT = tmp_path
    owned = world.full("maker@example.test")
    on_plan(owned.workspace, "creator")
    return owned


@pytest.fixture
def browser(mine):
    client = Client()
    client.force_login(mine.owner, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def upload(mine):
    asset = Asset.objects.get(pk=mine.id_of("Asset"))
    copy = Asset(
        workspace=mine.workspace,
        role=AssetRole.UPLOAD,
        origin="uploaded",
        title="My own clip",
        sha256=asset.sha256,
        size_bytes=asset.size_bytes,
        mime_type="video/mp4",
        duration_s=12,
        width_px=1920,
        height_px=1080,
    )
    copy.file.name = asset.file.name
    copy.save()
    return copy


def find(mine, reference):
    return own_files.find(workspace=mine.workspace, reference=reference)


def text(response):
    return " ".join(response.content.decode().split())


def test_a_video_is_its_latest_version_with_its_narration_as_captions(mine):
    render = Render.objects.get(pk=mine.id_of("Render"))
    scene = render.scenes[0]
    render.timeline = [SceneTiming(scene=scene.id, position=1, starts_s=0.0, duration_s=2.0)]
    render.save(update_fields=["timeline"])

    own = find(mine, f"video:{render.video_id}")

    assert render.final_asset is not None
    assert (own.duration_s, own.is_long, own.mime_type) == (2, False, "video/mp4")
    assert own.file_key == render.final_asset.file.name
    assert own.play_url == f"/assets/{render.final_asset_id}/content/"
    assert [(word.text, word.ends_s) for word in own.words] == [(scene.narration, 2.0)]


def test_an_upload_is_its_file(mine, upload):
    own = find(mine, f"asset:{upload.pk}")

    assert (own.title, own.is_long, own.file_key) == ("My own clip", True, upload.file.name)


@pytest.mark.parametrize("reference", ["", "video:", "video:vid_none", "asset:ast_none", "idea:ida_1", "x"])
def test_an_unknown_reference_is_not_found(mine, reference):
    with pytest.raises(NotFoundError):
        analyses.of_own(workspace=mine.workspace, reference=reference, user=None)


def test_a_video_of_another_workspace_is_not_found(mine):
    stranger = world.empty("stranger@example.test")
    on_plan(stranger.workspace, "creator")

    with pytest.raises(NotFoundError):
        analyses.of_own(
            workspace=stranger.workspace, reference=f"video:{mine.id_of('Video')}", user=stranger.owner
        )


def test_a_video_without_a_version_is_refused(mine):
    Render.objects.update(status=RenderStatus.CANCELED)

    with pytest.raises(AnalysisRefusedError, match="Render it, then analyse it"):
        find(mine, f"video:{mine.id_of('Video')}")


def test_a_file_that_is_not_an_uploaded_video_is_refused(mine):
    with pytest.raises(AnalysisRefusedError, match="Only uploaded videos"):
        find(mine, f"asset:{mine.id_of('Asset')}")


def test_the_page_of_a_video_offers_its_analysis_with_the_cost_and_then_links_to_it(mine, browser):
    address = reverse("synthesis:video", args=[mine.id_of("Video")])
    before = text(browser.get(address))

    answer = browser.post(reverse("discovery:analysis-new"), {"subject": f"video:{mine.id_of('Video')}"})

    analysis = Analysis.objects.get(subject=f"video:{mine.id_of('Video')}")
    assert "Analyse · about $0.0" in before
    assert answer["Location"] == f"/analyses/{analysis.pk}/"
    assert (analysis.is_own, analysis.candidate) == (True, None)
    assert f"/analyses/{analysis.pk}/" in text(browser.get(address))


def test_the_page_of_a_video_says_why_the_plan_has_no_analyses(mine, browser):
    on_plan(mine.workspace, "free")

    content = text(browser.get(reverse("synthesis:video", args=[mine.id_of("Video")])))

    assert "The Free plan has no video analyses. Creator includes 30 a month." in content


def test_uploads_can_be_analysed_from_the_library(mine, browser, upload):
    content = text(browser.get(reverse("synthesis:assets")))

    assert "Analyse My own clip" in content
    assert "Analyse “My own clip”? It costs about $0.0" in content


def test_a_program_names_a_video_or_an_upload(mine, upload):
    program = Client(headers={"Authorization": f"Bearer {mine.secret}"})

    answers = [
        program.post("/api/v1/analyses/", body, content_type="application/json")
        for body in ({"video": mine.id_of("Video")}, {"asset": upload.pk}, {"asset": mine.id_of("Asset")})
    ]

    assert [answer.status_code for answer in answers] == [202, 202, 409]


def test_a_further_run_watches_the_newest_version(mine):
    reference = f"video:{mine.id_of('Video')}"
    first = analyses.of_own(workspace=mine.workspace, reference=reference, user=None)
    canceled = analyses.cancel(analysis=first)
    asset = Asset.objects.get(pk=mine.id_of("Asset"))
    asset.file.name = "elsewhere.mp4"
    asset.save()

    second = analyses.retry(analysis=canceled, user=None)

    assert (second.number, second.file_key) == (2, "elsewhere.mp4")
