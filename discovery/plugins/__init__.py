"""Providers of licensed data, which operators install. See ``base`` and docs/plugins.md."""

from discovery.plugins.loading import every
from discovery.plugins.running import RUN_PROVIDER, queue_due, run
from discovery.plugins.watching import listed, unwatch, watch

__all__ = ["RUN_PROVIDER", "every", "listed", "queue_due", "run", "unwatch", "watch"]
