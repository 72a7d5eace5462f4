"""A whole analysis of a file: measured, watched, and in an outage looked at in frames."""

import time

import pytest
import requests

from discovery import analyses
from discovery.models import AnalysisStatus
from discovery.tests.analysing import candidate_of, run
from discovery.tests.watching import PATHS, public_video, put_faults, requests_to

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("closed_circuits")]


@pytest.fixture
def candidate(settings, sandbox_url, tmp_path, creator, channel):
    """A sandbox video of a workspace on Creator. Its clip is drawn before the test, which takes seconds."""
    settings.SANDBOX_URL, settings.WORK_ROOT = sandbox_url, tmp_path / "work"
    clip = f"{sandbox_url}/media/videos/{public_video().id}.mp4"
    requests.get(clip, timeout=60).raise_for_status()
    return candidate_of(channel, livemode=False)


def analysed(candidate):
    """The finished analysis. Gemini's stand-in takes a second to process the file."""
    analysis = analyses.of_candidate(candidate=candidate, user=None)
    deadline = time.monotonic() + 60
    while not run(analysis).is_finished and time.monotonic() < deadline:
        pass
    return analysis


def test_a_file_is_measured_and_watched_and_its_interrupts_are_at_measured_cuts(candidate):
    analysis = analysed(candidate)

    assert analysis.status == AnalysisStatus.SUCCEEDED
    assert (analysis.provider, analysis.dropped) == ("gemini", 0)
    cuts_ms = [1000 * time_s for time_s in analysis.measured["cuts"]["times_s"]]
    interrupts = analysis.findings.filter(kind="pattern_interrupt")
    assert interrupts
    assert all(min(abs(cut - found.starts_ms) for cut in cuts_ms) < 200 for found in interrupts)


def test_in_an_outage_of_gemini_openai_looks_at_frames_of_the_file(candidate, sandbox_url):
    put_faults(sandbox_url, {"match": {"path": PATHS["gemini"]}, "kind": "status", "times": None})

    analysis = analysed(candidate)

    assert (analysis.status, analysis.provider) == (AnalysisStatus.SUCCEEDED, "openai")
    assert analysis.note.startswith("Gemini was not available. OpenAI looked at")
    assert len(requests_to(sandbox_url, PATHS["openai"])) == 1
