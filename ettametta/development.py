"""What one machine decides for itself when everything runs on it: ports, secrets and addresses."""

import base64
import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from ettametta import processes

DEMO_EMAIL = "demo@ettametta.test"
DEMO_PASSWORD = "demo-ettametta"  # noqa: S105 - printed for everybody, and made only where YouTube is the sandbox
# Below 32768, from where systems take the ports of outgoing connections.
PREFERRED_PORTS = {"web": 8000, "sandbox": 8010, "render_node": 8020, "postgres": 25432, "redis": 26379}
_TRIED_PORTS = 400

_SECRETS: Mapping[str, Callable[[], str]] = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(50),
    "FIELD_ENCRYPTION_KEYS": lambda: f"k1:{secrets.token_hex(32)}",
    "RENDER_NODE_TOKEN": lambda: secrets.token_urlsafe(32),
    "RENDER_NODE_WEBHOOK_SECRET": lambda: "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode(),
}


def reserve_ports(file: Path, *, preferred: Mapping[str, int]) -> dict[str, processes.ReservedPort]:
    """A port for each part: the one it had last time, or the preferred one, or the next free one.

    They stay reserved for this process, so that several starts at the same moment choose different ones.
    """
    last: dict[str, int] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    ports = {
        name: processes.reserve_port([last.get(name, port), *range(port, port + _TRIED_PORTS)])
        for name, port in preferred.items()
    }
    _write(file, json.dumps({name: port.number for name, port in ports.items()}))
    return ports


def keep_secrets(file: Path) -> dict[str, str]:
    """The secrets of this machine, made the first time they are asked for."""
    kept: dict[str, str] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    missing = {name: make() for name, make in _SECRETS.items() if name not in kept}
    if missing:
        kept |= missing
        _write(file, json.dumps(kept, indent=2))
    return kept


def read_environment(file: Path) -> dict[str, str]:
    """The variables that ``write_environment`` left."""
    if not file.exists():
        return {}
    lines = file.read_text(encoding="utf-8").splitlines()
    return {name: value for name, _, value in (line.partition("=") for line in lines)}


def write_environment(file: Path, variables: Mapping[str, str]) -> None:
    """Leave the variables for commands that are typed beside a running product."""
    _write(file, "".join(f"{name}={value}\n" for name, value in variables.items()))


def fingerprint_of_database(url: str) -> str:
    """The same for the same database, on whatever port its server listens today."""
    address = urlsplit(url)
    same = (address.username, address.password, address.hostname, address.path)
    return hashlib.sha256(repr(same).encode()).hexdigest()


def _write(file: Path, text: str) -> None:
    # Renamed into place: a reader sees the old file or the new one, and a kill leaves no half of it.
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f"{file.name}.unfinished")
    unfinished.touch(mode=0o600)
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(file)
