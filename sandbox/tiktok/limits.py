"""TikTok's rate limits: requests per minute of one access token, for each kind of call."""

PER_MINUTE = 600
DISPLAY, INIT, INBOX_INIT, CREATOR_INFO, STATUS = "display", "init", "inbox_init", "creator_info", "status"
_POSTING = {INIT: 6, INBOX_INIT: 6, CREATOR_INFO: 20, STATUS: 30}


class Limits:
    """The requests of the current minute, by token and kind. ``per_minute`` is the Display API's limit."""

    def __init__(self) -> None:
        self.per_minute = PER_MINUTE
        self._minute = 0
        self._sent: dict[tuple[str, str], int] = {}

    def take(self, *, caller: str, at: float, kind: str = DISPLAY) -> bool:
        """Count a request. False beyond the limit."""
        if int(at // 60) != self._minute:
            self._minute, self._sent = int(at // 60), {}
        self._sent[caller, kind] = self._sent.get((caller, kind), 0) + 1
        return self._sent[caller, kind] <= _POSTING.get(kind, self.per_minute)

    def reset(self) -> None:
        """Forget all requests, and set the usual limit."""
        self.per_minute = PER_MINUTE
        self._sent.clear()
