"""Requests to engines, for scenes whose length is known."""

from dataclasses import dataclass

from render_node.contract import VideoRequest
from synthesis.assembly.storyboard import Shot
from synthesis.content import SceneContent
from synthesis.models import Render
from synthesis.rendering import engine_choice, scene_requests
from synthesis.studio import looks


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineRequest:
    """A request with its digest. Clips of equal requests are found by the digest."""

    request: VideoRequest
    digest: str

    @property
    def frames(self) -> int:
        """The length of the clip in frames, at the engine's own frame rate."""
        return self.request.num_frames or 0


def build(*, render: Render, scene: SceneContent, shot: Shot) -> EngineRequest | None:
    """Build the scene's request; None if the scene shows a file. Raises EngineGoneError."""
    if scene.shows_file:
        return None
    content, frames = render.content, shot.frames
    if not scene.is_generated:
        spec = looks.spec_for(content=content, scene=scene, words=shot.words)
        request = scene_requests.request_for(content=content, scene=scene, spec=spec, frames=frames)
        return EngineRequest(request=request, digest=scene_requests.digest(request=request))
    engine = engine_choice.quoted(items=render.quote.items, scene=scene)
    request = scene_requests.generated_request_for(content=content, scene=scene, frames=frames, engine=engine)
    digest = scene_requests.digest(request=request, picture_sha256=scene.asset_sha256)
    return EngineRequest(request=request, digest=digest)
