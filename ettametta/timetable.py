"""Celery beat's timetable: stored in the database, where operators edit it in the admin."""

from typing import Any

from django_celery_beat.models import PeriodicTask
from django_celery_beat.schedulers import DatabaseScheduler


class Timetable(DatabaseScheduler):  # type: ignore[misc] # django-celery-beat ships no types
    """Adds the entries of ``ettametta.celery`` that are missing, and keeps those that an operator changed."""

    def update_from_dict(self, mapping: dict[str, Any]) -> None:
        """Store new entries only. The parent would overwrite an operator's changes at each start."""
        known = set(PeriodicTask.objects.filter(name__in=mapping).values_list("name", flat=True))
        super().update_from_dict({name: entry for name, entry in mapping.items() if name not in known})
