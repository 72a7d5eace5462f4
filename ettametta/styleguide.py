"""The content of the style guide: each component with example values."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from billing.quotas import Usage
from foundation.numbers import Figure, Source

GREYS = tuple(range(1, 13))

STATES = (
    ("Analysis, render, export", ("queued", "running", "succeeded", "failed", "canceled")),
    ("Scene", ("empty", "ready_to_render", "queued", "rendering", "succeeded", "failed", "locked")),
    ("Video", ("draft", "in_production", "ready", "archived")),
    (
        "Publication",
        (
            "draft",
            "pending_review",
            "approved",
            "changes_requested",
            "scheduled",
            "submitting",
            "submitted_unconfirmed",
            "published",
            "failed",
            "canceled",
        ),
    ),
    ("Connection", ("active", "expiring", "needs_reconnect", "revoked")),
    ("Ledger entry", ("reserve", "commit", "release", "grant", "adjust", "lapse")),
    ("Renderer", ("starting", "ready", "busy", "draining", "lost")),
    ("Subscription", ("none", "trialing", "active", "past_due", "canceled", "read_only")),
    ("External service", ("live", "sandbox", "off")),
)

_VIEWS = (120, 340, 610, 980, 1900, 4200, 9100, 16_400, 24_800, 31_000, 35_600)
_PEERS = (0.42, 0.55, 0.61, 0.74, 0.83, 0.9, 0.97, 1.02, 1.1, 1.24, 1.4, 1.62, 1.9, 2.3)


class ExampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(max_length=90, help_text="Shown in the studio, not in the post.")
    script = forms.CharField(widget=forms.Textarea, required=False)
    engine = forms.ChoiceField(
        choices=[("motion", "Motion, rendered locally"), ("wan", "Wan 2.2"), ("ltx", "LTX-2")]
    )
    captions = forms.BooleanField(required=False, label="Burn in captions", help_text="Word by word.")
    voice = forms.ChoiceField(choices=[("ada", "Ada"), ("ben", "Ben")], widget=forms.RadioSelect)
    picture = forms.FileField(required=False)


def examples() -> dict[str, Any]:
    """Return everything that the style guide page shows."""
    return {
        "greys": GREYS,
        "states": STATES,
        "form": ExampleForm(initial={"engine": "motion", "script": "A lighthouse keeper counts ships."}),
        "refused_form": ExampleForm({"title": "", "engine": "motion", "voice": "ada"}),
        "figures": _figures(),
        "views": _VIEWS,
        "history": [(index * 4.0, views) for index, views in enumerate(_VIEWS)],
        "band": [
            (hour * 4.0, 90.0 + 260 * hour, 300.0 + 620 * hour, 500.0 + 1350 * hour) for hour in range(11)
        ],
        "peers": _PEERS,
        "retention": [(second, 1.0 - 0.012 * second - (0.2 if second > 10 else 0)) for second in range(31)],
        "scenes": [(1, 0, 8, "#charts"), (2, 8, 20, "#charts"), (3, 20, 30, "")],
        "quotas": _quotas(),
        **_navigation(),
    }


def _figures() -> list[dict[str, Any]]:
    measured_at = timezone.now() - timedelta(minutes=40)
    return [
        {
            "label": "Views",
            "format": "compact",
            "figure": Figure(value=31_240, source=Source.PLATFORM, origin="YouTube", observed_at=measured_at),
        },
        {
            "label": "Outlier score",
            "format": "multiple",
            "figure": Figure(
                value=8.4, source=Source.COMPUTED, origin="median", observed_at=measured_at, n=14
            ),
        },
        {
            "label": "Time to render",
            "format": "duration",
            "figure": Figure(value=330, source=Source.ESTIMATED, origin="own history", n=26, livemode=False),
        },
        {
            "label": "Average viewed",
            "format": "percent",
            "figure": Figure(
                value=None, source=Source.PLATFORM, origin="YouTube", note="Awaiting first sync"
            ),
        },
    ]


def _quotas() -> list[Usage]:
    now = timezone.now()
    amounts = ((12, 1, 50), (42, 0, 50), (5, 0, 5), (128, 2, None))
    return [
        Usage(used=used, held=held, limit=limit, starts_at=now, resets_at=now + timedelta(days=9))
        for used, held, limit in amounts
    ]


def _navigation() -> dict[str, Any]:
    faces = ("Scenes", "Versions", "Recipe", "Receipt", "Lineage")
    return {
        "trail": [{"label": "Studio", "url": "#"}, {"label": "Lighthouse at dusk", "url": "#"}],
        "tabs": [
            {
                "label": label,
                "url": "#",
                "is_current": label == "Scenes",
                "count": 6 if label == "Scenes" else None,
            }
            for label in faces
        ],
        "spans": [
            {"label": label, "url": "#", "is_current": label == "7 d"} for label in ("24 h", "7 d", "30 d")
        ],
        "niches": [
            {"label": label, "url": "#", "is_current": label == "Home coffee", "count": count}
            for label, count in (("Home coffee", 42), ("Street photography", 17), ("Board games", 8))
        ],
        "steps": [
            {"label": label, "url": "#" if state == "done" else None, "state": state}
            for label, state in (
                ("Idea", "done"),
                ("Script", "done"),
                ("Scenes", "current"),
                ("Voice and captions", "waiting"),
                ("Quote", "waiting"),
            )
        ],
        "stages": [
            {"label": label, "state": state}
            for label, state in (
                ("Queued", "done"),
                ("Narrating", "done"),
                ("Rendering 3 of 6", "current"),
                ("Assembling", "waiting"),
                ("Checking", "waiting"),
            )
        ],
        "failed_stages": [
            {"label": label, "state": state}
            for label, state in (("Queued", "done"), ("Narrating", "done"), ("Rendering", "failed"))
        ],
        "checklist": [
            {"label": "Confirm your e-mail", "note": "", "url": "#", "is_done": True},
            {
                "label": "Add a niche or a channel",
                "note": "The topic to watch.",
                "url": "#",
                "is_done": True,
            },
            {
                "label": "Open an explained result",
                "note": "A sample is available.",
                "url": "#",
                "is_done": False,
            },
            {
                "label": "Render a draft",
                "note": "Rendered locally, takes a minute.",
                "url": "#",
                "is_done": False,
            },
        ],
        "facts": [
            ("Engine", "motion 1.0"),
            ("Seed", "482 113"),
            ("Size", "1080 × 1920, 30 fps"),
            ("Renderer", None),
        ],
        "recipe": '{\n  "engine": "motion",\n  "seed": 482113,\n  "size": [1080, 1920]\n}',
    }
