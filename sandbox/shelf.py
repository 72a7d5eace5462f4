"""Files that Gemini was given, until somebody takes them away again."""

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
