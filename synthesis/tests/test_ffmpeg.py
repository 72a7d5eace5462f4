"""Running ffmpeg: limits, errors, and stopping on request."""

import os
import time
from pathlib import Path

import pytest

from foundation import errors
from synthesis.assembly import ffmpeg, processes
from synthesis.assembly.stopping import StoppedError


def never():
    return False


def endless(path):
    return ["-f", "lavfi", "-re", "-i", "testsrc=s=64x64:r=10", "-f", "mp4", str(path)]


def test_the_version_is_known():
    assert ffmpeg.version() != "unknown"


def test_a_stopped_run_ends_at_once(tmp_path):
    asked_at = time.monotonic()

    with pytest.raises(StoppedError):
        ffmpeg.run(endless(tmp_path / "out.mp4"), timeout_s=60, should_stop=lambda: True)

    assert time.monotonic() - asked_at < 10


def test_a_run_that_takes_too_long_may_be_tried_again(tmp_path):
    with pytest.raises(errors.UpstreamUnavailableError) as outage:
        ffmpeg.run(endless(tmp_path / "out.mp4"), timeout_s=0.2, should_stop=never)

    assert outage.value.context["system"] == "ffmpeg"


def test_a_refusal_says_why(tmp_path):
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"\x00\x00\x00\x18ftypmp42" + bytes(64))

    with pytest.raises(errors.UpstreamError) as refusal:
        ffmpeg.run([*ffmpeg.source(broken), "-f", "null", "-"], timeout_s=20, should_stop=never)

    assert not isinstance(refusal.value, errors.UpstreamUnavailableError)
    assert any("broken.mp4" in line for line in refusal.value.context["stderr"])


@pytest.mark.parametrize(
    "content",
    [
        b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"",
    ],
)
def test_a_file_that_points_elsewhere_is_not_opened(tmp_path, content):
    path = tmp_path / "clip.mp4"
    path.write_bytes(content)

    with pytest.raises(errors.UpstreamError):
        ffmpeg.source(path)


def test_a_picture_that_unfolds_into_too_much_is_refused(tmp_path):
    huge = tmp_path / "huge.png"
    ffmpeg.run(
        ["-f", "lavfi", "-i", "color=s=9000x9000:d=0.04", "-frames:v", "1", str(huge)],
        timeout_s=60,
        should_stop=never,
    )

    with pytest.raises(errors.UpstreamError):
        ffmpeg.run([*ffmpeg.source(huge), "-f", "null", "-"], timeout_s=20, should_stop=never)


def test_no_secret_reaches_the_child(tmp_path, monkeypatch):
    monkeypatch.setenv("GEMINI_API_KEY", "secret")
    seen = tmp_path / "seen"

    processes.run(
        ["/bin/sh", "-c", f"env > {seen}"],
        system="shell",
        timeout_s=10,
        should_stop=never,
        limits=ffmpeg.LIMITS,
    )

    assert "secret" not in seen.read_text()


def test_what_a_stopped_program_started_ends_with_it(tmp_path):
    note = tmp_path / "pid"

    with pytest.raises(StoppedError):
        processes.run(
            ["/bin/sh", "-c", f"sleep 60 & echo $! > {note}; wait"],
            system="shell",
            timeout_s=30,
            should_stop=lambda: note.exists() and bool(note.read_text()),
            limits=ffmpeg.LIMITS,
        )

    assert has_ended(int(note.read_text()))


def has_ended(pid):
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if is_zombie(pid):
            return True
        time.sleep(0.02)
    return False


def is_zombie(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return False


def test_a_killed_program_counts_as_unavailable():
    with pytest.raises(errors.UpstreamUnavailableError):
        processes.run(
            ["/bin/sh", "-c", "kill -9 $$"],
            system="shell",
            timeout_s=10,
            should_stop=never,
            limits=ffmpeg.LIMITS,
        )
