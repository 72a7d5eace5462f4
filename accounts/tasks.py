"""Celery tasks."""

from celery import shared_task
from django.core.management import call_command

from accounts.access import replays
from accounts.notifications import inbox, sending, writing


@shared_task(name="accounts.purge_expired")
def purge_expired() -> None:
    """Delete expired data: stored responses of repeated requests, old notifications, and ended sessions."""
    replays.purge()
    inbox.purge()
    call_command("clearsessions")


@shared_task(name=writing.SEND_EMAILS)
def send_notification_emails() -> None:
    """Send the e-mails that are due. If the mail server is unavailable, they are retried."""
    sending.send_due()
