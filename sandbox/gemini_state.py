"""The models' state in memory: uploaded files, requested videos, and how often videos were watched."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class File:
    """The metadata of a file. Its bytes are not kept, because they can't be downloaded.

    ``is_broken``: it was uploaded as a video and can't be read as one.
    """

    name: str
    version: str
    mime_type: str
    display_name: str
    created_at: float
    size_bytes: int = 0
    is_complete: bool = False
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    length_s: float = 0.0
    has_sound: bool = False
    cuts_s: tuple[float, ...] = ()
    is_broken: bool = False


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


class Watches:
    """How often each video was watched, so that a second run differs from the first."""

    def __init__(self) -> None:
        self.runs: Counter[str] = Counter()

    def next_run(self, seed: str) -> int:
        """Count a run of the video with this seed. The first is 0."""
        self.runs[seed] += 1
        return self.runs[seed] - 1
