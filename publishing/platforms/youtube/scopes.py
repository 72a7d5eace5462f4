"""The permissions that publishing requests, and those that include them."""

from collections.abc import Iterable

_SCOPE = "https://www.googleapis.com/auth/"
SCOPES = (f"{_SCOPE}youtube.upload", f"{_SCOPE}youtube.readonly")
# Requested once somebody wants watch reports. Everything else works without it.
REPORTS_SCOPE = f"{_SCOPE}yt-analytics.readonly"
# Requested once somebody wants a playlist or a first comment. It is Google's only permission for comments,
# and covers playlists. It also allows much more, so nothing else uses it.
EXTRAS_SCOPE = f"{_SCOPE}youtube.force-ssl"
# Either of these includes both.
_WIDER = frozenset({f"{_SCOPE}youtube", f"{_SCOPE}youtube.force-ssl"})
_IN_WORDS = {SCOPES[0]: "upload videos", SCOPES[1]: "see your channel and its videos"}


def lacking(scopes: Iterable[str]) -> tuple[str, ...]:
    """Return the required permissions that these scopes lack. People may untick each on Google's page."""
    given = set(scopes)
    return () if given & _WIDER else tuple(_IN_WORDS[scope] for scope in SCOPES if scope not in given)
