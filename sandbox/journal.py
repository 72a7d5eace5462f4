"""The sandbox's last requests, without tokens or keys."""

from collections import deque
from dataclasses import dataclass

_KEPT = 20_000


@dataclass(slots=True)
class Entry:
    """One request. ``caller`` is the first four characters of the caller's credential.

    ``prompt`` is the beginning of the body of a request to a language model.
    """

    method: str
    path: str
    query: dict[str, str]
    at: str
    caller: str
    status: int = 0
    prompt: str = ""


class Journal:
    """The last requests, oldest first."""

    def __init__(self) -> None:
        self.entries: deque[Entry] = deque(maxlen=_KEPT)
