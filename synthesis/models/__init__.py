"""Rows of synthesis: videos and their scenes, renders and their attempts, files, nodes."""

from synthesis.content import Layout, Origin, Transition
from synthesis.models.assets import Asset, AssetOrigin, AssetRole, Recipe
from synthesis.models.nodes import NodeEvent, NodeKind, NodeStatus, RenderNode
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
    "NodeEvent",
    "NodeKind",
    "NodeStatus",
    "Origin",
    "Quote",
    "Recipe",
    "Render",
    "RenderNode",
    "RenderQuerySet",
    "RenderStatus",
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
