"""Typed environment variables. A secret can also be read from the file that ``NAME_FILE`` names."""

import os
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parent.parent

environ.Env.read_env(os.environ.get("ENV_FILE", ROOT / ".env"), overwrite=False)
IS_DEVELOPMENT = os.environ.get("DJANGO_SETTINGS_MODULE") == "ettametta.settings.development"
if IS_DEVELOPMENT:
    # The environment of a running ``make up``, for commands that are run beside it.
    environ.Env.read_env(
        Path(os.environ.get("VAR_DIR", ROOT / "var")) / "run" / "environment", overwrite=False
    )
_env = environ.Env()
_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off"})


def text(name: str, default: str = "") -> str:
    """Return the variable, the content of the file that ``<name>_FILE`` names, or ``default``."""
    file_name = os.environ.get(f"{name}_FILE", "")
    if file_name:
        try:
            return Path(file_name).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE names {file_name}, which can't be read.") from error
    value: str = _env.str(name, default=default)
    # An empty variable, as in a copy of .env.example, counts as unset.
    return value.strip() or default


def choice(name: str, values: tuple[str, ...]) -> str:
    """Return the variable, which is one of ``values``; the first one is the default."""
    found = text(name, values[0])
    if found not in values:
        raise ImproperlyConfigured(f"{name} is {found!r}. It must be one of: {', '.join(values)}.")
    return found


def flag(name: str, *, default: bool = False) -> bool:
    """True for 1, true, yes, on; False for 0, false, no, off; ``default`` if unset."""
    raw = text(name).lower()
    if raw and raw not in _TRUE | _FALSE:
        raise ImproperlyConfigured(f"{name} must be true or false, not {raw!r}.")
    return raw in _TRUE if raw else default


def number(name: str, default: int) -> int:
    """Return a whole number."""
    raw = text(name)
    if not raw:
        return default
    try:
        return int(raw)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {raw!r}.") from error


def words(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """Return a list separated by commas, without empty entries."""
    raw = text(name)
    return [word.strip() for word in raw.split(",") if word.strip()] if raw else list(default)


def sandbox_url() -> str:
    """Return the sandbox's URL; empty if there is none."""
    return base_url("SANDBOX_URL", "http://127.0.0.1:8010" if IS_DEVELOPMENT else "")


def base_url(name: str, default: str = "") -> str:
    """Return an http(s) URL without its trailing slash."""
    value = text(name, default).rstrip("/")
    if value and not value.startswith(("http://", "https://")):
        raise ImproperlyConfigured(f"{name} must begin with http:// or https://, not {value!r}.")
    return value
