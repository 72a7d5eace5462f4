"""Fills any JSON schema with suitable content."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sandbox.writing import footage, obedience, stories, watching
from sandbox.writing.brief import Brief

Schema = Mapping[str, Any]

# Common names of fields in schemas.
_SAME = {
    "voiceover": "narration", "voice_over": "narration", "speech": "narration", "spoken": "narration",
    "script": "narration", "line": "narration", "text": "narration", "overlay": "headline",
    "on_screen_text": "headline", "caption": "headline", "visual": "visual_prompt", "image": "visual_prompt",
    "image_prompt": "visual_prompt", "shot": "visual_prompt", "video_prompt": "visual_prompt",
    "description": "post_text", "hashtags": "tags", "keywords": "tags", "cta": "call_to_action",
    "hook_alternatives": "hooks", "alternatives": "hooks", "why": "reason", "rationale": "reason",
    "explanation": "reason", "observation": "text", "finding": "text", "statement": "text",
    "quote": "evidence",
    "type": "kind", "category": "kind", "label": "headline", "name": "headline", "score": "confidence",
    "probability": "confidence", "certainty": "confidence", "start": "start_s", "end": "end_s",
    "start_time": "start_s", "end_time": "end_s", "timestamp": "start_s", "at": "start_s", "at_s": "start_s",
    "duration": "seconds", "duration_s": "seconds", "length_s": "seconds",
}  # fmt: skip
_BEATS = ("scenes", "beats", "shots", "segments", "storyboard")
_HOOKS = ("hook_alternatives", "hooks", "alternatives", "openings")
_FINDINGS = ("findings", "observations", "moments", "events", "highlights", "insights", "analysis")
_FILLERS = ("Plain and to the point", "Shown rather than told", "One idea at a time", "Easy to try at home")


def written(brief: Brief, schema: Schema) -> str:
    """Return the answer as a model writes it: obedient to its material if told so."""
    text = json.dumps(answer(brief, schema), ensure_ascii=False)
    return obedience.obeyed(brief, text) if brief.is_obedient else text


def answer(brief: Brief, schema: Schema) -> Any:
    """Return a value that satisfies the schema, made from the brief's facts."""
    return _Filling(brief, schema).fill(schema, "", {})


