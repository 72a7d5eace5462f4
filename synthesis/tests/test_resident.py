"""The process of the voice models: started when needed, replaced when it ends."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from foundation import errors
from synthesis.assembly.speech import resident
from synthesis.assembly.stopping import StoppedError

SENTENCE = {
    "model": "hibari",
    "voice": "heart",
    "speed": 1.0,
    "units": ["Hello", "there."],
    "languages": ["en", "en"],
    "phonemes": [None, None],
}


def never():
    return False


def ask(path, **changes):
    document = {**SENTENCE, "wav": str(path), **changes}
    return resident.request(document, timeout_s=60, should_stop=never)


def of_words(count):
    units = ["word,"] * count
    return {**SENTENCE, "units": units, "languages": ["en"] * count, "phonemes": [None] * count}


def pid():
    return resident._running()._child.pid


def test_requests_share_one_process(tmp_path):
    ask(tmp_path / "one.wav")
    first = pid()
    ask(tmp_path / "two.wav")

    assert pid() == first
    assert (tmp_path / "one.wav").read_bytes() == (tmp_path / "two.wav").read_bytes()


def test_a_sentence_nobody_waits_for_is_not_spoken(tmp_path):
    answer = ask(tmp_path / "removed folder" / "one.wav", model="no such model")

    assert "starts_s" not in answer
    assert not list(tmp_path.iterdir())


def test_threads_get_their_own_answers(tmp_path):
    counts = {}

    def speak(number):
        answer = ask(tmp_path / f"{number}.wav", **of_words(number))
        counts[number] = len(answer["starts_s"])

    threads = [threading.Thread(target=speak, args=(number,)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert counts == {number: number for number in range(1, 9)}


def test_a_process_that_was_killed_is_replaced(tmp_path):
    ask(tmp_path / "one.wav")
    killed = pid()
    os.kill(killed, signal.SIGKILL)

    ask(tmp_path / "two.wav")

    assert pid() != killed


def test_a_request_in_progress_survives_the_end_of_the_process(tmp_path):
    ask(tmp_path / "warm.wav")
    killed = pid()
    answers = []
    thread = threading.Thread(target=lambda: answers.append(ask(tmp_path / "long.wav", **of_words(60))))
    thread.start()
    os.kill(killed, signal.SIGKILL)
    thread.join()

    assert len(answers[0]["starts_s"]) == 60


def test_a_refused_request_does_not_end_the_process(tmp_path):
    ask(tmp_path / "one.wav")
    before = pid()

    with pytest.raises(errors.UpstreamError) as refusal:
        ask(tmp_path / "two.wav", model="nonsense")

    assert "nonsense" in refusal.value.context["cause"]
    assert pid() == before


def test_a_request_that_takes_too_long_is_an_outage(tmp_path):
    document = {**of_words(400), "wav": str(tmp_path / "late.wav")}

    with pytest.raises(errors.UpstreamUnavailableError):
        resident.request(document, timeout_s=0, should_stop=never)


def test_a_stopped_request_is_not_waited_for(tmp_path):
    document = {**of_words(400), "wav": str(tmp_path / "out.wav")}

    with pytest.raises(StoppedError):
        resident.request(document, timeout_s=60, should_stop=lambda: True)


def test_a_released_process_is_started_again_when_it_is_needed(tmp_path):
    ask(tmp_path / "one.wav")
    before = pid()

    resident.release()

    ask(tmp_path / "two.wav")
    assert pid() != before


def test_a_busy_process_is_not_released(tmp_path):
    ask(tmp_path / "warm.wav")
    before = pid()
    answer = resident._running().send({**of_words(60), "wav": str(tmp_path / "long.wav")})

    resident.release()

    assert len(answer.result(timeout=60)["starts_s"]) == 60
    assert pid() == before


def test_it_ends_with_the_process_that_started_it():
    program = (
        "from synthesis.assembly.speech import resident;"
        "resident.warm_up({'model': 'hibari', 'units': ['a'], 'languages': ['en'], 'phonemes': [None]});"
        "print(resident._running()._child.pid, flush=True)"
    )
    started = subprocess.run(  # noqa: S603 - ours
        [sys.executable, "-c", program], check=True, capture_output=True, text=True, timeout=60
    )

    child = int(started.stdout)
    for _ in range(200):
        if not _is_running(child):
            break
        threading.Event().wait(0.1)
    assert not _is_running(child)


def _is_running(process_id):
    try:
        stat = Path(f"/proc/{process_id}/stat").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    return stat.rsplit(")", 1)[1].split()[0] != "Z"
