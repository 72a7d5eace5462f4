"""``python -m tests.deployment``: Django's own checks with production's settings; part of ``make check``."""

import os
import secrets
import subprocess
import sys

from tests.servers import ROOT, Servers

_PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "ettametta.settings.production",
    "SECRET_KEY": secrets.token_urlsafe(60),
    "SITE_URL": "https://ettametta.example",
    "ALLOWED_HOSTS": "ettametta.example",
    "FIELD_ENCRYPTION_KEYS": f"k1:{secrets.token_hex(32)}",
    "SANDBOX_URL": "",
}
_COMMANDS = (
    ("makemigrations", "--check", "--dry-run"),
    ("check", "--deploy", "--fail-level", "WARNING"),
    # The names in our style sheets and scripts are rewritten here; one that leads nowhere fails.
    ("collectstatic", "--no-input", "--verbosity", "0"),
)


def main() -> int:
    """Run every command, and say with the exit code whether all were content."""
    servers = Servers()
    try:
        servers.start()
        environment = os.environ | _PRODUCTION
        codes = [
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment).returncode  # noqa: S603 - ours
            for command in _COMMANDS
        ]
    finally:
        servers.stop()
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
