"""Analyses of files: videos of the sandbox, and videos of the workspace itself."""

import pytest
import requests
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone

from discovery import analyses
from discovery.adapters import films
from discovery.analyses import files, leases
from discovery.measuring.values import Word
from discovery.models import Analysis, AnalysisStage
from discovery.signals import OwnFile, own_file_requested
from discovery.tests.analysing import candidate_of, short_film
from foundation.errors import UpstreamError

pytestmark = pytest.mark.usefixtures("closed_circuits")

OWN = "clip:clp_1"


@pytest.fixture(autouse=True)
def _folders(settings, tmp_path):
    settings.WORK_ROOT = tmp_path / "work"
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def candidate(creator, channel):
    return candidate_of(channel, livemode=False)


@pytest.fixture
def film(tmp_path):
    """A short film."""
    path = tmp_path / "film.mp4"
    short_film(path)
    return path.read_bytes()


@pytest.fixture
def own(film):
    """An app above with one file, which a test may replace."""
    shelf = {OWN: _own_file(default_storage.save("own/clip.mp4", ContentFile(film)))}

    @receiver(own_file_requested, weak=False)
    def find(reference, **_):
        return shelf.get(reference)

    yield shelf
    own_file_requested.disconnect(find)


def _own_file(key, **fields):
    return OwnFile(
        **{
            "reference": OWN,
            "title": "My clip",
            "language": "en",
            "duration_s": 30.0,
            "is_long": False,
            "page_url": "/videos/vid_1/",
            "play_url": "/assets/ast_1/content/",
            "file_key": key,
            "mime_type": "video/mp4",
            **fields,
        }
    )


def finish(analysis, sandbox_url):
    """Run it to its end. Each time, the sandbox's clock is ahead, so that uploads are processed."""
    for turn in range(12):
        offset = {"offset_s": 5.0 * turn}
        requests.put(f"{sandbox_url}/_sandbox/clock", json=offset, timeout=10).raise_for_status()
        Analysis.objects.filter(pk=analysis.pk).update(due_at=timezone.now())
        analyses.advance(analysis_id=analysis.pk)
        analyses.measure(analysis_id=analysis.pk)
        analysis.refresh_from_db()
        if analysis.is_finished:
            break
    return analysis


def of_own(workspace):
    return analyses.of_own(workspace=workspace, reference=OWN, user=None)


def test_a_video_of_the_sandbox_is_downloaded_measured_and_watched(candidate, sandbox_url):
    analysis = finish(analyses.of_candidate(candidate=candidate, user=None), sandbox_url)

    assert (analysis.status, analysis.failure) == ("succeeded", "")
    assert analysis.measured["cuts"]["times_s"]
    assert analysis.measured["loudness"]["integrated_lufs"] < 0
    assert analysis.duration_s == analysis.measured["duration_s"]
    assert (analysis.measurement_version, analysis.unmeasured, analysis.livemode) == (1, "", False)
    assert analysis.findings.count() >= 1
    assert not files.workdir_of(analysis).exists()


def test_the_page_shows_measured_tracks_and_figures_apart_from_opinions(member, creator, own, sandbox_url):
    analysis = finish(of_own(creator), sandbox_url)

    page = " ".join(member.get(reverse("discovery:analysis", args=[analysis.pk])).content.decode().split())

    figures = page.partition('id="facts-title"')[2].partition("</section>")[0]
    assert "Cuts per minute" in figures
    assert "Loudness" in figures
    assert "computed" in figures
    assert f"n = {analysis.measured['cuts']['basis']['n']}" in figures
    assert "Model opinion" not in figures
    assert "cuts, " in page.partition('id="timeline-title"')[2]
    assert '<source src="/assets/ast_1/content/"' in page


def test_measuring_waits_for_a_media_worker(candidate):
    analysis = analyses.of_candidate(candidate=candidate, user=None)

    analyses.advance(analysis_id=analysis.pk)
    analyses.advance(analysis_id=analysis.pk)

    analysis.refresh_from_db()
    assert (analysis.stage, analysis.status, analysis.measured) == ("measuring", "running", None)


