"""The rate limit of the Display API: requests per minute of one access token."""

PER_MINUTE = 600


class Limits:
    """The requests of the current minute, by token."""

    def __init__(self) -> None:
        self.per_minute = PER_MINUTE
        self._minute = 0
        self._sent: dict[str, int] = {}

    def take(self, *, caller: str, at: float) -> bool:
        """Count a request. False beyond the limit."""
        if int(at // 60) != self._minute:
            self._minute, self._sent = int(at // 60), {}
        self._sent[caller] = self._sent.get(caller, 0) + 1
        return self._sent[caller] <= self.per_minute

    def reset(self) -> None:
        """Forget all requests, and set the usual limit."""
        self.per_minute = PER_MINUTE
        self._sent.clear()
