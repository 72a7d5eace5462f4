"""The state of a provider of licensed data: when it runs, and what became of its last run."""

from django.db import models
from django.utils import timezone


class ProviderState(models.Model):
    """One installed provider, by its name. A run belongs to the holder of the lease."""

    name = models.CharField(max_length=60, unique=True)
    due_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    fence = models.PositiveIntegerField(default=0, editable=False)
    # When the last complete run began: the next one needs only what is newer.
    since = models.DateTimeField(null=True, blank=True, editable=False)
    succeeded_at = models.DateTimeField(null=True, blank=True, editable=False)
    # What the last run stored, and what it refused because a value was invalid.
    stored = models.PositiveIntegerField(default=0, editable=False)
    refused = models.PositiveIntegerField(default=0, editable=False)
    refusal = models.CharField(max_length=200, blank=True, default="", editable=False)
    problem = models.CharField(max_length=300, blank=True, default="", editable=False)
    failures = models.PositiveSmallIntegerField(default=0, editable=False)
    # The videos that were read on ``day_on``, in UTC.
    day_on = models.DateField(null=True, blank=True, editable=False)
    used = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        """Listed by name."""

        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
