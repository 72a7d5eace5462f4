"""The engine for each scene of a video, chosen in the quote and kept by the render."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accounts.models import Workspace
from synthesis.assembly.storyboard import FPS
from synthesis.content import QuoteItem, SceneContent, VideoContent
from synthesis.errors import EngineGoneError
from synthesis.rendering import engines, scene_requests, spend
from synthesis.rendering.adapters.base import Engine
from synthesis.rendering.engines import MOTION, Offer


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineChoice:
    """The engine for one scene, and the request's size and length. ``paid_s`` counts against the plan."""

    engine: str
    title: str
    size: str
    frames: int
    paid_s: int = 0
    cost_microusd: int | None = None


def of(
    *, content: VideoContent, lengths_s: Mapping[str, float], workspace: Workspace
) -> dict[str, EngineChoice | None]:
    """Choose the engine of each scene that has to be rendered; None for a scene that no engine here can
    render.

    An automatic choice uses a paid engine only while the month's seconds of paid video last.
    """
    drawn = [scene for scene in content.scenes if not scene.shows_file]
    if not any(scene.is_generated for scene in drawn):
        return {scene.id: _motion_graphics(lengths_s[scene.id]) for scene in drawn}
    offers, left_s = engines.offered(), spend.left(workspace=workspace)
    found: dict[str, EngineChoice | None] = {}
    for scene in drawn:
        choice = _choice(content, scene, lengths_s[scene.id], offers, left_s)
        found[scene.id] = choice
        if left_s is not None and choice is not None:
            left_s -= choice.paid_s
    return found


def quoted(*, items: Sequence[QuoteItem], scene: SceneContent) -> Engine:
    """The engine that the quote states for a generated scene. Raises EngineGoneError if it was removed."""
    of_quote = next((item.engine for item in items if item.scene == scene.id), None)
    offer = engines.find(engine=of_quote or scene.engine, among=engines.known())
    if offer is None:
        raise EngineGoneError(position=scene.position)
    return offer.engine


def why_not(*, scene: SceneContent) -> str:
    """Why no engine here can render a scene, in words."""
    offers = engines.offered()
    if not offers:
        return engines.NOTHING_OFFERED
    if scene.engine and engines.find(engine=scene.engine, among=offers) is None:
        titles = ", ".join(offer.title for offer in offers)
        return f"{scene.engine} is not available now. Available: {titles}."
    if scene.engine or not any(_can_draw(scene, offer) for offer in offers):
        return "This engine either requires a start picture or does not support one."
    return "Only paid services can render it, and your plan has no paid seconds left."


def _choice(
    content: VideoContent, scene: SceneContent, length_s: float, offers: list[Offer], left_s: int | None
) -> EngineChoice | None:
    if not scene.is_generated:
        return _motion_graphics(length_s)
    # The first pass ignores the price, to find out how many seconds the scene would take.
    for may_pay in (True, False):
        offer = _best(scene, offers, may_pay=may_pay)
        if offer is None:
            return None
        choice = _generated(content, scene, length_s, offer)
        if scene.engine or left_s is None or choice.paid_s <= left_s:
            return choice
    return None


def _best(scene: SceneContent, offers: Sequence[Offer], *, may_pay: bool) -> Offer | None:
    """The scene's own engine, or for an automatic choice the first that can render it; None if none can.

    An engine that the user chose is not replaced.
    """
    fitting = [offer for offer in offers if _can_draw(scene, offer)]
    if scene.engine:
        return engines.find(engine=scene.engine, among=fitting)
    return next((offer for offer in fitting if may_pay or not offer.is_paid), None)


def _can_draw(scene: SceneContent, offer: Offer) -> bool:
    """Whether the engine accepts the scene's inputs: a text, or a text and a picture."""
    return offer.engine.takes_image if scene.asset else offer.engine.takes_text


def _motion_graphics(length_s: float) -> EngineChoice:
    return EngineChoice(
        engine=MOTION, title="Motion graphics", size=scene_requests.SIZE, frames=round(length_s * FPS)
    )


def _generated(content: VideoContent, scene: SceneContent, length_s: float, offer: Offer) -> EngineChoice:
    request = scene_requests.generated_request_for(
        content=content, scene=scene, frames=round(length_s * FPS), engine=offer.engine
    )
    seconds = scene_requests.seconds_of(request=request)
    priced = offer.engine.microusd_per_s is not None
    return EngineChoice(
        engine=offer.id,
        title=offer.title,
        size=request.size or scene_requests.size_for(engine=offer.engine, preset=content.preset),
        frames=request.num_frames or 0,
        paid_s=math.ceil(seconds) if offer.is_paid else 0,
        cost_microusd=offer.cost_microusd(seconds=seconds) if priced else None,
    )
