"""Celery tasks."""

from celery import shared_task
from django.core.management import call_command

from accounts.access import replays


@shared_task(name="accounts.purge_expired")
def purge_expired() -> None:
    """Delete expired data: stored responses of repeated requests, and ended sessions."""
    replays.purge()
    call_command("clearsessions")
