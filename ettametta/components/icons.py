"""Lucide icons from one sprite, ``static/icons/lucide.svg``."""

import functools

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

SPRITE = "icons/lucide.svg"


@functools.lru_cache(maxsize=1024)
def icon(name: str, variant: str = "", label: str = "") -> SafeString:
    """Return one icon by its Lucide name.

    It is hidden from assistive technology, because text stands beside it, unless ``label`` names it.
    ``variant`` is "large", "solid" or "spinning". A page shows up to two hundred icons, so each one is built
    once per process.
    """
    if name == "loader-circle":
        variant = f"{variant} spinning".strip()
    classes = " ".join(["icon", *(f"icon--{each}" for each in variant.split())])
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}#{}"/></svg>',
            classes,
            label,
            static(SPRITE),
            name,
        )
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', classes, static(SPRITE), name
    )
