"""The searches for a scene, from the best fit to the last resort."""

from collections.abc import Iterator, Sequence

from synthesis.library import stock
from synthesis.library.stock import Kind, Orientation, Search, StockItem
from synthesis.studio.stock.queries import Query

# One scene sends at most this many requests, so that a video does not use up the hour's.
MOST_SEARCHES = 8


def ladder(queries: Sequence[Query]) -> Iterator[tuple[Search, list[StockItem]]]:
    """Each search with its matches: upright clips, then clips of any shape, for one query after the other;
    then photos of the first and of the last query. A search is sent only when the caller asks for it.

    Raises as ``stock.search`` does.
    """
    for asked in _searches(queries)[:MOST_SEARCHES]:
        yield asked, stock.search(asked)


def _searches(queries: Sequence[Query]) -> list[Search]:
    clips = [
        Search(query=query.words, locale=query.locale, orientation=orientation)
        for query in queries
        for orientation in (Orientation.PORTRAIT, None)
    ]
    ends = list({query.words: query for query in (*queries[:1], *queries[-1:])}.values())
    photos = [
        Search(query=query.words, locale=query.locale, kind=Kind.PHOTO, orientation=Orientation.PORTRAIT)
        for query in ends
    ]
    return [*clips[: MOST_SEARCHES - len(photos)], *photos]
