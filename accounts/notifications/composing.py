"""The words and headers of an e-mail about one or several notifications."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notification, NotificationEmail
from accounts.notifications import events, unsubscribing

# A gathered e-mail names this many; the page of notifications has all of them.
_MOST_LISTED = 20


def compose(*, email: NotificationEmail) -> EmailMessage:
    """Return the message of the row, with everything that it carries. Equal for every attempt to send it."""
    notifications = list_of(email=email)
    event = events.find(email.event)
    unsubscribe_url = unsubscribing.url_for(email=email)
    context = {
        "event_title": event.title if event else notifications[0].title,
        "notifications": notifications[:_MOST_LISTED],
        "count": len(notifications),
        "more": max(0, len(notifications) - _MOST_LISTED),
        "workspace": email.workspace,
        "site_url": settings.SITE_URL,
        "list_url": f"{settings.SITE_URL}{reverse('accounts:notifications')}",
        "settings_url": f"{settings.SITE_URL}{reverse('accounts:notification-settings')}",
        "unsubscribe_url": unsubscribe_url if event else "",
    }
    name = "notification" if len(notifications) == 1 else "notifications"
    with timezone.override(email.workspace.time_zone):
        subject = render_to_string(f"emails/{name}_subject.txt", context)
        body = render_to_string(f"emails/{name}.txt", context)
    return EmailMessage(
        " ".join(subject.split()), body, None, [email.user.email], headers=_headers(email, unsubscribe_url)
    )


def list_of(*, email: NotificationEmail) -> Sequence[Notification]:
    """Return the notifications of the message, oldest first."""
    rows = Notification.objects.filter(email=email) | Notification.objects.filter(email__carrier=email)
    return list(rows.order_by("pk"))


def _headers(email: NotificationEmail, unsubscribe_url: str) -> dict[str, str]:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return {
        # The same for every attempt: mail systems that already have the message can drop a second one.
        "Message-ID": f"<{email.pk}@{host}>",
        "Auto-Submitted": "auto-generated",
        # RFC 8058: mail programs show a button that unsubscribes with one POST.
        "List-Unsubscribe": f"<{unsubscribe_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
