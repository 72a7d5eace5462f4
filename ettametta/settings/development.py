"""What ``make up`` runs: everything on this machine, sandbox services where a key is missing."""

from ettametta.settings.base import *  # noqa: F403 - settings modules extend one another
from ettametta.settings.base import MIDDLEWARE, SECRET_KEY, STORAGES

SECRET_KEY = SECRET_KEY or "development-only-and-never-used-when-make-up-has-generated-one"

# Styles and scripts straight from their folders: nothing to gather first, and an edit shows at the next look.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
# Still one style sheet, compressed: before WhiteNoise, whose answer would import forty others.
_compression = "foundation.compression.CompressionMiddleware"
MIDDLEWARE.remove(_compression)
_whitenoise = MIDDLEWARE.index("whitenoise.middleware.WhiteNoiseMiddleware")
MIDDLEWARE[_whitenoise:_whitenoise] = [_compression, "ettametta.stylesheets.GatheredSheetMiddleware"]
STRICT_TEMPLATES = True
