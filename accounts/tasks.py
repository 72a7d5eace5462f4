"""Celery tasks."""

from celery import shared_task
from django.core.management import call_command

from accounts.access import replays
from accounts.notifications import inbox


@shared_task(name="accounts.purge_expired")
def purge_expired() -> None:
    """Delete expired data: stored responses of repeated requests, old notifications, and ended sessions."""
    replays.purge()
    inbox.purge()
    call_command("clearsessions")
