"""The Gemini stand-in's state in memory: uploaded files and requested videos."""

import hashlib
from dataclasses import dataclass, field


@dataclass(slots=True)
class File:
    """The metadata of a file. Its bytes are not stored, because they can't be downloaded."""

    name: str
    version: str
    mime_type: str
    display_name: str
    created_at: float
    size_bytes: int = 0
    is_complete: bool = False
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)


class Files:
    """Uploaded files, by the id in their name."""

    def __init__(self) -> None:
        self.by_id: dict[str, File] = {}


@dataclass(slots=True, kw_only=True)
class Film:
    """A requested video. It is drawn on its first download."""

    id: str
    model: str
    prompt: str
    seconds: int
    size: tuple[int, int]
    created_at: float
    is_canceled: bool = False


class Films:
    """Requested videos, by id."""

    def __init__(self) -> None:
        self.by_id: dict[str, Film] = {}
