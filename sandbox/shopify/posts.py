"""Links in the posts that were published in the sandbox: in descriptions, captions and first comments."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.store import Store
from sandbox.stripe.deliveries import is_loopback
from sandbox.tiktok import uploads
from sandbox.youtube import library

_LINK = re.compile(r"http://[^\s<>\"')\]]+?/go/[A-Za-z0-9_-]+")
_CODE = re.compile(r"\b[A-Z][A-Z0-9-]{3,30}\b")
_YOUTUBE = "https://www.youtube.com/"
_TIKTOK = "https://www.tiktok.com/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link in a post, the page that its visitors come from, and words that may be discount codes."""

    url: str
    referrer: str
    codes: tuple[str, ...]


def links(store: Store, *, at: float) -> list[Link]:
    """Return the links of all posts that are public. Only those to this machine."""
    return [*_in(_youtube_texts(store, at), _YOUTUBE), *_in(_tiktok_texts(store, at), _TIKTOK)]


def _in(texts: Iterator[str], referrer: str) -> Iterator[Link]:
    for text in texts:
        codes = tuple(dict.fromkeys(_CODE.findall(_LINK.sub(" ", text))))
        for url in dict.fromkeys(_LINK.findall(text)):
            if is_loopback(url):
                yield Link(url=url, referrer=referrer, codes=codes)


def _youtube_texts(store: Store, at: float) -> Iterator[str]:
    for upload in library.uploaded_to(store):
        if upload.privacy(at) != "public" or not upload.is_visible(at=at, by=None):
            continue
        snippet = upload.metadata.get("snippet", {})
        query = (
            "SELECT text FROM comments WHERE video_id = ? AND channel_id = ? ORDER BY published_at LIMIT 3"
        )
        comments = [row["text"] for row in store.rows(query, (upload.id, upload.channel.id))]
        yield "\n".join((upload.title, str(snippet.get("description", "")), *comments))


def _tiktok_texts(store: Store, at: float) -> Iterator[str]:
    for upload in uploads.every(store):
        if upload.is_public(at):
            yield upload.caption