def test_another_machine_fetches_the_file_again(candidate):
    analysis = analyses.of_candidate(candidate=candidate, user=None)
    analyses.advance(analysis_id=analysis.pk)
    files.remove(analysis_id=analysis.pk)

    path = files.local(analysis)

    assert path is not None
    assert path.stat().st_size > 10_000


def test_an_own_video_is_measured_with_its_captions(creator, own, sandbox_url):
    words = (Word(text="one two three four", starts_s=0.0, ends_s=2.0),)
    own[OWN] = _own_file(own[OWN].file_key, words=words)

    analysis = finish(of_own(creator), sandbox_url)

    assert (analysis.status, analysis.is_own) == ("succeeded", True)
    assert analysis.measured["speech"]["while_speaking_per_s"] == pytest.approx(2.0)
    assert default_storage.exists(analysis.file_key)


def test_without_captions_the_page_says_that_speech_is_not_measured(member, creator, own, sandbox_url):
    analysis = finish(of_own(creator), sandbox_url)

    page = member.get(reverse("discovery:analysis", args=[analysis.pk])).content.decode()
    reasons = [each["reason"] for each in analysis.measured["missing"] if each["aspect"] == "speech"]
    assert len(reasons) == 1
    assert reasons[0].partition("'")[0] in page


def test_a_file_that_was_deleted_meanwhile_ends_it(creator, own, sandbox_url):
    analysis = of_own(creator)
    default_storage.delete(analysis.file_key)

    finish(analysis, sandbox_url)

    assert (analysis.status, analysis.failure_code) == ("failed", "unwatchable:file_unreadable")
    assert analysis.failure == "The file of this video was deleted. It does not count against your plan."


def test_a_file_that_cannot_be_decoded_ends_it_with_words(creator, own, sandbox_url):
    own[OWN] = _own_file(default_storage.save("own/broken.mp4", ContentFile(b"not a film" * 50)))

    analysis = finish(of_own(creator), sandbox_url)

    assert analysis.status == "failed"
    assert analysis.failure_code.startswith("media_refused")
    assert analyses.of_month(workspace=creator).used == 0


def test_an_outage_while_downloading_is_retried(candidate, faults):
    faults(path="/media/videos/", kind="status", status=503, times=1)
    analysis = analyses.of_candidate(candidate=candidate, user=None)

    analyses.advance(analysis_id=analysis.pk)
    analysis.refresh_from_db()
    postponed = (analysis.stage, analysis.tries, analysis.due_at > timezone.now())
    Analysis.objects.filter(pk=analysis.pk).update(due_at=timezone.now())
    analyses.advance(analysis_id=analysis.pk)
    analysis.refresh_from_db()

    assert postponed == ("fetching", 1, True)
    assert (analysis.stage, analysis.tries) == ("measuring", 0)


def test_only_the_sandbox_is_a_place_to_download_from(settings, tmp_path):
    settings.SANDBOX_URL = "http://127.0.0.1:9"

    for url in ("https://www.youtube.com/x.mp4", "http://127.0.0.1:90/x.mp4", "file:///etc/passwd", ""):
        with pytest.raises(UpstreamError, match="from the sandbox only"):
            films.fetch(url, to=tmp_path / "x.mp4")


def test_the_sweeper_deletes_files_of_ended_analyses(candidate):
    analysis = analyses.of_candidate(candidate=candidate, user=None)
    analyses.advance(analysis_id=analysis.pk)
    kept = files.workdir_of(analysis).exists()
    analyses.cancel(analysis=analysis)

    analyses.resume_stalled()

    assert kept
    assert not files.workdir_of(analysis).exists()


def test_a_claim_names_the_stage_that_it_is_for(candidate):
    analysis = analyses.of_candidate(candidate=candidate, user=None)

    assert leases.claim(analysis_id=analysis.pk, stages=[AnalysisStage.MEASURING]) is None
