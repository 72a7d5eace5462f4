"""Simulated responses of Google and YouTube, and turns at a publication."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection as database
from django.utils import timezone

from publishing.delivery import advancing
from publishing.models import Publication

OPEN = {"method": "POST", "path": "^/upload/youtube/v3/videos"}
PUT = {"method": "PUT", "path": "^/upload/youtube/v3/videos"}
LOOK = {"path": "^/youtube/v3/videos"}
CHANNEL_LIST = {"path": "^/youtube/v3/playlistItems"}
TOKEN = {"path": "^/token"}
EMPTY = {"kind": "youtube#videoListResponse", "items": [], "pageInfo": {"totalResults": 0}}


def google(status, reason="", **fields):
    """A refusal in the format of Google's APIs."""
    return {"kind": "status", "status": status, **({"reason": reason} if reason else {}), **fields}


def turn(publication, times=1):
    """Take turns at the publication whenever its next one is due."""
    for _ in range(times):
        Publication.objects.filter(pk=publication.pk).update(next_poll_at=timezone.now())
        advancing.advance(publication_id=publication.pk)
    publication.refresh_from_db()
    return publication


@contextmanager
def in_a_thread(work: Callable[[], object]) -> Iterator[None]:
    """Do the work in a thread beside the block, and join it. The test must commit: ``transaction=True``."""

    def run() -> None:
        try:
            work()
        finally:
            database.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        thread.join()
