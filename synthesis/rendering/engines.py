"""What scenes can be drawn with on this installation: each engine, what it takes, and what it costs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from synthesis.models import Renderer
from synthesis.rendering import adapters
from synthesis.rendering.adapters.base import Engine

MOTION = "motion"
NOTHING_OFFERED = "No GPU node or video API is set up, so nothing can be generated here."


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An engine and whether asking for it spends real money."""

    engine: Engine
    is_paid: bool

    @property
    def id(self) -> str:
        return self.engine.id

    @property
    def title(self) -> str:
        """As people read it."""
        return self.engine.title or self.engine.id

    @property
    def longest_s(self) -> float:
        """The longest clip it draws."""
        return self.engine.max_frames / self.engine.default_fps

    def cost_microusd(self, *, seconds: float) -> int:
        """What so many seconds cost this installation."""
        return round(seconds * (self.engine.microusd_per_s or 0))


def offered() -> list[Offer]:
    """What generates pictures here just now: our own nodes before paid APIs, cheap before dear."""
    usable = Renderer.objects.usable().filter(is_draining=False)
    return _offers(usable)


def known() -> list[Offer]:
    """As ``offered``, with those whose node is away at the moment."""
    return _offers(Renderer.objects.order_by("created_at", "pk"))


def find(*, engine: str, among: Sequence[Offer]) -> Offer | None:
    """The offer of this engine."""
    return next((offer for offer in among if offer.id == engine), None)


def _offers(rows: Iterable[Renderer]) -> list[Offer]:
    found: dict[str, Offer] = {}
    for renderer in rows:
        for entry in renderer.capabilities:
            engine = Engine.model_validate(entry)
            if not engine.draws_motion:
                is_paid = adapters.traits(kind=renderer.kind).is_paid and renderer.livemode
                found.setdefault(engine.id, Offer(engine=engine, is_paid=is_paid))
    # Sorting is stable: what a node lists first stays first.
    return sorted(found.values(), key=lambda offer: (offer.is_paid, offer.engine.microusd_per_s or 0))
