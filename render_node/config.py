"""The node's settings, from the environment."""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from render_node import devices
from render_node.contract import SIZE_PATTERN
from render_node.engines.machine import Machine


class ConfigError(Exception):
    """The settings are invalid. The message lists every error."""


@dataclass(frozen=True)
class Config:
    """A node's settings."""

    token: str
    data_dir: Path
    models_dir: Path = Path("var/models")
    host: str = "127.0.0.1"
    port: int = 8100
    devices: str = "auto"
    device: str = "auto"
    workers: int = 1
    max_queued: int = 200
    keep_hours: float = 24.0
    lease_s: float = 300.0
    load_s: float = 1800.0
    free_mb: float = 512.0
    memory_gb: float = 0.0
    compiled: bool = True
    max_attempts: int = 3
    models: tuple[str, ...] = ("motion",)
    warm_up: tuple[str, ...] = ("all",)
    warm_sizes: tuple[str, ...] = ()
    webhook_secrets: tuple[str, ...] = ()
    webhook_hosts: tuple[str, ...] = ("127.0.0.1", "localhost")
    webhook_retry_s: float = 5.0

    @property
    def database_path(self) -> Path:
        return self.data_dir / "renders.sqlite3"

    @property
    def videos_dir(self) -> Path:
        return self.data_dir / "videos"

    @property
    def pictures_dir(self) -> Path:
        return self.data_dir / "pictures"

    @property
    def least_free_bytes(self) -> int:
        return int(self.free_mb * 1024**2)

    @property
    def machine(self) -> Machine:
        """The settings of the machine, for engines."""
        return Machine(
            models_dir=self.models_dir,
            data_dir=self.data_dir,
            device=self.device,
            budget_bytes=int(self.memory_gb * 2**30) or None,
            compiled=self.compiled,
            warm_sizes=self.warm_sizes,
        )

    @property
    def models_to_warm(self) -> tuple[str, ...]:
        """The models to warm up, in the order of ``models``."""
        return tuple(name for name in self.models if "all" in self.warm_up or name in self.warm_up)


def _flag(text: str) -> bool:
    return bool(int(text))


_NUMBERS: dict[str, tuple[str, Callable[[str], float], float, float]] = {
    "RENDER_NODE_PORT": ("port", int, 0, 65535),
    "RENDER_NODE_WORKERS": ("workers", int, 1, 64),
    "RENDER_NODE_MAX_QUEUED": ("max_queued", int, 1, 1_000_000),
    "RENDER_NODE_KEEP_HOURS": ("keep_hours", float, 0.0001, 24 * 365),
    "RENDER_NODE_LEASE_S": ("lease_s", float, 1, 86_400),
    "RENDER_NODE_LOAD_S": ("load_s", float, 1, 86_400),
    "RENDER_NODE_FREE_MB": ("free_mb", float, 0, 1e9),
    "RENDER_NODE_MEMORY_GB": ("memory_gb", float, 0, 10_000),
    "RENDER_NODE_COMPILE": ("compiled", _flag, 0, 1),
    "RENDER_NODE_WEBHOOK_RETRY_S": ("webhook_retry_s", float, 1e-5, 3600),
}
_HOST = re.compile(r"(\*|(\*\.)?[a-z0-9]([a-z0-9_.-]*[a-z0-9])?|[0-9a-f:]+)")


