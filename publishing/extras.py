"""Extras of published videos: which there are, trying one again, and why one waits.

They are rows of their own. Whatever becomes of them never changes the publication's status.
"""

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from foundation import messages
from publishing import platforms
from publishing.errors import ExtraSettledError
from publishing.models import Extra, ExtraStatus, Publication
from publishing.platforms import ExtraKind, WantedExtra

ADD = "publishing.add_extra"


def plan(*, publication: Publication) -> None:
    """Create the extras that a publication asks for. Part of the move that publishes it, so none is lost.

    A repeated call creates none twice.
    """
    wanted = platforms.of(publication).extras_of(options=publication.sent_options)
    for each in wanted:
        row, is_new = Extra.objects.get_or_create(
            publication=publication,
            kind=each.kind,
            target=each.target,
            defaults={"workspace": publication.workspace, "text": _text(publication, each)},
        )
        if is_new:
            messages.send_on_commit(ADD, row.pk)


def _text(publication: Publication, wanted: WantedExtra) -> str:
    """The comment, or the playlist's title as last read."""
    if wanted.kind is ExtraKind.COMMENT:
        return wanted.text
    titles = {each.id: each.title for each in publication.connection.playlists}
    return titles.get(wanted.target, wanted.target)


@transaction.atomic
def retry(*, extra: Extra, actor: User) -> Extra:
    """Try a failed extra again, or look at once for one that is not confirmed. What is waiting is tried now.

    The platform is looked at before anything is sent. Raises ExtraSettledError for one that is done.
    """
    locked = Extra.objects.select_for_update(of=("self",)).get(pk=extra.pk)
    if locked.status == ExtraStatus.DONE:
        raise ExtraSettledError()
    now = timezone.now()
    if locked.status == ExtraStatus.FAILED:
        locked.move_to(
            ExtraStatus.WAITING, reason="", sends=0, looks=0, asked_at=now, next_try_at=now, lease_until=None
        )
        audit.record(
            workspace=locked.workspace, actor=actor, action="publication.extra_retried", subject=locked.pk
        )
    else:
        locked.change_if_unmoved(next_try_at=now)
    touch(publication_id=locked.publication_id)
    messages.send_on_commit(ADD, locked.pk)
    return locked


def touch(*, publication_id: str) -> None:
    """Change the ETag of the publication's page, so that a poll shows the change."""
    Publication.objects.filter(pk=publication_id).update(updated_at=timezone.now())