class _Filling:
    """One traversal of one schema."""

    def __init__(self, brief: Brief, root: Schema) -> None:
        self._brief = brief
        self._root = root
        self._whole = stories.whole(brief)

    def fill(self, schema: Schema, name: str, scope: stories.Fields) -> Any:
        """Return the value for ``name``. ``scope`` is the beat or finding that it belongs to, if any."""
        schema = self._resolved(schema)
        if "const" in schema:
            return schema["const"]
        if schema.get("enum"):
            return self._chosen(schema["enum"], name, scope)
        kind = _kind(schema)
        if kind == "object":
            return self._object(schema, scope)
        if kind == "array":
            return self._array(schema, name, scope)
        if kind in ("number", "integer"):
            return self._number(schema, name, scope, whole=kind == "integer")
        if kind == "boolean":
            return bool(self._known(name, scope) or self._brief.chance("bool", name).random() < 0.5)
        return None if kind == "null" else self._text(schema, name, scope)

    def _resolved(self, schema: Schema) -> Schema:
        """Resolve references and alternatives of the schema."""
        while True:
            options = (
                schema.get("anyOf") or schema.get("any_of") or schema.get("oneOf") or schema.get("allOf")
            )
            if "$ref" in schema or "ref" in schema:
                schema = self._referred(str(schema.get("$ref") or schema.get("ref")))
            elif options:
                schema = next((option for option in options if _kind(option) != "null"), options[0])
            else:
                return schema

    def _referred(self, reference: str) -> Schema:
        found: Any = self._root
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
        return dict(found)

    def _object(self, schema: Schema, scope: stories.Fields) -> dict[str, Any]:
        properties = schema.get("properties") or {}
        return {name: self.fill(part, name, scope) for name, part in properties.items()}

    def _array(self, schema: Schema, name: str, scope: stories.Fields) -> list[Any]:
        items = self._resolved(schema.get("items") or {"type": "string"})
        low = int(schema.get("minItems") or schema.get("min_items") or 0)
        high = int(schema.get("maxItems") or schema.get("max_items") or 50)
        if _kind(items) == "object":
            scopes = self._scopes(name)
            wanted = min(max(low, len(scopes)), high)
            return [self.fill(items, name, scopes[place % len(scopes)]) for place in range(wanted)]
        known = self._known(name, scope)
        values = list(known) if isinstance(known, list) else [known] if known else []
        if not isinstance(known, list) and not values:
            values = [lesson.headline for lesson in stories.lessons(self._brief)][: max(low, 3)]
        if _kind(items) != "string" or items.get("enum"):
            return [self.fill(items, name, scope) for _ in range(min(max(low, 1), high))]
        values += [_FILLERS[place % len(_FILLERS)] for place in range(max(0, low - len(values)))]
        return [self._bounded(str(value), items) for value in values[: min(high, max(low, 5))]]

    def _scopes(self, name: str) -> list[stories.Fields]:
        """Return the subject of each object of a list."""
        if name.lower() in _BEATS:
            return stories.beats(self._brief)
        if name.lower() in _HOOKS:
            return stories.hooks(self._brief)
        if name.lower() in _FINDINGS or self._brief.footage is not None:
            return watching.findings(self._brief, self._brief.footage or _imagined(self._brief))
        return [
            {
                "title": lesson.headline,
                "headline": lesson.headline,
                "text": lesson.text,
                "narration": lesson.text,
                "hook": lesson.headline,
                "reason": lesson.text,
                "visual_prompt": lesson.visual,
            }
            for lesson in stories.lessons(self._brief)[:4]
        ]

    def _known(self, name: str, scope: stories.Fields) -> Any:
        """Return the known content for this name: from the scene, else the whole, else the facts."""
        key = name.lower()
        for source in (scope, self._whole, self._brief.facts):
            for candidate in (key, _SAME.get(key, key)):
                if candidate in source and not (source is self._whole and scope and candidate == "title"):
                    return source[candidate]
        return scope.get("text") if key == "narration" else None

    def _chosen(self, options: list[Any], name: str, scope: stories.Fields) -> Any:
        """Return the intended option, or else any one."""
        known = str(self._known(name, scope) or scope.get("kind", "")).lower()
        exact = [option for option in options if str(option).lower() == known]
        close = [option for option in options if known and known.split("_")[0] in str(option).lower()]
        return next(iter(exact or close), None) or self._brief.chance("enum", name, known).choice(options)

    def _text(self, schema: Schema, name: str, scope: stories.Fields) -> str:
        if schema.get("format") in ("date-time", "date"):
            return datetime(2026, 11, 1, tzinfo=UTC).isoformat()
        known = self._known(name, scope)
        if isinstance(known, list):
            known = ", ".join(map(str, known))
        if known is None:
            known = self._brief.chance("text", name, str(scope.get("headline"))).choice(
                [lesson.text for lesson in stories.lessons(self._brief)]
            )
        return self._bounded(str(known), schema)

    def _bounded(self, text: str, schema: Schema) -> str:
        low = int(schema.get("minLength") or schema.get("min_length") or 0)
        high = int(schema.get("maxLength") or schema.get("max_length") or 10_000)
        while len(text) < low:
            text = f"{text} {_FILLERS[len(text) % len(_FILLERS)]}.".strip()
        return text if len(text) <= high else text[:high].rsplit(" ", 1)[0] or text[:high]

    def _number(self, schema: Schema, name: str, scope: stories.Fields, *, whole: bool) -> float:
        key = name.lower().removesuffix("_ms").removesuffix("ms")
        known = self._known(key + "_s" if key != name.lower() else key, scope)
        value = float(known) if isinstance(known, int | float) else None
        if value is not None and key != name.lower():
            value *= 1000
        low = float(schema.get("minimum", value if value is not None else 1))
        high = float(schema.get("maximum", max(low, value if value is not None else 5)))
        if value is None:
            value = (
                low + (high - low) * self._brief.chance("number", name, str(scope.get("headline"))).random()
            )
        bounded = min(max(value, low), high)
        return round(bounded) if whole else round(bounded, 2)


def _imagined(brief: Brief) -> footage.Footage:
    """Footage for findings about a video that was only described."""
    return footage.of_file(seed=brief.material, watched_s=float(brief.seconds), has_sound=True, run=0)


def _kind(schema: Schema) -> str:
    """Return the JSON type in lower case. Google's schemas write it in capitals."""
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((each for each in kind if each != "null"), "null")
    if kind:
        return str(kind).lower()
    return "object" if "properties" in schema else "array" if "items" in schema else "string"
