"""The permissions that a connection requests. Posting adds its own here."""

from collections.abc import Iterable

# Each with its meaning in words. TikTok's page has no switch for the first.
NEEDED = {
    "user.info.basic": "see your name and picture",
    "user.info.profile": "see your user name",
    "user.info.stats": "see your number of followers and videos",
    "video.list": "see your public videos",
}
REQUESTED = ",".join(NEEDED)


def granted(scope: str) -> tuple[str, ...]:
    """Return the permissions in a response, which separates them with commas."""
    return tuple(name for name in scope.replace(",", " ").split() if name)


def lacking(scopes: Iterable[str]) -> tuple[str, ...]:
    """Return the required permissions that these scopes lack. People may turn off each on TikTok's page."""
    given = set(scopes)
    return tuple(words for name, words in NEEDED.items() if name not in given)
