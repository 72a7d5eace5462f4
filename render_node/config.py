"""What the environment says about this node."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


class ConfigError(Exception):
    """The environment does not describe a node that could run; names everything wrong at once."""


@dataclass(frozen=True)
class Config:
    """A node's settings."""

    token: str
    data_dir: Path
    host: str = "127.0.0.1"
    port: int = 8100
    workers: int = 1
    max_queued: int = 200
    keep_hours: float = 24.0
    lease_s: float = 120.0
    max_attempts: int = 3
    models: tuple[str, ...] = ("motion",)
    webhook_secret: str = ""
    webhook_hosts: tuple[str, ...] = ("127.0.0.1", "localhost")
    webhook_retry_s: float = 2.0

    @property
    def database_path(self) -> Path:
        return self.data_dir / "renders.sqlite3"

    @property
    def videos_dir(self) -> Path:
        return self.data_dir / "videos"


_NUMBERS: dict[str, tuple[str, type, float, float]] = {
    "RENDER_NODE_PORT": ("port", int, 0, 65535),
    "RENDER_NODE_WORKERS": ("workers", int, 1, 64),
    "RENDER_NODE_MAX_QUEUED": ("max_queued", int, 1, 1_000_000),
    "RENDER_NODE_KEEP_HOURS": ("keep_hours", float, 0.0001, 24 * 365),
    "RENDER_NODE_LEASE_S": ("lease_s", float, 1, 86_400),
    "RENDER_NODE_WEBHOOK_RETRY_S": ("webhook_retry_s", float, 0.01, 3600),
}


def from_environment(environ: Mapping[str, str]) -> Config:
    """Read RENDER_NODE_* settings; a secret may also stand in a file that ``<NAME>_FILE`` names.

    Raises ConfigError.
    """
    problems: list[str] = []
    values: dict[str, object] = {
        "token": _secret(environ, "RENDER_NODE_TOKEN", problems),
        "webhook_secret": _secret(environ, "RENDER_NODE_WEBHOOK_SECRET", problems),
        "data_dir": Path(environ.get("RENDER_NODE_DATA_DIR") or "var/render_node").resolve(),
        "host": environ.get("RENDER_NODE_HOST") or Config.host,
        "models": _words(environ, "RENDER_NODE_MODELS") or Config.models,
        "webhook_hosts": _words(environ, "RENDER_NODE_WEBHOOK_HOSTS") or Config.webhook_hosts,
    }
    for name, (field, kind, low, high) in _NUMBERS.items():
        if environ.get(name):
            values[field] = _number(name, environ[name], kind, low, high, problems)
    if not values["token"]:
        problems.append("RENDER_NODE_TOKEN is missing: callers prove themselves with it.")
    if problems:
        raise ConfigError("\n".join(problems))
    return Config(**values)  # type: ignore[arg-type]  # each value was checked where it was read


def _words(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(word.strip().lower() for word in environ.get(name, "").split(",") if word.strip())


def _secret(environ: Mapping[str, str], name: str, problems: list[str]) -> str:
    path = environ.get(f"{name}_FILE")
    if not path:
        return environ.get(name, "")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        problems.append(f"{name}_FILE cannot be read: {error.strerror}.")
        return ""


def _number(name: str, text: str, kind: type, low: float, high: float, problems: list[str]) -> float:
    try:
        number: float = kind(text)
    except ValueError:
        problems.append(f"{name} is not a number.")
        return low
    if not low <= number <= high:
        problems.append(f"{name} must lie between {low} and {high}.")
    return number
