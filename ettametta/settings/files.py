"""Locations of files: static files, uploads, and work in progress; part of base."""

from pathlib import Path
from typing import Any

from ettametta import env

VAR_DIR = Path(env.text("VAR_DIR", str(env.ROOT / "var")))

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(VAR_DIR / "static")))
STATICFILES_DIRS = [env.ROOT / "static"]
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(VAR_DIR / "media")))
WORK_ROOT = Path(env.text("WORK_ROOT", str(VAR_DIR / "work")))
# Voices that ``manage.py fetch_voices`` has downloaded.
VOICES_ROOT = Path(env.text("VOICES_ROOT", str(VAR_DIR / "voices")))
# The certificate that signs finished videos (its chain in PEM, the leaf first), its key, and an authority for
# time stamps.
C2PA_CERTIFICATE_PATH = env.text("C2PA_CERTIFICATE_PATH")
C2PA_KEY_PATH = env.text("C2PA_KEY_PATH")
C2PA_TSA_URL = env.base_url("C2PA_TSA_URL")
S3_BUCKET = env.text("S3_BUCKET")
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "ettametta.stylesheets.GatheredStaticFilesStorage"},
}
if S3_BUCKET:
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": env.base_url("S3_ENDPOINT_URL") or None,
            "region_name": env.text("S3_REGION") or None,
            "default_acl": "private",
            "querystring_auth": True,
        },
    }
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "foundation.uploads.TemporaryFileHandler",
]
