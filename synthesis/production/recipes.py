"""Recipes: everything needed to render a video again, as canonical JSON with its digest."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synthesis.assembly import composition, workfiles
from synthesis.assembly.storyboard import Timeline
from synthesis.models import Asset, Attempt, Recipe, Render, RenderStatus

VERSION = 1


@dataclass(frozen=True, slots=True)
class Difference:
    """One path where two recipes differ. ``first`` or ``second`` is None where that recipe has no value."""

    path: str
    first: Any
    second: Any


def canonical(document: dict[str, Any]) -> str:
    """Serialize a document as canonical JSON: keys sorted, no spaces, UTF-8."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest(text: str) -> str:
    """SHA-256 of the canonical text."""
    return hashlib.sha256(text.encode()).hexdigest()


def draft(*, render: Render, timeline: Timeline, video: Path) -> Recipe:
    """The render's recipe, not stored yet. ``video`` is the file before it is signed.

    A repeated render makes that file again, bit by bit. Signatures differ each time.
    """
    text = canonical(_document(render, timeline))
    return Recipe(
        render=render,
        workspace_id=render.workspace_id,
        canonical=text,
        sha256=digest(text),
        unsigned_sha256=workfiles.content_of(video),
    )


def write(*, recipe: Recipe, output: Asset) -> Recipe:
    """Store the recipe. Idempotent: a second call for the same render returns the first recipe."""
    facts = {
        name: getattr(recipe, name) for name in ("workspace_id", "canonical", "sha256", "unsigned_sha256")
    }
    stored, _ = Recipe.objects.get_or_create(
        render=recipe.render, defaults={**facts, "output_sha256": output.sha256}
    )
    return stored


def compare(*, first: Recipe, second: Recipe) -> list[Difference]:
    """List where two recipes differ, by path, such as ``content.scenes.2.narration``."""
    left, right = dict(_leaves(first.document)), dict(_leaves(second.document))
    paths = sorted(left.keys() | right.keys())
    return [
        Difference(path, left.get(path), right.get(path))
        for path in paths
        if left.get(path) != right.get(path)
    ]


def _document(render: Render, timeline: Timeline) -> dict[str, Any]:
    drawn = {
        attempt.scene_key: attempt
        for attempt in Attempt.objects.filter(render=render, status=RenderStatus.SUCCEEDED).select_related(
            "clip"
        )
    }
    return {
        "recipe_version": VERSION,
        "scope": "Bit-identical on the same class of machine with the same versions.",
        "content": render.content.model_dump(mode="json"),
        "scenes": [
            {
                "scene": shot.key,
                "starts_at_frame": shot.starts_at_frame,
                "frames": shot.frames,
                "voice": shot.narration.voice if shot.narration else None,
                "narration_s": round(shot.narration.duration_s, 3) if shot.narration else None,
                "drawing": _drawing(drawn.get(shot.key)),
            }
            for shot in timeline.shots
        ],
        "total_frames": timeline.total_frames,
        "versions": composition.versions(),
    }


def _drawing(attempt: Attempt | None) -> dict[str, Any] | None:
    if attempt is None:
        return None
    return {
        "request": attempt.request,
        "made_with": attempt.recipe,
        "clip_sha256": attempt.clip.sha256 if attempt.clip else None,
    }


def _leaves(value: Any, path: str = "") -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        pairs = [(str(key), each) for key, each in value.items()]
    elif isinstance(value, list):
        pairs = [(str(place), each) for place, each in enumerate(value)]
    else:
        return [(path, value)]
    return [leaf for key, each in pairs for leaf in _leaves(each, f"{path}.{key}" if path else key)]
