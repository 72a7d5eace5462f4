"""Parts start in order, restart when they fail, and stop in reverse."""

import os
import signal
import sys
import threading
from pathlib import Path

import pytest

from ettametta import processes
from ettametta.supervisor import (
    NotYetError,
    Part,
    PartFailedError,
    StopRequestedError,
    Supervisor,
    stopping_on_signals,
)


class Stage:
    """A supervisor, its messages, and parts that are small Python programs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: list[tuple[str, str]] = []
        self.supervisor = Supervisor(log_folder=folder, say=self.say, first_pause_s=0.01)

    def say(self, name: str, text: str) -> None:
        self.said.append((name, text))

    def part(
        self,
        name: str,
        program: str = "import time; time.sleep(60)",
        *,
        stage: int = 1,
        needs: tuple[str, ...] = (),
    ) -> Part:
        # A process is ready once it has written its own file.
        start = (
            f"import os, pathlib; pathlib.Path({str(self.folder)!r}, f'{{os.getpid()}}').touch()\n{program}"
        )
        return Part(
            name=name,
            stage=stage,
            start=lambda output: processes.spawn([sys.executable, "-c", start], output=output),
            is_ready=lambda child: (self.folder / str(child.pid)).exists(),
            needs=needs,
        )

    def run(self, *parts: Part) -> None:
        """Start the parts and wait until they are ready."""
        self.supervisor.launch(parts)
        self.supervisor.wait_until_ready()
        self.said.clear()

    def watch_until(self, *said: tuple[str, str]) -> list[str]:
        """Watch until all of these messages appeared. Returns the parts that became ready, in order."""
        missing = set(said)

        def stop_when_said(name: str, text: str) -> None:
            self.say(name, text)
            missing.difference_update(
                [each for each in missing if each[0] == name and text.startswith(each[1])]
            )
            if not missing:
                raise StopRequestedError

        self.supervisor._say = stop_when_said
        deadline = threading.Timer(60, signal.raise_signal, [signal.SIGINT])
        deadline.start()
        try:
            with stopping_on_signals(), pytest.raises(StopRequestedError):
                self.supervisor.watch()
        finally:
            deadline.cancel()
            self.supervisor._say = self.say
        assert not missing, self.said
        return [name for name, text in self.said if text.startswith("ready")]


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
    dies.is_ready = lambda child: False
    stage.supervisor.launch([dies])

    with pytest.raises(PartFailedError, match=r"web did not start.*3(.|\n)*no such table") as failure:
        stage.supervisor.wait_until_ready()

    assert failure.value.exit_code == 3


def test_a_part_that_keeps_failing_stops_everything_with_its_code(stage):
    failing = stage.part("worker", "import sys; sys.exit(5)")
    stage.supervisor.launch([failing])

    with pytest.raises(PartFailedError, match="worker ended 7 times in a row") as failure:
        stage.supervisor.watch()

    assert failure.value.exit_code == 5
    assert sum("restarting it" in text for _, text in stage.said) == 6


def test_a_part_that_was_killed_is_started_again(stage):
    part = stage.part("worker")
    stage.run(part)
    first = part.child
    first.kill()

    stage.watch_until(("worker", "ready"))

    assert part.child.pid != first.pid
    assert ("worker", "ended with -9; restarting it in 0.0 s") in stage.said


# --- several at once ------------------------------------------------------------------------------------


@pytest.mark.parametrize("first_to_die", ["redis", "worker"])
def test_a_store_comes_back_while_a_part_that_needs_it_cannot_become_ready(stage, first_to_die):
    redis = stage.part("redis")
    worker = stage.part("worker", stage=3, needs=("redis",))
    stage.run(redis, worker)
    # Like a worker without its broker: it runs, but is not ready.
    worker.is_ready = lambda child: redis.is_up and (stage.folder / str(child.pid)).exists()
    for part in (redis, worker) if first_to_die == "redis" else (worker, redis):
        part.child.kill()

    assert stage.watch_until(("redis", "ready"), ("worker", "ready")) == ["redis", "worker"]


def test_a_store_that_dies_while_a_part_is_starting_does_not_wait_for_it(stage):
    redis = stage.part("redis")
    worker = stage.part("worker", stage=3, needs=("redis",))
    stage.run(redis, worker)
    worker.is_ready = lambda child: redis.child.poll() is None and redis.is_up
    worker.child.kill()
    was_killed = threading.Event()

    def kill_the_store(name: str, text: str) -> None:
        if name == "worker" and text.startswith("ended") and not was_killed.is_set():
            was_killed.set()
            redis.child.kill()
        stage.said.append((name, text))

    stage.say = kill_the_store

    assert stage.watch_until(("redis", "ready"), ("worker", "ready")) == ["redis", "worker"]


@pytest.mark.parametrize(
    "dead",
    [("postgres", "web"), ("redis", "beat"), ("node", "worker"), ("postgres", "redis", "worker", "web")],
)
def test_parts_that_fail_together_are_restarted_stores_first(stage, dead):
    stores = [stage.part(name) for name in ("postgres", "redis")]
    node = stage.part("node", stage=2)
    product = [stage.part(name, stage=3, needs=("postgres", "redis")) for name in ("web", "worker", "beat")]
    parts = {part.name: part for part in [*stores, node, *product]}
    stage.run(*parts.values())
    for name in dead:
        parts[name].child.kill()

    back = stage.watch_until(*[(name, "ready") for name in dead])

    assert sorted(back) == sorted(dead)
    stage_of = [parts[name].stage for name in back if parts[name].needs or parts[name] in stores]
    assert stage_of == sorted(stage_of)


def test_a_probe_that_hangs_blocks_no_other_part(stage):
    hangs, dies = stage.part("web", stage=3), stage.part("redis")
    stage.run(dies, hangs)
    release = threading.Event()
    hangs.is_ready = lambda child: release.wait(30)
    hangs.child.kill()
    stage.watch_until(("web", "ended"))
    dies.child.kill()

    assert stage.watch_until(("redis", "ready")) == ["redis"]

    release.set()
    assert stage.watch_until(("web", "ready")) == ["redis", "web"]


def test_a_part_that_never_becomes_ready_is_stopped_and_tried_again(stage, monkeypatch):
    part = stage.part("web")
    stage.run(part)
    monkeypatch.setattr("ettametta.supervisor._READY_WITHIN_S", 1.0)
    part.is_ready = lambda child: part.failures > 1
    part.child.kill()

    stage.watch_until(("web", "not ready"), ("web", "ready"))

    assert part.failures == 2


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr("ettametta.supervisor._PROBE_EVERY_S", 0.05)
    monkeypatch.setattr("ettametta.supervisor._MAX_SILENCE_S", 0.3)


def test_a_part_that_hangs_is_ended_and_started_again(stage, impatient):
    part = stage.part("worker")
    hung: list[int] = []
    part.is_alive = lambda: part.child is not None and part.child.pid not in hung
    stage.run(part)
    assert part.child is not None
    hung.append(part.child.pid)
    os.kill(part.child.pid, signal.SIGSTOP)

    assert stage.watch_until(("worker", "has not responded"), ("worker", "ready")) == ["worker"]

    assert part.child.pid not in hung
    assert not processes.is_alive(hung[0])


def test_a_part_that_cannot_be_asked_or_lacks_what_it_needs_is_left_alone(stage, impatient):
    store, unknown, waiting, hung = (stage.part(name) for name in ("store", "unknown", "waiting", "hung"))
    store.is_ready = lambda _child: store.failures == 0
    unknown.is_alive = lambda: None
    waiting.is_alive, waiting.needs = (lambda: False), ("store",)
    hung.is_alive = lambda: hung.failures > 0
    stage.run(store, unknown, waiting, hung)
    assert store.child is not None
    store.child.kill()

    assert stage.watch_until(("hung", "has not responded"), ("hung", "ready")) == ["hung"]

    assert {name for name, _ in stage.said} == {"store", "hung"}


def test_the_time_to_become_ready_begins_with_the_first_look(stage, monkeypatch):
    monkeypatch.setattr("ettametta.supervisor._READY_WITHIN_S", 1.0)
    part = stage.part("web")
    stage.supervisor.launch([part])
    # Like a demo that takes long to load.
    part.spawned_at -= 60

    stage.supervisor.wait_until_ready()

    assert part.is_up


def test_a_part_whose_resources_are_in_use_is_retried_until_they_are_free(stage):
    part = stage.part("postgres")
    stage.run(part)
    start, refusals = part.start, [NotYetError(), NotYetError()]

    def start_when_free(output):
        if refusals:
            raise refusals.pop()
        return start(output)

    part.start = start_when_free
    part.child.kill()

    assert stage.watch_until(("postgres", "ready")) == ["postgres"]
    assert not refusals
    assert part.failures == 1


def test_earlier_failures_of_a_part_that_recovered_no_longer_count(stage, monkeypatch):
    monkeypatch.setattr("ettametta.supervisor._RECOVERED_AFTER_S", 0)
    part = stage.part("worker")
    stage.run(part)

    for _ in range(8):
        part.child.kill()
        stage.said.clear()
        stage.watch_until(("worker", "ready"))

    assert part.failures == 1


def test_a_command_that_fails_is_named_with_its_code(stage):
    def start(output):
        return processes.spawn([sys.executable, "-c", "raise SystemExit('no space left')"], output=output)

    with pytest.raises(PartFailedError, match=r"database ended with 1(.|\n)*no space left"):
        stage.supervisor.run({"database": start})


def test_a_signal_asks_to_stop_and_a_second_one_changes_nothing():
    before = signal.getsignal(signal.SIGINT)

    with stopping_on_signals():
        with pytest.raises(StopRequestedError):
            signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGINT)

    assert signal.getsignal(signal.SIGINT) is before


def test_an_old_log_makes_room(stage, monkeypatch):
    monkeypatch.setattr("ettametta.supervisor._OLD_LOG_BYTES", 10)
    (stage.folder / "store.log").write_text("a run of last week\n")

    stage.supervisor.launch([stage.part("store")])
    stage.supervisor.wait_until_ready()

    assert (stage.folder / "store.log.1").read_text() == "a run of last week\n"
