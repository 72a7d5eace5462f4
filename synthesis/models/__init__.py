"""Models of synthesis: videos, scenes, renders, attempts, files, renderers."""

from synthesis.content import Layout, Origin, Transition
from synthesis.models.assets import Asset, AssetOrigin, AssetRole, Recipe
from synthesis.models.pronunciations import Pronunciation
from synthesis.models.renderers import Renderer, RendererEvent, RendererKind, RendererStatus
from synthesis.models.renders import (
    Attempt,
    AttemptQuerySet,
    Lane,
    Quote,
    Render,
    RenderQuerySet,
    RenderStatus,
    Stage,
)
from synthesis.models.turns import EngineClock, Turn
from synthesis.models.videos import (
    DraftStatus,
    Scene,
    SceneStatus,
    ScriptDraft,
    Video,
    VideoStatus,
    Writer,
)

__all__ = [
    "Asset",
    "AssetOrigin",
    "AssetRole",
    "Attempt",
    "AttemptQuerySet",
    "DraftStatus",
    "EngineClock",
    "Lane",
    "Layout",
    "Origin",
    "Pronunciation",
    "Quote",
    "Recipe",
    "Render",
    "RenderQuerySet",
    "RenderStatus",
    "Renderer",
    "RendererEvent",
    "RendererKind",
    "RendererStatus",
    "Scene",
    "SceneStatus",
    "ScriptDraft",
    "Stage",
    "Transition",
    "Turn",
    "Video",
    "VideoStatus",
    "Writer",
]
