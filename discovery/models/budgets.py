"""Whether platforms can be collected now, and the use of their API allowance."""

from django.db import models
from django.utils import timezone

from discovery.models.platforms import OnPlatformModel


class Outcome(models.TextChoices):
    """How a niche's last round ended."""

    NEVER = "never", "Not scanned yet"
    SUCCEEDED = "succeeded", "Scanned"
    BUDGET = "budget", "Quota used up"
    WAITING = "waiting", "Waiting to search"
    UNAVAILABLE = "unavailable", "Platform was not available"
    REFUSED = "refused", "Platform refused"
    FAILED = "failed", "Failed"
    OFF = "off", "Platform is not set up"


class CollectionState(OnPlatformModel):
    """Whether a platform can be collected now. A problem that concerns all channels is stored here."""

    livemode = models.BooleanField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.SUCCEEDED)
    problem = models.CharField(max_length=300, blank=True, default="")
    failures = models.PositiveSmallIntegerField(default=0)
    # Nothing is collected before this time.
    resumes_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """One row per platform, and one for its sandbox."""

        constraints = [
            models.UniqueConstraint(fields=["platform", "livemode"], name="collection_state_once"),
        ]

    def __str__(self) -> str:
        return f"{self.platform}: {self.get_outcome_display()}"


class ApiBudget(OnPlatformModel):
    """API usage of a platform on one of its days, by bucket. The allowance is the installation's."""

    bucket = models.CharField(max_length=12)
    day_on = models.DateField()
    livemode = models.BooleanField(default=True)
    used = models.PositiveIntegerField(default=0)
    # When the platform reported that the allowance is used up.
    refused_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One row per bucket and day."""

        constraints = [
            models.UniqueConstraint(
                fields=["platform", "bucket", "day_on", "livemode"], name="budget_once_per_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.platform} {self.bucket} {self.day_on:%Y-%m-%d}"
