"""Children end with their parent, and a lock lasts as long as its holders."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from ettametta import processes

# A parent that starts one child, prints its id and waits to be killed.
_PARENT = """
import subprocess, sys, time
from ettametta import processes
child = processes.spawn({command!r}, output=subprocess.DEVNULL, is_stubborn={stubborn})
sys.stdout.write(f"{{child.pid}}\\n")
sys.stdout.flush()
time.sleep(120)
"""
_SLEEP = [sys.executable, "-c", "import time; time.sleep(120)"]
_DEAF = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(120)",
]


@pytest.fixture
def sleeper():
    child = processes.spawn(_SLEEP, output=subprocess.DEVNULL)
    yield child
    processes.stop(child, with_signal=signal.SIGKILL)


@pytest.mark.parametrize(("command", "stubborn"), [(_SLEEP, False), (_SLEEP, True), (_DEAF, True)])
def test_a_child_ends_when_its_parent_is_killed(command, stubborn):
    program = _PARENT.format(command=command, stubborn=stubborn)
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own program
    assert parent.stdout is not None
    child = int(parent.stdout.readline())

    parent.kill()
    parent.communicate()

    assert comes_true(lambda: not is_running(child), within_s=15)


def test_a_child_that_ignores_the_signal_is_killed_in_the_end(sleeper):
    deaf = processes.spawn(_DEAF, output=subprocess.DEVNULL)
    time.sleep(0.3)

    code = processes.stop(deaf, grace_s=0.5)

    assert code == -signal.SIGKILL


def test_a_child_is_asked_before_it_is_killed():
    child = processes.spawn(_SLEEP, output=subprocess.DEVNULL)

    assert processes.stop(child) == -signal.SIGTERM


def test_a_watched_child_gives_its_code_and_hears_signals():
    ends = processes.spawn(
        [sys.executable, "-c", "raise SystemExit(7)"], output=subprocess.DEVNULL, is_stubborn=True
    )
    waits = processes.spawn(_SLEEP, output=subprocess.DEVNULL, is_stubborn=True)
    time.sleep(1)

    assert ends.wait(timeout=20) == 7
    assert processes.stop(waits) == 128 + signal.SIGTERM


def test_waiting_stops_when_the_child_ends_first():
    child = processes.spawn([sys.executable, "-c", ""], output=subprocess.DEVNULL)

    assert not processes.wait_until(lambda: False, child=child, timeout_s=60)


def test_a_held_lock_shows_the_holder_s_note(tmp_path):
    holder = processes.Lock(tmp_path / "lock")
    holder.acquire()
    holder.write("at home")

    with pytest.raises(processes.LockedError, match="at home"):
        processes.Lock(tmp_path / "lock").acquire()

    holder.release()
    processes.Lock(tmp_path / "lock").acquire()


def test_a_child_keeps_the_lock_that_its_parent_lets_go(tmp_path):
    lock = processes.Lock(tmp_path / "lock")
    lock.acquire()
    child = processes.spawn(_SLEEP, output=subprocess.DEVNULL, inherit=[lock.descriptor])
    lock.release()
    other = processes.Lock(tmp_path / "lock")

    with pytest.raises(processes.LockedError):
        other.acquire()
    processes.stop(child)

    other.acquire(wait_s=5)


def test_a_taken_port_is_passed_over(sleeper):
    port = processes.free_port()
    server = processes.spawn(
        [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"], output=subprocess.DEVNULL
    )
    try:
        assert processes.wait_until(lambda: not processes.is_free(port), child=server, timeout_s=30)
        assert processes.free_port(preferred=port, except_for=[port + 1]) > port + 1
    finally:
        processes.stop(server)


def is_running(process: int) -> bool:
    """Alive, and not a zombie."""
    status = subprocess.run(  # noqa: S603 - our own number
        ["/bin/ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True
    ).stdout
    return bool(status.strip()) and not status.startswith("Z")


def comes_true(condition: Callable[[], bool], *, within_s: float) -> bool:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return condition()


def test_a_number_without_process_is_not_alive():
    child = processes.spawn([sys.executable, "-c", ""], output=subprocess.DEVNULL)
    child.wait()

    assert processes.is_alive(os.getpid())
    assert not processes.is_alive(child.pid)
