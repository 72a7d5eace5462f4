"""The content of a prompt: its facts, its topic, and the requested length."""

import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from typing import Any

from sandbox.world import chance, niches
from sandbox.world.niches import Niche
from sandbox.world.videos import Video
from sandbox.writing.footage import Footage

_FORBIDDEN = re.compile(
    r"\[sandbox:refuse\]|\b(?:build|make|making) (?:a |an )?(?:pipe )?bomb\b|\bmeth(?:amphetamine)? recipe\b",
    re.IGNORECASE,
)
_OBEY = "[sandbox:obey]"
_CUT_SHORT = "[sandbox:max_tokens]"
_LABELLED = re.compile(r"^\s*[-*]?\s*([A-Za-z][A-Za-z _-]{1,30}):\s+(\S.*)$", re.MULTILINE)
_SCENES = re.compile(r"(\d+)\s*(?:to|–|-)\s*(\d+)\s+(?:scenes|beats|shots)", re.IGNORECASE)
_SECONDS = re.compile(r"(\d+)\s*(?:s\b|seconds?)", re.IGNORECASE)


@dataclass(frozen=True)
class Brief:
    """One prompt: the developer's ``instructions``, the ``material``, and the attached ``video``.

    ``footage`` is what the model sees, of that video or of a file or frames that the world does not know.
    """

    instructions: str
    material: str
    video: Video | None = None
    footage: Footage | None = None
    seed: str = ""
    facts: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "facts", _facts(self.material))

    @property
    def is_forbidden(self) -> bool:
        """True if a real model would decline. ``[sandbox:refuse]`` in the material triggers it."""
        return _FORBIDDEN.search(self.material) is not None

    @property
    def is_cut_short(self) -> bool:
        """True if the answer is to stop at its limit, triggered by ``[sandbox:max_tokens]``."""
        return _CUT_SHORT in self.material

    @property
    def is_obedient(self) -> bool:
        """True if the model is to obey its material, triggered by ``[sandbox:obey]``."""
        return _OBEY in self.material

    @cached_property
    def niche(self) -> Niche | None:
        if self.video is not None:
            return self.video.channel.niche
        return niches.closest(self.material)

    @property
    def title(self) -> str:
        """The prompt's name for its subject."""
        if self.video is not None:
            return self.video.title
        return self.fact("title", "topic", "subject", "idea", "source_title") or _first_sentence(
            self.material
        )

    @property
    def topic(self) -> str:
        """The subject in a few words, as in the middle of a sentence."""
        if self.niche is not None:
            keyword = next((word for word in self.niche.keywords if word in self.title.lower()), "")
            return keyword or self.niche.name.lower()
        return (
            self.fact("niche", "topic", "subject") or " ".join(self.title.rstrip(".?!").split()[:6]).lower()
        )

    def fact(self, *names: str) -> str:
        """Return the first of these facts that exists, as text."""
        return next((str(self.facts[name]).strip() for name in names if self.facts.get(name)), "")

    @property
    def scenes(self) -> int:
        """The number of scenes: the middle of the requested range, else five."""
        low, high = self._scene_range
        return (low + high + 1) // 2

    @property
    def most_scenes(self) -> int:
        return self._scene_range[1]

    @property
    def _scene_range(self) -> tuple[int, int]:
        match = _SCENES.search(self.instructions + self.material)
        return (int(match[1]), int(match[2])) if match else (5, 5)

    @property
    def seconds(self) -> int:
        match = _SECONDS.search(self.instructions + self.material)
        return int(match[1]) if match else 30

    def chance(self, *parts: object) -> Random:
        """Randomness that depends only on the prompt, so that a repeated prompt gets the same answer."""
        return chance.generator(self.seed, self.material, self.instructions, *parts)


def _facts(material: str) -> dict[str, Any]:
    """Return facts from JSON anywhere in the text, and from lines such as ``Topic: coffee``."""
    facts: dict[str, Any] = {}
    for name, value in _LABELLED.findall(material):
        facts.setdefault(name.strip().lower().replace(" ", "_").replace("-", "_"), value.strip())
    for document in _documents(material):
        facts |= _flattened(document)
    return facts


def _documents(text: str) -> list[dict[str, Any]]:
    decoder, found, at = json.JSONDecoder(), [], text.find("{")
    while at >= 0:
        try:
            document, end = decoder.raw_decode(text, at)
        except ValueError:
            end = at + 1
        else:
            found.append(document)
        at = text.find("{", end)
    return [document for document in found if isinstance(document, dict)]


def _flattened(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document's leaves by their own names. Outer ones take precedence."""
    facts: dict[str, Any] = {}
    for value in document.values():
        if isinstance(value, dict):
            facts |= _flattened(value)
    return facts | {name: value for name, value in document.items() if not isinstance(value, dict)}


def _first_sentence(text: str) -> str:
    sentence = re.split(r"(?<=[.!?])\s|\n", text.strip())[0]
    return sentence[:90] or "this"
