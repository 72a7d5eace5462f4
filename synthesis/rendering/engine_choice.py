"""Which engine draws each scene of a video: settled when it is quoted, so that the render does as it says."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import Workspace
from render_node.contract import Preset
from synthesis.assembly.storyboard import FPS
from synthesis.rendering import engines, scene_requests, spend
from synthesis.rendering.engines import MOTION, Offer


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An engine for one scene, and what the scene asks of it. ``paid_s`` counts against the plan."""

    engine: str
    title: str
    size: str
    frames: int
    paid_s: int = 0
    cost_microusd: int | None = None


def of(
    *, content: Mapping[str, Any], lengths_s: Mapping[str, float], workspace: Workspace
) -> dict[str, Choice | None]:
    """By scene that has to be drawn; None for one that nothing here can draw.

    An automatic choice falls on a paid engine only as long as the month's seconds last.
    """
    drawn = [scene for scene in content["scenes"] if not scene_requests.shows_file(scene=scene)]
    if not any(scene_requests.is_generated(scene=scene) for scene in drawn):
        return {scene["id"]: _drawn(lengths_s[scene["id"]]) for scene in drawn}
    offers, left_s = engines.offered(), spend.left(workspace=workspace)
    found: dict[str, Choice | None] = {}
    for scene in drawn:
        choice = _choice(content, scene, lengths_s[scene["id"]], offers, left_s)
        found[scene["id"]] = choice
        if left_s is not None and choice is not None:
            left_s -= choice.paid_s
    return found


def why_not(*, scene: Mapping[str, Any]) -> str:
    """Why nothing here can draw a scene, in words."""
    offers = engines.offered()
    if not offers:
        return engines.NOTHING_OFFERED
    asked = scene.get("engine")
    if asked and engines.find(engine=asked, among=offers) is None:
        titles = ", ".join(offer.title for offer in offers)
        return f"{asked} is not available just now. There is {titles}."
    if not any(engines.draws(scene=scene, offer=offer) for offer in offers) or asked:
        return "It begins with a picture, or without one, which this engine cannot do."
    return "Only paid services could draw it, and your plan covers no more of their seconds."


def _choice(
    content: Mapping[str, Any],
    scene: Mapping[str, Any],
    length_s: float,
    offers: list[Offer],
    left_s: int | None,
) -> Choice | None:
    if not scene_requests.is_generated(scene=scene):
        return _drawn(length_s)
    # First as if paying were no matter, to learn how many seconds it would take.
    for may_pay in (True, False):
        offer = engines.best(scene=scene, among=offers, may_pay=may_pay)
        if offer is None:
            return None
        choice = _generated(content, scene, length_s, offer)
        if scene.get("engine") or left_s is None or choice.paid_s <= left_s:
            return choice
    return None


def _drawn(length_s: float) -> Choice:
    return Choice(engine=MOTION, title="Drawn", size=scene_requests.SIZE, frames=round(length_s * FPS))


def _generated(content: Mapping[str, Any], scene: Mapping[str, Any], length_s: float, offer: Offer) -> Choice:
    request = scene_requests.generated_request_for(
        content=content, scene=scene, frames=round(length_s * FPS), engine=offer.engine
    )
    seconds = scene_requests.seconds_of(request=request)
    priced = offer.engine.microusd_per_s is not None
    return Choice(
        engine=offer.id,
        title=offer.title,
        size=request.size or scene_requests.size_for(engine=offer.engine, preset=Preset(content["preset"])),
        frames=request.num_frames or 0,
        paid_s=math.ceil(seconds) if offer.is_paid else 0,
        cost_microusd=offer.cost_microusd(seconds=seconds) if priced else None,
    )
