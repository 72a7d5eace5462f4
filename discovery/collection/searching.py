"""Searches for channels by a niche's words, once for each word."""

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from discovery import niches, platforms
from discovery.errors import BudgetExhaustedError, KeyRefusedError
from discovery.models import Niche
from discovery.platforms.base import Source
from foundation.errors import UpstreamError, UpstreamUnavailableError

_SEARCHED_DAYS = timedelta(days=30)


class _Search:
    """The channels found by one round's words, and which words were ``done`` or ``refused``."""

    def __init__(self) -> None:
        self.hits: Counter[str] = Counter()
        self.done: list[str] = []
        self.refused: list[str] = []
        self.resumes_at: datetime | None = None
        self.failure: UpstreamError | None = None


def find_channels(
    *,
    niche: Niche,
    source: Source,
    at: datetime,
    hold: Callable[[], AbstractContextManager[None]],
    notes: list[str],
) -> None:
    """Search for channels that publish about the niche's words. From then on, they are watched.

    Search has its own allowance. Words beyond it are searched for on the next day. ``hold`` wraps a
    transaction of the niche's holder. Raises a search's failure if there is no channel to continue with.
    """
    if niche.searched_at is not None:
        return
    search = _search(niche, source, at)
    most = platforms.of(niche).ids_per_call
    best_first = [channel_id for channel_id, _ in search.hits.most_common(most)]
    found = source.channels(ids=best_first) if best_first else []
    by_id = {channel.platform_id: channel for channel in found}
    with hold():
        ordered = [by_id[channel_id] for channel_id in best_first if channel_id in by_id]
        niches.add_found(niche=niche, found=ordered, livemode=source.livemode, at=at)
        _store(niche, search, at=at)
    if search.failure is not None:
        if not niche.channels.exists():
            raise search.failure
        notes.append(f"Some keywords were not searched. {search.failure.message}")


def _search(niche: Niche, source: Source, at: datetime) -> _Search:
    search = _Search()
    for words in niche.search_words:
        if words not in niche.searched_words and not _search_for(words, niche, source, at, search):
            break
    return search


def _search_for(words: str, niche: Niche, source: Source, at: datetime, search: _Search) -> bool:
    """Run one search. False if searching for the other words would be pointless."""
    try:
        found = source.search_channels(
            words=words,
            region=niche.region,
            language=niche.language,
            since=at - _SEARCHED_DAYS,
        )
    except BudgetExhaustedError as refusal:
        if refusal.bucket == platforms.of(niche).buckets[0].name:
            raise
        search.resumes_at = refusal.resets_at
        return False
    except KeyRefusedError:
        raise
    except UpstreamError as error:
        search.failure = error
        search.refused.append(words)
        return not isinstance(error, UpstreamUnavailableError)
    search.hits.update(found)
    search.done.append(words)
    return True


def _store(niche: Niche, search: _Search, *, at: datetime) -> None:
    searched_in = niche.region
    # A person may have changed the words or the region since the search began.
    niche.refresh_from_db(fields=["name", "keywords", "region", "searched_words"])
    # A refused word is not retried in every round, unless the niche has no channels to scan.
    is_outage = isinstance(search.failure, UpstreamUnavailableError)
    refused = [] if is_outage or not niche.channels.exists() else search.refused
    settled = [*search.done, *refused] if niche.region == searched_in else []
    niche.searched_words = [*niche.searched_words, *settled]
    niche.search_resumes_at = search.resumes_at
    is_complete = all(words in niche.searched_words for words in niche.search_words)
    niche.searched_at = at if is_complete else None
    niche.save(update_fields=["searched_words", "search_resumes_at", "searched_at"])
