"""The sandbox's clock: the real time, a shifted time, or a stopped one."""

import time
from datetime import UTC, datetime

from pydantic import BaseModel
from starlette.requests import HTTPConnection

HEADER = "X-Sandbox-Now"


class Setting(BaseModel):
    """``now`` stops the clock at that instant; ``offset_s`` shifts it and lets it run."""

    now: datetime | None = None
    offset_s: float = 0.0


class Clock:
    """The sandbox's single clock, in seconds since 1970."""

    def __init__(self) -> None:
        self.setting = Setting()

    def now(self) -> float:
        stopped_at = self.setting.now
        if stopped_at is not None:
            return _aware(stopped_at).timestamp() + self.setting.offset_s
        return time.time() + self.setting.offset_s

    def now_for(self, request: HTTPConnection) -> float:
        """Return the time of this request: from its header, else the clock's."""
        asked = request.headers.get(HEADER)
        return parse(asked) if asked else self.now()


def parse(text: str) -> float:
    """Return an RFC 3339 instant in seconds since 1970. Raises ValueError for anything else."""
    return _aware(datetime.fromisoformat(text)).timestamp()


def rfc3339(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _aware(instant: datetime) -> datetime:
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
