"""Parts start in order, come back when they fall, and stop in reverse."""

import signal
import sys
from pathlib import Path

import pytest

from ettametta import processes
from ettametta.supervisor import Part, PartFailedError, StopAskedError, Supervisor, stopping_on_signals


class Stage:
    """A supervisor, what it said, and parts that are small Python programs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: list[tuple[str, str]] = []
        self.supervisor = Supervisor(log_folder=folder, say=self.say, first_pause_s=0.01)

    def say(self, name: str, text: str) -> None:
        self.said.append((name, text))

    def part(self, name: str, program: str = "import time; time.sleep(60)", *, stage: int = 1) -> Part:
        # A part is ready once it has written its own file.
        written = self.folder / f"{name}.ready"
        start = f"import pathlib; pathlib.Path({str(written)!r}).touch()\n{program}"
        return Part(
            name=name,
            stage=stage,
            start=lambda output: processes.spawn([sys.executable, "-c", start], output=output),
            is_ready=lambda child: processes.wait_until(written.exists, child=child, timeout_s=30),
        )


@pytest.fixture
def stage(tmp_path):
    stage = Stage(tmp_path)
    yield stage
    stage.supervisor.stop()


def test_parts_become_ready_in_the_order_they_were_launched(stage):
    stage.supervisor.launch([stage.part("store")])
    stage.supervisor.wait_until_ready()
    stage.supervisor.launch([stage.part("web", stage=2)])
    stage.supervisor.wait_until_ready()

    assert [name for name, text in stage.said if text.startswith("ready")] == ["store", "web"]


def test_what_is_needed_outlives_what_needs_it(stage):
    stage.supervisor.launch([stage.part("store"), stage.part("web", stage=2)])
    stage.supervisor.wait_until_ready()
    stage.said.clear()

    stage.supervisor.stop()

    assert [name for name, _ in stage.said] == ["web", "store"]


def test_a_part_that_does_not_start_is_named_with_its_code_and_its_last_words(stage):
    dies = stage.part("web", "import sys; sys.stderr.write('no such table'); sys.exit(3)")
    dies.is_ready = lambda child: bool(child.wait()) and False
    stage.supervisor.launch([dies])

    with pytest.raises(PartFailedError, match=r"web did not start.*3(.|\n)*no such table") as failure:
        stage.supervisor.wait_until_ready()

    assert failure.value.exit_code == 3


def test_a_part_that_keeps_falling_ends_everything_with_its_code(stage):
    falls = stage.part("worker", "import sys; sys.exit(5)")
    falls.is_ready = lambda child: True
    stage.supervisor.launch([falls])
    stage.supervisor.wait_until_ready()

    with pytest.raises(PartFailedError, match="worker ended 7 times in a row") as failure:
        stage.supervisor.watch()

    assert failure.value.exit_code == 5
    assert sum("starting it again" in text for _, text in stage.said) == 6


def test_a_part_that_was_killed_is_started_again(stage):
    part = stage.part("worker")
    stage.supervisor.launch([part])
    stage.supervisor.wait_until_ready()
    first = part.child
    first.kill()
    # Asked to stop as soon as the second is ready.
    said = stage.supervisor._say

    def stop_when_ready(name: str, text: str) -> None:
        said(name, text)
        if text.startswith("ready"):
            raise StopAskedError

    stage.supervisor._say = stop_when_ready
    with pytest.raises(StopAskedError):
        stage.supervisor.watch()
    stage.supervisor._say = said

    assert part.child.pid != first.pid
    assert ("worker", "ended with -9; starting it again in 0 s") in stage.said


def test_a_command_that_fails_is_named_with_its_code(stage):
    def start(output):
        return processes.spawn([sys.executable, "-c", "raise SystemExit('no space left')"], output=output)

    with pytest.raises(PartFailedError, match=r"database ended with 1(.|\n)*no space left"):
        stage.supervisor.run({"database": start})


def test_a_signal_asks_to_stop_and_a_second_one_changes_nothing():
    before = signal.getsignal(signal.SIGINT)

    with stopping_on_signals():
        with pytest.raises(StopAskedError):
            signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGINT)

    assert signal.getsignal(signal.SIGINT) is before


def test_an_old_log_makes_room(stage, monkeypatch):
    monkeypatch.setattr("ettametta.supervisor._OLD_LOG_BYTES", 10)
    (stage.folder / "store.log").write_text("a run of last week\n")

    stage.supervisor.launch([stage.part("store")])
    stage.supervisor.wait_until_ready()

    assert (stage.folder / "store.log.1").read_text() == "a run of last week\n"
