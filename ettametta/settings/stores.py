"""Postgres and Redis, and what happens while one of them is away; part of base."""

import environ

from ettametta import env
from foundation import postgres

DATABASES = {"default": environ.Env.db_url_config(env.text("DATABASE_URL", "postgres://localhost/ettametta"))}
DATABASES["default"]["CONN_MAX_AGE"] = 0
# Behind PgBouncer in transaction mode, server-side cursors fail on .iterator().
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = env.flag("DATABASE_BEHIND_PGBOUNCER")
DATABASES["default"]["ENGINE"] = "foundation.postgres"
# Postgres' own shortest: whoever waits for the connection has been refused by then.
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 2)
DATABASES["default"]["OPTIONS"]["pool"] = postgres.pool_options(
    min_size=env.number("DATABASE_POOL_MIN", 2), max_size=env.number("DATABASE_POOL_MAX", 8)
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHE_URL = env.text("CACHE_URL") or REDIS_URL.rsplit("/", 1)[0] + "/1"
CACHES = {
    "default": {"BACKEND": "foundation.caching.ResilientRedisCache", "LOCATION": CACHE_URL},
    # Of one process: counts sign-in attempts while Redis is away.
    "local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 10_000}},
}
# Not in the cache: a session that ended while Redis was away would be alive again when Redis returns.
SESSION_ENGINE = "accounts.sessions"
