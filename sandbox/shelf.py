"""Files that Gemini was given, until somebody takes them away again, and films that it was asked for."""

import hashlib
from dataclasses import dataclass, field


@dataclass(slots=True)
class File:
    """What is known of a file. Its bytes are not kept: nobody can ask for them back."""

    name: str
    version: str
    mime_type: str
    display_name: str
    created_at: float
    size_bytes: int = 0
    is_complete: bool = False
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)


class Files:
    """Uploads by the id in their name."""

    def __init__(self) -> None:
        self.by_id: dict[str, File] = {}


@dataclass(slots=True, kw_only=True)
class Film:
    """A film that was asked for. Its pictures are drawn when somebody fetches them."""

    id: str
    model: str
    prompt: str
    seconds: int
    size: tuple[int, int]
    created_at: float
    is_canceled: bool = False


class Films:
    """Orders by their id."""

    def __init__(self) -> None:
        self.by_id: dict[str, Film] = {}
