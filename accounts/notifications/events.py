"""The catalogue of events that people can be notified of. The apps above register theirs at the start."""

from dataclasses import dataclass

from accounts.models import Role
from foundation.errors import NotFoundError


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A kind of event.

    ``key`` is stored and never changes once released: the object and what happened, as
    ``publication.failed``. ``group`` and ``title`` are its heading and row on the settings page. Members with
    at least ``role`` are notified. ``in_app`` and ``email`` are the channels of those who have not chosen.
    An ``is_required`` event is always shown in the app.
    """

    key: str
    group: str
    title: str
    hint: str = ""
    role: Role = Role.EDITOR
    in_app: bool = True
    email: bool = False
    is_required: bool = False


class UnknownEventError(NotFoundError):
    """No event has this key."""

    code = "unknown_event"


_events: dict[str, Event] = {}


def register(event: Event) -> Event:
    """Add the event to the catalogue and return it. Raises ValueError for another event of the same key."""
    if _events.setdefault(event.key, event) != event:
        raise ValueError(f"Two events have the key {event.key}.")
    return event


def catalogue() -> tuple[Event, ...]:
    """Return all events, each group together, in the order of registration."""
    groups = list(dict.fromkeys(event.group for event in _events.values()))
    return tuple(sorted(_events.values(), key=lambda event: groups.index(event.group)))


def find(key: str) -> Event | None:
    """Return the event of that key; None if the product no longer has it."""
    return _events.get(key)


def require(key: str) -> Event:
    """Return the event of that key. Raises UnknownEventError."""
    event = find(key)
    if event is None:
        raise UnknownEventError("There is no such event.")
    return event
