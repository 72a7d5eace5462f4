"""The certificate that signs finished videos, and checks of the credentials of files."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from foundation.media import kinds
from synthesis.assembly import credentials
from synthesis.assembly.credentials import Certificate, CertificateProblemError, Problem
from synthesis.credentials import Credentials, Report
from synthesis.library import assets
from synthesis.models import Asset

_LAW = "In the EU, AI-made media needs a machine-readable mark from 2 December 2026 at the latest."
_UNSIGNED = "Videos are finished all the same, without content credentials."


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Whether finished videos are signed. ``words`` are for the operator."""

    is_signing: bool
    is_off: bool = False
    is_development: bool = False
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a file's credentials say. Without a report it has none, or the ``problem`` is why."""

    report: Report | None = None
    problem: str = ""


def state() -> State:
    """The present state of the certificate."""
    try:
        certificate = credentials.configured()
    except CertificateProblemError as error:
        is_off = error.problem is Problem.OFF
        words = f"{error.problem.value} {_UNSIGNED} {_LAW}"
        return State(is_signing=False, is_off=is_off, words=words)
    return State(is_signing=True, is_development=certificate.is_development, words=_words_of(certificate))


def check(*, path: Path) -> Found:
    """Read and verify the credentials of a picture or video.

    Raises MediaRefusedError for another kind of file, and UpstreamUnavailableError if this machine is busy.
    """
    return _found(path, kinds.of(path).mime_type)


def check_asset(*, asset: Asset) -> Found:
    """Read and verify the credentials of a stored file. Raises as ``check`` does."""
    with assets.local_path(asset=asset) as path:
        return _found(path, asset.mime_type)


def kept_of(*, path: Path, mime_type: str, title: str) -> dict[str, Any]:
    """The credentials of an upload before it is converted, as fields of its asset; none if it has none.

    Raises UpstreamUnavailableError if this machine is too busy.
    """
    try:
        kept = credentials.keep(path, mime_type=mime_type, title=title)
    except credentials.UnreadableError as error:
        return {"credentials": Credentials(reason=error.message)}
    if kept is None:
        return {}
    found = Credentials(report=kept.report, ingredient_id=kept.id)
    return {"credentials": found, "kept_credentials": kept.archive}


def _found(path: Path, mime_type: str) -> Found:
    try:
        return Found(report=credentials.read(path, mime_type=mime_type))
    except credentials.UnreadableError as error:
        return Found(problem=error.message)


def _words_of(certificate: Certificate) -> str:
    until = f"{certificate.expires_at:%-d %B %Y}"
    if certificate.is_development:
        return (
            f"Finished videos are signed with a development certificate, valid until {until}. No one else "
            "trusts it. Before you publish, set a certificate that is issued to you."
        )
    words = f"Finished videos are signed with your certificate, valid until {until}."
    if certificate.expires_soon:
        words = f"{words} Renew it now: afterwards, videos are finished without content credentials."
    if not settings.C2PA_TSA_URL:
        words = (
            f"{words} No time-stamp authority is set: signatures count only while the certificate is valid."
        )
    return words
