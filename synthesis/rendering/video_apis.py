"""The paid video APIs as renderers: registered while their keys, or a sandbox, are set up."""

from dataclasses import dataclass

from django.conf import settings

from foundation import vendors
from foundation.vendors import Mode
from synthesis.models import Renderer, RendererKind


@dataclass(frozen=True, slots=True, kw_only=True)
class _Api:
    kind: RendererKind
    name: str
    vendor: str


_APIS = (
    _Api(kind=RendererKind.GEMINI_OMNI, name="Gemini Omni", vendor="gemini_omni"),
    _Api(kind=RendererKind.VEO, name="Veo", vendor="veo"),
)


def register() -> None:
    """Register a row for each API that this installation may use. One without its key stops responding."""
    for api in _APIS:
        mode = vendors.named(api.vendor).mode
        if mode is not Mode.OFF:
            _register(api, is_live=mode is Mode.LIVE)


def _register(api: _Api, *, is_live: bool) -> None:
    # The settings hold the API's address; the address here only distinguishes the vendor's row from the
    # sandbox's.
    row, _ = Renderer.objects.get_or_create(
        kind=api.kind,
        base_url="live" if is_live else "sandbox",
        defaults={
            "name": api.name if is_live else f"{api.name} (sandbox)",
            "livemode": is_live,
            "slots": settings.VIDEO_API_SLOTS,
        },
    )
    # A key was added or removed: the other row finishes its work and accepts no new work.
    others = Renderer.objects.filter(kind=api.kind, is_draining=False).exclude(pk=row.pk)
    if others.update(is_draining=True):
        Renderer.objects.filter(pk=row.pk).update(is_draining=False)
