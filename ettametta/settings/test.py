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
# Static files are served from where they are written; nothing is collected.
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
ALLOWED_HOSTS = ["*"]
# What fails is put off at once: nobody waits for it here.
STRIPE_NETWORK_RETRIES = 0
RENDER_NODE_TOKEN = "test-token"
RENDER_NODE_WEBHOOK_SECRET = "whsec_dGVzdC1vbmx5LXdlYmhvb2stc2VjcmV0LTMyLWJ5dGVz"
# A pooled connection of a finished thread would keep a test database from being dropped.
DATABASES["default"]["OPTIONS"].pop("pool", None)
# Without the pool each request connects anew, and a machine that runs every test at once may take seconds.
DATABASES["default"]["OPTIONS"]["connect_timeout"] = 30
STRICT_TEMPLATES = True
