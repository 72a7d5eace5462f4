"""``python -m tests.deployment``: Django's checks with production's settings; part of ``make check``.

It needs no running store: it compares the models with the migrations, and checks settings and files.
"""

import logging
import os
import secrets
import sys
import tempfile

import django
from django.core.management import call_command
from django.core.management.base import SystemCheckError

_PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "ettametta.settings.production",
    # Must not depend on a person's own settings.
    "ENV_FILE": os.devnull,
    "SECRET_KEY": secrets.token_urlsafe(60),
    "SITE_URL": "https://ettametta.example",
    "ALLOWED_HOSTS": "ettametta.example",
    "FIELD_ENCRYPTION_KEYS": f"k1:{secrets.token_hex(32)}",
    "SANDBOX_URL": "",
    "DATABASE_URL": "postgres://none@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}


class NoDatabase:
    """A router that keeps makemigrations from connecting to read which migrations were applied."""

    def allow_migrate(self, *_: object, **__: object) -> bool:
        """False: no model is in any database."""
        return False


def main() -> int:
    """Run every check. Returns 1 and prints the problems if there are any."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= _PRODUCTION | {"VAR_DIR": folder}
        # The settings read the environment on import.
        django.setup()
        # dj-stripe's checks query its tables, and pass if no database responds; the pool logs that.
        logging.disable(logging.WARNING)
        return max(_migrations(), _settings(), _static_files())


def _migrations() -> int:
    from django.conf import settings

    settings.DATABASE_ROUTERS = [NoDatabase()]
    try:
        call_command("makemigrations", check_changes=True, dry_run=True)
    except SystemExit:
        return 1
    return 0


def _settings() -> int:
    try:
        call_command("check", deploy=True, fail_level="WARNING")
    except SystemCheckError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _static_files() -> int:
    """Rewrite names in our style sheets and scripts as in production. A missing target raises."""
    call_command("collectstatic", interactive=False, verbosity=0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
