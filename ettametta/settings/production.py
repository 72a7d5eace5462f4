"""Required settings of production. Without them it does not start, and lists all that are missing."""

from django.core.exceptions import ImproperlyConfigured

from ettametta import env
from ettametta.settings.base import *  # noqa: F403 - settings modules extend one another

_required = {
    "SECRET_KEY": "signs sessions; at least 50 random characters",
    "DATABASE_URL": "postgres://user:password@host/name",
    "REDIS_URL": "redis://host:6379/0, with appendonly and noeviction",
    "SITE_URL": "the public https address",
    "ALLOWED_HOSTS": "the host names of that address",
    "FIELD_ENCRYPTION_KEYS": "id:64 hexadecimal digits, newest first, separated by commas",
}
_missing = [f"{name} ({use})" for name, use in _required.items() if not env.text(name)]
if _missing:
    raise ImproperlyConfigured("Production needs: " + "; ".join(_missing) + ".")

SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
YOUTUBE_DERIVED_METRICS_ACCEPTED = env.flag("YOUTUBE_DERIVED_METRICS_ACCEPTED")
