"""Models of synthesis: videos, scenes, renders, attempts, files, renderers."""

from synthesis.choices import Layout, Origin, Structure, Transition
from synthesis.models.assets import Asset, AssetOrigin, AssetRole, Recipe
from synthesis.models.lineage import LineageShare
from synthesis.models.posters import PosterPick, PosterStatus
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
from synthesis.models.scripts import DraftStatus, ScriptDraft, Writer
from synthesis.models.stock import ChoiceStatus, StockChoice, StockUse
from synthesis.models.turns import EngineClock, Turn
from synthesis.models.videos import Scene, SceneStatus, Video, VideoStatus

__all__ = [
    "Asset",
    "AssetOrigin",
    "AssetRole",
    "Attempt",
    "AttemptQuerySet",
    "ChoiceStatus",
    "DraftStatus",
    "EngineClock",
    "Lane",
    "Layout",
    "LineageShare",
    "Origin",
    "PosterPick",
    "PosterStatus",
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
    "StockChoice",
    "StockUse",
    "Structure",
    "Transition",
    "Turn",
    "Video",
    "VideoStatus",
    "Writer",
]
