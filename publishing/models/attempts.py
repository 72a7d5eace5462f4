"""Upload sessions of publications."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from foundation.ids import PrefixedIdField
from foundation.secrets import EncryptedTextField
from publishing import clock
from publishing.models.publications import Publication
from publishing.platforms import UploadSession


class PublishAttempt(models.Model):
    """One upload session of a publication, stored before its first byte is sent.

    ``final_sent`` is set before the last bytes are sent. From then on the video may exist on the platform,
    and no other session may be opened until it is known that it does not.
    """

    id = PrefixedIdField(prefix="pba")
    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveIntegerField()
    session_url = EncryptedTextField(blank=True)
    # The platform's own id of the upload; empty if it has none.
    reference = models.CharField(max_length=200, blank=True)
    size_bytes = models.BigIntegerField()
    sent_bytes = models.BigIntegerField(default=0)
    final_sent = models.BooleanField(default=False)
    note = models.CharField(max_length=400, blank=True)
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """A publication has at most one open session."""

        constraints = [
            models.UniqueConstraint(
                fields=["publication"], condition=Q(closed_at=None), name="publish_attempt_one_open"
            ),
            models.UniqueConstraint(fields=["publication", "number"], name="publish_attempt_number"),
        ]

    def __str__(self) -> str:
        return f"{self.publication_id} #{self.number}"

    @property
    def session(self) -> UploadSession:
        """The session in the form that the platform's client accepts."""
        age = clock.now() - self.opened_at
        return UploadSession(url=self.session_url, reference=self.reference, age=age)
