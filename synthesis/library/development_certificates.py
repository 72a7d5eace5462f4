"""The certificate of a developer's machine. Loads no models, so that it can be made before Django starts."""

from pathlib import Path

from synthesis.assembly import credentials

SETTINGS = ("C2PA_CERTIFICATE_PATH", "C2PA_KEY_PATH", "C2PA_TSA_URL")


def keep(folder: Path) -> dict[str, str]:
    """The settings of a certificate for this machine, made in ``folder`` on first use."""
    return dict(zip(SETTINGS, map(str, credentials.keep_development_certificate(folder)), strict=False))
