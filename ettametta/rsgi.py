"""The RSGI application that granian loads: Django behind the front."""

from pathlib import Path

# Load the settings first: the modules below can't be imported without them.
from ettametta.wsgi import application as django

# isort: split
from django.conf import settings
from django.urls import reverse

from commerce import hooks
from discovery import imports
from ettametta.front.application import Front, Limits
from ettametta.front.senders import Share, Shares
from synthesis.library import assets, recordings, tracks

_HOOK_BYTES = hooks.body_bytes()
_LARGEST_HOOK_BYTES = max(_HOOK_BYTES.values())
# Bodies above a megabyte are on disk, so these are no memory.
_LARGE_HOOKS, _LARGE_HOOKS_PER_ADDRESS = 16, 8
# Form data around an uploaded file.
_FORM_BYTES = 1024 * 1024
_LARGEST_BYTES = assets.MAX_UPLOAD_BYTES + _FORM_BYTES

LIMITS = Limits(
    threads=settings.WEB_THREADS,
    queue=settings.WEB_QUEUE,
    body_bytes=settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
    static_prefix=settings.STATIC_URL,
    # Several people may share an address. All bodies of one address fit into a worker's 4 GB.
    shares=Shares(
        large_from_bytes=settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
        large_per_session=Share(bodies=4, size_bytes=3 * _LARGEST_BYTES),
        large_per_address=Share(bodies=16, size_bytes=6 * _LARGEST_BYTES),
        large_unsigned=Share(bodies=_LARGE_HOOKS, size_bytes=_LARGE_HOOKS * _LARGEST_HOOK_BYTES),
        large_unsigned_per_address=Share(
            bodies=_LARGE_HOOKS_PER_ADDRESS, size_bytes=_LARGE_HOOKS_PER_ADDRESS * _LARGEST_HOOK_BYTES
        ),
        small_per_address=Share(bodies=1000, size_bytes=256 * 1024 * 1024),
    ),
    upload_bytes={
        reverse("discovery:import-add"): imports.MOST_BYTES + _FORM_BYTES,
        reverse("synthesis:asset-upload"): _LARGEST_BYTES,
        reverse("synthesis:file-check"): _LARGEST_BYTES,
        reverse("synthesis:recording-upload"): recordings.MAX_BYTES + _FORM_BYTES,
        reverse("synthesis:music-upload"): tracks.MAX_BYTES + _FORM_BYTES,
    },
    hook_bytes=_HOOK_BYTES,
)
application = Front(django, limits=LIMITS, folder=Path(settings.VAR_DIR) / "web")
