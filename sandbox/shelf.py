"""Files uploaded to Gemini until they are deleted, and ordered videos."""

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
    """Uploads, by the id in their name."""

    def __init__(self) -> None:
        self.by_id: dict[str, File] = {}


@dataclass(slots=True, kw_only=True)
class Film:
    """An ordered video. It is drawn when it is first downloaded."""

    id: str
    model: str
    prompt: str
    seconds: int
    size: tuple[int, int]
    created_at: float
    is_canceled: bool = False


class Films:
    """Orders, by id."""

    def __init__(self) -> None:
        self.by_id: dict[str, Film] = {}
