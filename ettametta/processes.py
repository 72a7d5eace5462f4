"""Child processes that end with their parent, and a lock that lasts until all of them have ended.

Run as a script, this file is the watcher that replaces Linux' parent-death signal on other systems.
"""

import ctypes
import fcntl
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO

_PR_SET_PDEATHSIG = 1
_POLL_EVERY_S = 0.05
_ORPHANS_END_WITHIN_S = 5
# Below the range that systems use for ports of outgoing connections.
_PRIVATE_PORTS = range(20_000, 32_000)


class LockedError(Exception):
    """Another process holds the lock. The message is the holder's note."""


class Lock:
    """A file lock, held by this process and every child that inherits it, until the last of them ends.

    A server that briefly outlives its killed supervisor therefore keeps exclusive access to its data.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    @property
    def descriptor(self) -> int:
        """The descriptor that children inherit. Available only while the lock is held."""
        if self._descriptor is None:
            raise ValueError(f"{self.path} is not held")
        return self._descriptor

    def acquire(self, *, wait_s: float = 0) -> None:
        """Take the lock, waiting up to ``wait_s``. Raises LockedError with the holder's note."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        deadline = time.monotonic() + wait_s
        while not _try_lock(descriptor):
            if time.monotonic() >= deadline:
                note = os.read(descriptor, 4096).decode(errors="replace")
                os.close(descriptor)
                raise LockedError(note)
            time.sleep(_POLL_EVERY_S)
        self._descriptor = descriptor
        self.write("")

    def write(self, note: str) -> None:
        """Write a note for processes that find the lock taken."""
        os.ftruncate(self.descriptor, 0)
        os.pwrite(self.descriptor, note.encode(), 0)

    def release(self) -> None:
        """Release the lock. Children that inherited it keep it."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def spawn(
    command: Sequence[str],
    *,
    output: IO[bytes] | int,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    user: tuple[int, int] | None = None,
    death_signal: signal.Signals = signal.SIGTERM,
    is_stubborn: bool = False,
    inherit: Sequence[int] = (),
) -> "subprocess.Popen[bytes]":
    """Start ``command`` in its own process group; it gets ``death_signal`` when this process dies.

    Call it from the main thread: Linux sends the signal when the *thread* that started a child ends. ``user``
    is the (uid, gid) to switch to; ``inherit`` are descriptors that the child inherits. A stubborn child may
    ignore its signal; it is killed with its process group a few seconds later.
    """
    linux = sys.platform == "linux" and not is_stubborn
    return subprocess.Popen(  # noqa: S603 - the commands are ours, and no shell is involved
        list(command) if linux else watched(command, death_signal=death_signal),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        env=None if env is None else dict(env),
        cwd=cwd,
        pass_fds=tuple(inherit),
        start_new_session=True,
        preexec_fn=_leash(os.getpid(), death_signal) if linux else None,
        user=user[0] if user else None,
        group=user[1] if user else None,
        extra_groups=[] if user else None,
    )


def _leash(parent: int, death_signal: signal.Signals) -> Callable[[], None]:
    # Loaded before the fork: between fork and exec a child should make only system calls.
    libc = ctypes.CDLL(None, use_errno=True)

    def tie() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        # The parent may have died before the line above took effect.
        if os.getppid() != parent:
            os._exit(1)

    return tie


def watched(command: Sequence[str], *, death_signal: signal.Signals) -> list[str]:
    """Return the same command under a watcher that forwards signals and cleans up if its parent dies."""
    # The parent's id is passed, because the parent may die before the watcher has started.
    watcher = [sys.executable, "-P", str(Path(__file__).resolve())]
    return [*watcher, str(os.getpid()), str(int(death_signal)), *command]


def _watch(parent: int, death_signal: int, command: Sequence[str]) -> int:
    child = subprocess.Popen(list(command), close_fds=False)  # noqa: S603 - the command comes from watched()
    for passed_on in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
        signal.signal(passed_on, lambda number, _frame: child.send_signal(number))
    while os.getppid() == parent:
        try:
            code = child.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            continue
        return code if code >= 0 else 128 - code
    child.send_signal(death_signal)
    end_within(child, timeout_s=_ORPHANS_END_WITHIN_S)
    # Kills the child's own children, and this watcher too.
    os.killpg(0, signal.SIGKILL)
    return 1


def stop(
    child: "subprocess.Popen[bytes]", *, with_signal: signal.Signals = signal.SIGTERM, grace_s: float = 10
) -> int:
    """Signal the child, kill it after ``grace_s``, kill the rest of its group, and return its exit code."""
    if child.poll() is None:
        child.send_signal(with_signal)
    return end_within(child, timeout_s=grace_s)


def end_within(child: "subprocess.Popen[bytes]", *, timeout_s: float) -> int:
    """Wait for the child, kill it after the time, kill the rest of its group, and return its exit code."""
    try:
        child.wait(timeout=timeout_s)
    except subprocess.TimeoutExpired:
        child.kill()
    kill_group(child)
    return child.wait()


def kill_group(child: "subprocess.Popen[bytes]") -> None:
    """Kill the remaining processes of the child's group."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        # None left. macOS raises this for a group of zombies.
        return


def is_alive(process: int) -> bool:
    """True if a process with this id exists."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def wait_until(condition: Callable[[], bool], *, child: "subprocess.Popen[bytes]", timeout_s: float) -> bool:
    """True once ``condition`` holds; False if the child ends or the time is up first."""
    deadline = time.monotonic() + timeout_s
    while child.poll() is None and time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(_POLL_EVERY_S)
    return False


def is_free(port: int) -> bool:
    """True if a server could listen on this loopback port now."""
    with socket.socket() as probe:
        # As servers do: a port with connections in TIME_WAIT counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port(*, preferred: int | None = None, except_for: Collection[int] = ()) -> int:
    """Return the preferred loopback port or the next free one; without a preference, any free one."""
    if preferred is not None:
        candidates: Sequence[int] = range(preferred, preferred + 200)
    else:
        candidates = random.sample(_PRIVATE_PORTS, 200)
    for port in candidates:
        if port not in except_for and is_free(port):
            return port
    raise OSError(f"no free port near {candidates[0]}")


class ReservedPort:
    """A loopback port that no other run of the product on this machine uses while this process lives.

    The reservation is a UDP socket with the same number: only one process can bind it, a TCP server can still
    listen on the port, and the system releases it however the process ends.
    """

    def __init__(self, number: int) -> None:
        self.number = number
        self._sign = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            self._sign.bind(("127.0.0.1", number))
        except OSError:
            self._sign.close()
            raise

    def release(self) -> None:
        """Release the port."""
        self._sign.close()


def reserve_port(candidates: Iterable[int]) -> ReservedPort:
    """Reserve the first of these ports that is free and unreserved. Raises OSError if there is none."""
    for number in candidates:
        try:
            reserved = ReservedPort(number)
        except OSError:
            continue
        if is_free(number):
            return reserved
        reserved.release()
    raise OSError("no free port")


if __name__ == "__main__":
    sys.exit(_watch(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]))
