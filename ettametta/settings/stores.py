"""Postgres and Redis, and the behaviour during their outages; part of base."""

import environ

from ettametta import env
from foundation import postgres

DATABASES = {"default": environ.Env.db_url_config(env.text("DATABASE_URL", "postgres://localhost/ettametta"))}
DATABASES["default"]["CONN_MAX_AGE"] = 0
# Server-side cursors fail on .iterator() behind PgBouncer in transaction mode.
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = env.flag("DATABASE_BEHIND_PGBOUNCER")
DATABASES["default"]["ENGINE"] = "foundation.postgres"
# Postgres' minimum. By then, requests that wait for the connection have been refused.
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 2)
DATABASES["default"]["OPTIONS"]["pool"] = postgres.pool_options(
    min_size=env.number("DATABASE_POOL_MIN", 2), max_size=env.number("DATABASE_POOL_MAX", 8)
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHE_URL = env.text("CACHE_URL") or REDIS_URL.rsplit("/", 1)[0] + "/1"
CACHES = {
    "default": {"BACKEND": "foundation.caching.ResilientRedisCache", "LOCATION": CACHE_URL},
    # Per process: counts sign-in attempts while Redis is unavailable.
    "local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 10_000}},
}
# Not in the cache: a session that ended during a Redis outage would be valid again afterwards.
SESSION_ENGINE = "accounts.sessions"
