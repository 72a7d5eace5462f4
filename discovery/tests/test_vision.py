"""Gemini and OpenAI watch videos of the sandbox."""

import pytest

from discovery.findings import FindingKind
from discovery.tests.watching import (
    MAKERS,
    frames_in,
    public_video,
    subject_of,
)
from foundation import circuits


@pytest.fixture(autouse=True)
def _closed_circuits():
    circuits.of.cache_clear()
    yield
    circuits.of.cache_clear()


@pytest.fixture(params=["gemini"])
def vendor(request):
    return request.param


@pytest.fixture
def watcher(vendor, sandbox_url):
    return MAKERS[vendor](sandbox_url)


@pytest.fixture
def subject(tmp_path):
    video = public_video()
    return subject_of(video, frames=frames_in(tmp_path, 0, 4000, 9000))


def test_a_video_gets_timecoded_findings(watcher, vendor, subject):
    watched = watcher.watch(subject=subject, key="ana_1")

    assert len(watched.findings) >= 4
    assert watched.findings == tuple(sorted(watched.findings, key=lambda found: found.starts_ms))
    for found in watched.findings:
        assert 0 <= found.starts_ms <= found.ends_ms <= subject.duration_s * 1000
        assert found.kind in FindingKind.values
        assert found.statement
        assert found.evidence
        assert 0 <= found.confidence <= 1
    assert (watched.provider, watched.dropped, watched.livemode) == (vendor, 0, False)


def test_two_videos_get_different_findings(watcher, subject, tmp_path):
    other = subject_of(public_video(9), frames=frames_in(tmp_path, 0, 3000))

    assert watcher.watch(subject=subject, key="a").findings != watcher.watch(subject=other, key="b").findings
