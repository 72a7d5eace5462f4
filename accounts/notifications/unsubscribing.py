"""Links in e-mails that stop e-mails about one event, without sign-in."""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.models import Membership, NotificationEmail
from accounts.notifications import events, preferences
from accounts.notifications.events import Event
from foundation.errors import NotFoundError

# Without a time: the links of a message that is sent again are the same.
_SIGNER = signing.Signer(salt="accounts.notifications.unsubscribing")


class UnsubscribeLinkError(NotFoundError):
    """The link is incomplete, was changed, or belongs to a person who has left the workspace."""

    code = "unsubscribe_link_invalid"

    def __init__(self) -> None:
        super().__init__(
            "This link is not valid, or you are no longer a member of the workspace. "
            "You can change your e-mails under Settings, Notifications."
        )


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a link stops: the e-mails of one member about one event."""

    membership: Membership
    event: Event


def url_for(*, email: NotificationEmail) -> str:
    """Return the URL that stops e-mails like this one. It does not expire."""
    token = _SIGNER.sign_object([email.workspace_id, email.user_id, email.event])
    return f"{settings.SITE_URL}{reverse('accounts:unsubscribe', args=[token])}"


def read(*, token: str) -> Subscription:
    """Return what the link stops. Raises UnsubscribeLinkError."""
    try:
        workspace_id, user_id, key = _SIGNER.unsign_object(token)
    except (signing.BadSignature, ValueError) as error:
        raise UnsubscribeLinkError from error
    members = Membership.objects.select_related("workspace", "user")
    membership = members.filter(workspace_id=workspace_id, user_id=user_id).first()
    event = events.find(key)
    if membership is None or event is None:
        raise UnsubscribeLinkError
    return Subscription(membership, event)


def stop(*, token: str) -> Subscription:
    """Stop the e-mails, and return what was stopped. Idempotent. Raises UnsubscribeLinkError."""
    found = read(token=token)
    membership = found.membership
    preferences.choose(workspace=membership.workspace, user=membership.user, event=found.event, email=False)
    return found
