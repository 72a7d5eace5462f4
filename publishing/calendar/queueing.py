"""Adding a post for several channels to their queues."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from publishing import crossposts
from publishing.calendar import slots
from publishing.errors import NoFreeSlotError
from publishing.models import Connection, Crosspost, Publication, PublicationStatus


@transaction.atomic
def add(*, crosspost: Crosspost, actor: User) -> list[Publication]:
    """Schedule each of its publications for its channel's next free slot, or none of them.

    Those that are scheduled keep their time. Raises NoFreeSlotError, and what ``crossposts.schedule`` raises.
    Concurrent calls get different slots.
    """
    ids = [each.connection_id for each in crossposts.waiting(crosspost=crosspost)]
    channels = Connection.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
    locked = list(channels.select_related("workspace"))
    # Read behind the locks: a second click finds that the first has scheduled them.
    waiting = [each for each in crossposts.waiting(crosspost=crosspost) if not _has_time(each)]
    chosen = {each.connection_id for each in waiting}
    times = {}
    for channel in locked:
        if channel.pk not in chosen:
            continue
        at = slots.next_free(connection=channel, after=timezone.now())
        if at is None:
            raise NoFreeSlotError(channel=channel.full_name)
        times[channel.pk] = at
    return crossposts.schedule(crosspost=crosspost, times=times, actor=actor)


def _has_time(publication: Publication) -> bool:
    return publication.status == PublicationStatus.SCHEDULED and not publication.is_held
