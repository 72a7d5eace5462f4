"""The permissions that a connection requests: those to read, which it needs, and those to post."""

from collections.abc import Iterable, Mapping

# Each with its meaning in words. TikTok's page has no switch for the first.
NEEDED = {
    "user.info.basic": "see your name and picture",
    "user.info.profile": "see your user name",
    "user.info.stats": "see your number of followers and videos",
    "video.list": "see your public videos",
}
POSTING = {
    "video.publish": "post videos",
    "video.upload": "send drafts to your inbox",
}


def requested(*, is_posting_on: bool) -> str:
    """Return the permissions to request, as TikTok's page expects them."""
    return ",".join({**NEEDED, **POSTING} if is_posting_on else NEEDED)


def granted(scope: str) -> tuple[str, ...]:
    """Return the permissions in a response, which separates them with commas."""
    return tuple(name for name in scope.replace(",", " ").split() if name)


def lacking(scopes: Iterable[str], *, of: Mapping[str, str] = NEEDED) -> tuple[str, ...]:
    """Return the permissions that these scopes lack, in words. People may turn off each on TikTok's page."""
    given = set(scopes)
    return tuple(words for name, words in of.items() if name not in given)
