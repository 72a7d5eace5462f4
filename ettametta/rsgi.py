"""The RSGI application that granian loads: Django behind the front."""

from pathlib import Path

# Loads the settings, without which the modules below cannot be imported.
from ettametta.wsgi import application as django

# isort: split
from django.conf import settings
from django.urls import reverse

from ettametta.front.application import Front, Limits
from synthesis import assets

# What a form adds to the file that it sends.
_FORM_BYTES = 1024 * 1024

application = Front(
    django,
    limits=Limits(
        threads=settings.WEB_THREADS,
        queue=settings.WEB_QUEUE,
        body_bytes=settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
        static_prefix=settings.STATIC_URL,
        upload_bytes={reverse("synthesis:asset-upload"): assets.MAX_UPLOAD_BYTES + _FORM_BYTES},
    ),
    folder=Path(settings.VAR_DIR) / "web",
)
