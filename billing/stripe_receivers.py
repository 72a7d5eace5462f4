"""Entry points for dj-stripe's signals, and for a workspace that goes while it pays."""

from typing import Any

from django.db.models.signals import pre_delete
from django.dispatch import receiver
from djstripe.event_handlers import djstripe_receiver
from djstripe.signals import webhook_post_process, webhook_pre_process, webhook_processing_error

from accounts.models import Workspace
from billing import endpoints, resync, stripe_events


@receiver(webhook_pre_process)
def take_turn(instance: Any, **_: Any) -> None:
    """Inside the transaction that applies an event, before anything is looked at."""
    stripe_events.take_turn(instance)


@djstripe_receiver(  # type: ignore[untyped-decorator] # dj-stripe has no types
    [name for name in endpoints.EVENTS if not name.startswith(("product.", "price."))]
)
def follow(event: Any, **_: Any) -> None:
    """After dj-stripe's own handler, which was connected earlier."""
    stripe_events.follow(event)


@receiver(webhook_post_process)
def note_success(instance: Any, **_: Any) -> None:
    """Inside the same transaction."""
    stripe_events.note_success(event_id=instance.json_body["id"])


@receiver(webhook_processing_error)
def note_failure(instance: Any, exception: Exception, **_: Any) -> None:
    """After that transaction was rolled back."""
    stripe_events.note_failure(trigger=instance, error=exception)


@receiver(pre_delete, sender=Workspace)
def leave_nothing_to_pay(instance: Workspace, **_: Any) -> None:
    """Whoever deletes a workspace ends what it pays for."""
    resync.abandon(workspace=instance)
