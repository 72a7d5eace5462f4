"""The engines of this installation: inputs, limits and price of each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from synthesis.models import Renderer
from synthesis.rendering import adapters
from synthesis.rendering.adapters.base import Engine

MOTION = "motion"
NOTHING_OFFERED = "No GPU node or video API is set up, so this installation cannot generate pictures."


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An engine, and whether using it costs real money."""

    engine: Engine
    is_paid: bool

    @property
    def id(self) -> str:
        return self.engine.id

    @property
    def title(self) -> str:
        """The engine's name for people."""
        return self.engine.title or self.engine.id

    @property
    def longest_s(self) -> float:
        """The longest clip it renders, in seconds."""
        return self.engine.max_frames / self.engine.default_fps

    def cost_microusd(self, *, seconds: float) -> int:
        """The cost for this installation of a clip of ``seconds``, in millionths of a dollar."""
        return round(seconds * (self.engine.microusd_per_s or 0))


def offered() -> list[Offer]:
    """The engines that can generate now: our own nodes before paid APIs, lower prices first."""
    usable = Renderer.objects.usable().filter(is_draining=False)
    return _offers(usable)


def known() -> list[Offer]:
    """As ``offered``, including engines whose renderer is unavailable at the moment."""
    return _offers(Renderer.objects.order_by("created_at", "pk"))


def find(*, engine: str, among: Sequence[Offer]) -> Offer | None:
    """Look up the offer of this engine."""
    return next((offer for offer in among if offer.id == engine), None)


def _offers(rows: Iterable[Renderer]) -> list[Offer]:
    found: dict[str, Offer] = {}
    for renderer in rows:
        for entry in renderer.capabilities:
            engine = Engine.model_validate(entry)
            if not engine.draws_motion:
                is_paid = adapters.traits(kind=renderer.kind).is_paid and renderer.livemode
                found.setdefault(engine.id, Offer(engine=engine, is_paid=is_paid))
    # Sorting is stable: the order in which a node lists its engines is kept.
    return sorted(found.values(), key=lambda offer: (offer.is_paid, offer.engine.microusd_per_s or 0))