def from_environment(environ: Mapping[str, str], *, known_models: tuple[str, ...] = ()) -> Config:
    """Read the RENDER_NODE_* settings. A secret may also be in a file that ``<NAME>_FILE`` names.

    Raises ConfigError.
    """
    problems: list[str] = []
    models_dir = Path(environ.get("RENDER_NODE_MODELS_DIR") or Config.models_dir).resolve()
    values: dict[str, object] = {
        "token": _secret(environ, "RENDER_NODE_TOKEN", problems),
        "webhook_secrets": tuple(_secret(environ, "RENDER_NODE_WEBHOOK_SECRET", problems).split()),
        "data_dir": Path(environ.get("RENDER_NODE_DATA_DIR") or "var/render_node").resolve(),
        "models_dir": models_dir,
        "host": environ.get("RENDER_NODE_HOST") or Config.host,
        "devices": environ.get("RENDER_NODE_DEVICES", "").strip() or Config.devices,
        "device": environ.get("RENDER_NODE_DEVICE") or Config.device,
        "models": _words(environ, "RENDER_NODE_MODELS") or _found(models_dir, known_models),
        "warm_up": _words(environ, "RENDER_NODE_WARM_UP") or Config.warm_up,
        "warm_sizes": _words(environ, "RENDER_NODE_WARM_SIZES"),
        "webhook_hosts": _words(environ, "RENDER_NODE_WEBHOOK_HOSTS") or Config.webhook_hosts,
    }
    for name, (field, kind, low, high) in _NUMBERS.items():
        if environ.get(name):
            values[field] = _number(name, environ[name], kind, low, high, problems)
    config = Config(**values)  # type: ignore[arg-type]  # each value has the type of its field
    problems += [sentence for check in _CHECKS for sentence in check(config)]
    problems += _unknown_models(config, known_models)
    if problems:
        raise ConfigError("\n".join(problems))
    return config


def _words(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(word.strip().lower() for word in environ.get(name, "").split(",") if word.strip())


def _found(models_dir: Path, known: tuple[str, ...]) -> tuple[str, ...]:
    """The default models: ``motion``, and each model whose checkpoint was downloaded."""
    return (*Config.models, *(name for name in known if (models_dir / name).is_dir()))


def _secret(environ: Mapping[str, str], name: str, problems: list[str]) -> str:
    path = environ.get(f"{name}_FILE")
    if not path:
        return environ.get(name, "")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        problems.append(f"{name}_FILE cannot be read: {error.strerror}.")
        return ""


def _number(
    name: str, text: str, kind: Callable[[str], float], low: float, high: float, problems: list[str]
) -> float:
    try:
        number = kind(text)
    except ValueError:
        problems.append(f"{name} is not a number.")
        return low
    if not low <= number <= high:
        problems.append(f"{name} must be between {low} and {high}.")
    return number


# --- validation at startup ----------------------------------------------------------------------------


def _token_problems(config: Config) -> list[str]:
    return [] if config.token else ["RENDER_NODE_TOKEN is missing. Clients authenticate with it."]


def _secret_problems(config: Config) -> list[str]:
    if all(_is_secret(secret) for secret in config.webhook_secrets):
        return []
    return [
        "RENDER_NODE_WEBHOOK_SECRET must be 'whsec_' followed by base64 of at least 24 bytes; several are "
        "separated by spaces, newest first."
    ]


def _is_secret(text: str) -> bool:
    try:
        return len(base64.b64decode(text.removeprefix("whsec_"), validate=True)) >= 24
    except binascii.Error:
        return False


def _host_problems(config: Config) -> list[str]:
    return [
        f"RENDER_NODE_WEBHOOK_HOSTS: {host!r} is not a host name, '*.' before one, or '*'."
        for host in config.webhook_hosts
        if not _HOST.fullmatch(host)
    ]


def _size_problems(config: Config) -> list[str]:
    return [
        f"RENDER_NODE_WARM_SIZES: {size!r} is not a size such as 704x1280."
        for size in config.warm_sizes
        if not re.fullmatch(SIZE_PATTERN, size)
    ]


def _device_problems(config: Config) -> list[str]:
    return [f"RENDER_NODE_DEVICES: {sentence}" for sentence in devices.problems(config.devices)]


def _unknown_models(config: Config, known: tuple[str, ...]) -> list[str]:
    def unknown(names: tuple[str, ...], among: tuple[str, ...]) -> list[str]:
        return [name for name in names if name not in among] if among else []

    return [
        f"RENDER_NODE_MODELS: unknown model {name!r}. Known models: {', '.join(known)}."
        for name in unknown(config.models, known)
    ] + [
        f"RENDER_NODE_WARM_UP: {name!r} is not in RENDER_NODE_MODELS, and not 'all' or 'none'."
        for name in unknown(config.warm_up, (*config.models, "all", "none"))
    ]


_CHECKS: tuple[Callable[[Config], list[str]], ...] = (
    _token_problems,
    _secret_problems,
    _host_problems,
    _device_problems,
    _size_problems,
)
