"""Uploads and what becomes of them, as a platform reports it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class UploadSession:
    """An open upload: the secret URL that accepts the bytes, and the platform's id, if it has one.

    ``age`` is by the database's clock, as a worker's own may jump; None for one that was just opened.
    """

    url: str
    reference: str = ""
    age: timedelta | None = None


@dataclass(frozen=True, slots=True)
class UploadState:
    """An upload session's progress: bytes received, and the video's id once it is complete.

    A platform that assigns a video's id later returns another id, which ``videos`` accepts.
    """

    received_bytes: int
    video_id: str = ""


@dataclass(frozen=True, slots=True)
class PostedVideo:
    """A video on the channel, as its owner sees it.

    ``caption`` is compared with ``Platform.caption_of``. ``audience`` is who may see it there, empty if
    unknown; ``problem`` is the platform's reason, empty if there is none; ``url`` is empty if ``watch_url``
    already returned it.

    A platform may assign the final id, and with it an address of its own, after the video is out:
    ``has_address`` is False until then, and ``final_id`` is the id that replaces the first. With
    ``handed_over``, the account's owner has to finish the post in the platform's app; it says how.
    ``is_void``: the platform ended it for the reason in ``problem``, and there will never be a video, so it
    may be sent again; ``is_temporary`` if that can help without a change.
    """

    id: str
    caption: str
    uploaded_at: datetime
    is_processed: bool
    audience: str = ""
    problem: str = ""
    url: str = ""
    has_address: bool = True
    final_id: str = ""
    handed_over: str = ""
    is_void: bool = False
    is_temporary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a webhook reports. It only prompts a look: nothing in it is believed.

    ``account`` is the id of the channel. ``references`` are ids of uploads or videos; with none of them, it
    is about the consent itself.
    """

    account: str
    references: tuple[str, ...] = ()
    livemode: bool = True


@runtime_checkable
class TakesCover(Protocol):
    """The API client of a platform that gets the cover as a picture, after the video is processed."""

    def set_cover(self, *, access_token: str, video_id: str, jpeg: bytes) -> None:
        """Set the video's cover, in place of an earlier one."""
