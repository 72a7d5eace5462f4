"""Reads and verifies the credentials of any file, in a process with limits."""

import mmap
from collections.abc import Sequence
from pathlib import Path

from foundation.errors import UpstreamError
from foundation.media import children
from synthesis.assembly import processes
from synthesis.assembly.credentials import certificates, reports, signing, talking
from synthesis.assembly.credentials.certificates import Certificate, CertificateProblemError
from synthesis.assembly.stopping import ShouldStop
from synthesis.credentials import Report

TIMEOUT_S = 20
# Every manifest has this label, uncompressed, also as the address of one that is kept elsewhere.
_LABEL = b"c2pa"
_ADDRESS = b"provenance"
_TRUST = Path(__file__).with_name("trust")
# The authorities whose certificates count as trusted, and those whose time stamps do.
LISTED = (_TRUST / "claim_signers.pem", _TRUST / "time_stamps.pem")

_TOO_HARD = (
    "The credentials of this file can't be read: they are damaged, or take too much time or memory. Nothing "
    "can be said about them."
)
_ELSEWHERE = (
    "This file only names an address where its credentials are kept. Addresses in files are not visited, so "
    "nothing can be said about them."
)


class UnreadableError(UpstreamError):
    """The credentials of a file can't be read. The message says why, in words for people."""

    code = "credentials_unreadable"
    title = "These credentials can't be read"


def may_have_credentials(path: Path) -> bool:
    """False if the file certainly has none. Reads the file without interpreting it."""
    if not path.stat().st_size:
        return False
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return data.find(_LABEL) >= 0 or data.find(_ADDRESS) >= 0


def read(
    path: Path,
    *,
    mime_type: str,
    listed: Sequence[Path] = LISTED,
    should_stop: ShouldStop = lambda: False,
) -> Report | None:
    """The file's credentials, verified; None if it has none.

    One file at a time in a process. Raises UnreadableError, UpstreamUnavailableError if this machine is too
    busy, and StoppedError.
    """
    if not may_have_credentials(path):
        return None
    own = _own()
    limits = processes.Limits(memory_bytes=signing.memory_for(path.stat().st_size), file_bytes=0)
    request = {
        "task": "reading",
        "path": str(path.resolve()),
        "mime_type": mime_type,
        "listed": [str(each) for each in listed],
        "own": own.own_root if own else "",
    }
    with children.in_turn():
        try:
            answer = talking.talk(request, limits=limits, timeout_s=TIMEOUT_S, should_stop=should_stop)
        except talking.EndedError as error:
            raise unreadable(cause=error.message) from error
    if "elsewhere" in answer:
        raise unreadable(_ELSEWHERE, cause="an address")
    if "unreadable" in answer:
        return reports.of({}, reason=answer["unreadable"])
    if "store" not in answer:
        return None
    return reports.of(answer["store"], own_serial=str(own.leaf.serial_number) if own else "")


def unreadable(message: str = _TOO_HARD, *, cause: str) -> UnreadableError:
    """The error for credentials that can't be read."""
    return UnreadableError(message, system=talking.SYSTEM, cause=cause)


def _own() -> Certificate | None:
    try:
        return certificates.own()
    except CertificateProblemError:
        return None
