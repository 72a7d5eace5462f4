"""Sets the chosen cover of a video that the platform has processed.

Repeating it is harmless: the platform replaces the cover. A cover that can't be set never keeps a video from
being published; the publication then says why.
"""

from datetime import timedelta

from django.utils import timezone

from foundation.errors import UpstreamError, UpstreamUnavailableError
from publishing.delivery.turns import Turn
from publishing.errors import AccessRefusedError
from publishing.platforms import TakesCover
from synthesis.production import posters

_MOST_TRIES = 5
_RETRY_AFTER = timedelta(seconds=20)


def set_chosen(turn: Turn) -> timedelta | None:
    """Send the frame that was chosen. Returns the delay until the next try; None if there is none."""
    publication, client = turn.publication, turn.client
    is_done = publication.cover_set_at is not None or publication.cover_note
    if publication.cover_ms is None or is_done or not isinstance(client, TakesCover):
        return None
    try:
        picture = posters.frame(render=publication.render, at_s=publication.cover_ms / 1000)
        client.set_cover(access_token=turn.token, video_id=publication.platform_video_id, jpeg=picture)
    except AccessRefusedError:
        raise
    except UpstreamUnavailableError as error:
        return _retry_later(turn, error)
    except UpstreamError as error:
        _give_up(turn, error)
    else:
        turn.write(cover_set_at=timezone.now())
    return None


def _retry_later(turn: Turn, error: UpstreamError) -> timedelta | None:
    tries = int(turn.publication.evidence.get("cover_tries", 0)) + 1
    if tries >= _MOST_TRIES:
        _give_up(turn, error)
        return None
    turn.write(evidence={**turn.publication.evidence, "cover_tries": tries})
    return _RETRY_AFTER


def _give_up(turn: Turn, error: UpstreamError) -> None:
    note = f"The chosen cover was not set. {error.message} Set it in {turn.platform.words.studio}."
    turn.write(cover_note=note[:400])
