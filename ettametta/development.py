"""Settings of a machine that runs everything itself: ports, secrets and addresses."""

import base64
import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from ettametta import processes

DEMO_EMAIL = "demo@ettametta.test"
DEMO_PASSWORD = "demo-ettametta"  # noqa: S105 - printed for everyone, and created only where YouTube is the sandbox
# Below 32768, where systems begin to allocate ports of outgoing connections.
PREFERRED_PORTS = {"web": 8000, "sandbox": 8010, "render_node": 8020, "postgres": 25432, "redis": 26379}
_TRIED_PORTS = 400

_SECRETS: Mapping[str, Callable[[], str]] = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(50),
    "FIELD_ENCRYPTION_KEYS": lambda: f"k1:{secrets.token_hex(32)}",
    "RENDER_NODE_TOKEN": lambda: secrets.token_urlsafe(32),
    "RENDER_NODE_WEBHOOK_SECRET": lambda: "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode(),
}


def reserve_ports(file: Path, *, preferred: Mapping[str, int]) -> dict[str, processes.ReservedPort]:
    """Reserve a port for each part: its previous port, or the preferred one, or the next free one.

    They stay reserved while this process runs, so that simultaneous starts choose different ports.
    """
    last: dict[str, int] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    ports = {
        name: processes.reserve_port([last.get(name, port), *range(port, port + _TRIED_PORTS)])
        for name, port in preferred.items()
    }
    _write(file, json.dumps({name: port.number for name, port in ports.items()}))
    return ports


def keep_secrets(file: Path) -> dict[str, str]:
    """Return this machine's secrets. Created on first use."""
    kept: dict[str, str] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    missing = {name: make() for name, make in _SECRETS.items() if name not in kept}
    if missing:
        kept |= missing
        _write(file, json.dumps(kept, indent=2))
    return kept


def read_environment(file: Path) -> dict[str, str]:
    """Return the variables that ``write_environment`` wrote."""
    if not file.exists():
        return {}
    lines = file.read_text(encoding="utf-8").splitlines()
    return {name: value for name, _, value in (line.partition("=") for line in lines)}


def write_environment(file: Path, variables: Mapping[str, str]) -> None:
    """Write the variables for commands that are run beside a running product."""
    _write(file, "".join(f"{name}={value}\n" for name, value in variables.items()))


def fingerprint_of_database(url: str) -> str:
    """A hash of the database's identity, independent of the port on which its server listens."""
    address = urlsplit(url)
    same = (address.username, address.password, address.hostname, address.path)
    return hashlib.sha256(repr(same).encode()).hexdigest()


def _write(file: Path, text: str) -> None:
    # Rename into place: readers see the old or the new file, and a killed process leaves no partial one.
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f"{file.name}.unfinished")
    unfinished.touch(mode=0o600)
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(file)
