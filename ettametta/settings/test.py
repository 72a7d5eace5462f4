"""Settings of the test run: the real stores, fast password hashing."""

from ettametta.settings.base import *  # noqa: F403 - settings modules extend one another
from ettametta.settings.stores import DATABASES

SECRET_KEY = "test-only"
FIELD_ENCRYPTION_KEYS = ["k1:0000000000000000000000000000000000000000000000000000000000000000"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Static files are served from their source folders, without collectstatic.
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
ALLOWED_HOSTS = ["*"]
# Failures are postponed at once, without retries.
STRIPE_NETWORK_RETRIES = 0
RENDER_NODE_TOKEN = "test-token"
RENDER_NODE_WEBHOOK_SECRET = "whsec_dGVzdC1vbmx5LXdlYmhvb2stc2VjcmV0LTMyLWJ5dGVz"
# A pooled connection of a finished thread would prevent the test database from being dropped.
DATABASES["default"]["OPTIONS"].pop("pool", None)
# Without the pool each request reconnects, which may take seconds while all tests run.
DATABASES["default"]["OPTIONS"]["connect_timeout"] = 30
STRICT_TEMPLATES = True
