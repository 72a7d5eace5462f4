"""Settings of ``make up``: everything on this machine, with the sandbox for services without a key."""

from ettametta.settings.base import *  # noqa: F403 - settings modules extend one another
from ettametta.settings.base import MIDDLEWARE, SECRET_KEY, STORAGES

SECRET_KEY = SECRET_KEY or "development-only-and-never-used-when-make-up-has-generated-one"

# Serve styles and scripts from their folders: no collectstatic, and edits show at the next reload.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
# One compressed style sheet. Before WhiteNoise, whose response would import forty others.
_compression = "foundation.compression.CompressionMiddleware"
MIDDLEWARE.remove(_compression)
_whitenoise = MIDDLEWARE.index("whitenoise.middleware.WhiteNoiseMiddleware")
MIDDLEWARE[_whitenoise:_whitenoise] = [_compression, "ettametta.stylesheets.GatheredSheetMiddleware"]
STRICT_TEMPLATES = True
