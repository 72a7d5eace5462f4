"""Signs a finished video. A step of a render: it can be killed, and repeated."""

import base64
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from foundation import errors, storage
from synthesis.assembly import processes, workfiles
from synthesis.assembly.credentials import talking
from synthesis.assembly.credentials.certificates import Certificate
from synthesis.assembly.stopping import ShouldStop
from synthesis.credentials import RECIPE, SourceType

logger = logging.getLogger(__name__)

# Raised when a change here makes different credentials for the same video.
REVISION = 1
MIME_TYPE = "video/mp4"
# The library holds a file twice while it signs, and reserves address space besides.
_BASE_BYTES, _TIMES_THE_FILE, _MOST_BYTES = 512 * 1024**2, 3, 4 * 1024**3
_TIMEOUT_S, _STAMPED_WITHIN_S = 120, 60
# How often a time stamp is requested before the video is signed without one.
STAMP_TRIES = 3
# Claims and time stamps are a few kilobytes, and there are two of them.
_MOST_SIGNATURES, _MOST_SIGNED_BYTES = 4, 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What the credentials of a video say."""

    source_type: SourceType
    made_at: datetime
    version: str
    recipe_sha256: str

    def document(self) -> dict[str, Any]:
        """The manifest's definition. It names neither the video nor its files: anyone can read it."""
        agent = {"name": "ettametta", "version": self.version}
        created = {
            "action": "c2pa.created",
            "when": self.made_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "softwareAgent": agent,
            "digitalSourceType": self.source_type.uri,
        }
        return {
            "claim_generator_info": [agent],
            "format": MIME_TYPE,
            "assertions": [
                {"label": "c2pa.actions.v2", "data": {"actions": [created]}},
                {"label": RECIPE, "data": {"alg": "sha256", "hash": self.recipe_sha256}},
            ],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A file with credentials that went into the video. Anyone can read its ``title``.

    ``id`` is set for the credentials of a file that was converted, which ``keeping.keep`` has kept.
    """

    path: Path
    mime_type: str
    title: str
    id: str = ""

    def described(self, number: int) -> dict[str, str]:
        """The ingredient, as the program takes it."""
        return {
            "id": self.id or f"xmp:iid:ingredient-{number}",
            "path": str(self.path.resolve()),
            "mime_type": self.mime_type,
            "title": self.title,
        }


def sign(
    *,
    video: Path,
    manifest: Manifest,
    originals: Sequence[Original],
    certificate: Certificate,
    time_stamps: str,
    workdir: Path,
    should_stop: ShouldStop,
) -> Path:
    """Return a signed copy of the video. One that an earlier run finished is reused.

    ``time_stamps`` is the address of a time-stamp authority, or empty. If it does not answer, the video is
    signed without a time stamp. Raises StoppedError, and the upstream errors.
    """
    document = manifest.document()
    path = workfiles.path_for(
        workdir=workdir,
        kind="signed",
        key="final",
        parts=(
            REVISION,
            workfiles.content_of(video),
            manifest.source_type,
            manifest.recipe_sha256,
            certificate.fingerprint,
            time_stamps,
        ),
        suffix=".mp4",
    )

    def write(draft: Path) -> None:
        request = {
            "task": "signing",
            "source": str(video.resolve()),
            "destination": str(draft.resolve()),
            "mime_type": MIME_TYPE,
            "manifest": document,
            "originals": [each.described(number) for number, each in enumerate(originals, start=1)],
            "chain": certificate.text,
            "algorithm": certificate.algorithm,
        }
        largest = max(each.stat().st_size for each in (video, *(one.path for one in originals)))
        _write(request, certificate, time_stamps, memory_for(largest), should_stop)

    return workfiles.make(path, write)


def memory_for(size_bytes: int) -> int:
    """The address space in which a file of this size can be signed or read."""
    return min(_MOST_BYTES, _BASE_BYTES + _TIMES_THE_FILE * size_bytes)


def _write(
    request: Mapping[str, Any],
    certificate: Certificate,
    time_stamps: str,
    memory_bytes: int,
    should_stop: ShouldStop,
) -> None:
    """Sign, with a time stamp if its authority answers one of the requests."""
    signer = _Signer(certificate)
    limits = processes.Limits(memory_bytes=memory_bytes, file_bytes=8 * 1024**3)
    reason = ""
    for address in [time_stamps] * (STAMP_TRIES if time_stamps else 0) + [""]:
        try:
            answer = talking.talk(
                {**request, "time_stamps": address},
                limits=limits,
                timeout_s=_STAMPED_WITHIN_S if address else _TIMEOUT_S,
                should_stop=should_stop,
                reply=signer.reply,
            )
        except talking.EndedError as error:
            answer = {"failed": error.message}
        if "failed" not in answer:
            return
        reason = answer["failed"]
        _require_room(reason)
        logger.warning("signature failed", extra={"has_stamp": bool(address), "reason": reason})
    raise errors.UpstreamError("The video could not be signed.", system=talking.SYSTEM, cause=reason)


def _require_room(reason: str) -> None:
    outage = storage.reason_in([reason])
    if outage is not None:
        raise storage.StorageUnavailableError(reason=outage, place=talking.SYSTEM, cause=reason)


class _Signer:
    """Signs what the program sends, within bounds."""

    def __init__(self, certificate: Certificate) -> None:
        self._certificate = certificate
        self._left = _MOST_SIGNATURES * (STAMP_TRIES + 1)

    def reply(self, said: Mapping[str, Any]) -> Mapping[str, Any]:
        """The signature of the data. Raises EndedError for anything but the data of a claim."""
        data = base64.b64decode(str(said.get("sign", "")))
        self._left -= 1
        if not data or len(data) > _MOST_SIGNED_BYTES or self._left < 0:
            raise talking.EndedError("The program asked for something unexpected.", system=talking.SYSTEM)
        return {"signature": base64.b64encode(self._certificate.sign(data)).decode()}
