"""Public links to the lineage of videos."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import WorkspaceOwnedModel
from foundation.ids import PrefixedIdField
from foundation.secrets import EncryptedTextField
from synthesis.models.videos import Video


class LineageShare(WorkspaceOwnedModel):
    """A public link to the lineage of a video. The row exists as long as the link works.

    The link is found by the SHA-256 of its token. The token itself is encrypted, so that members can copy the
    link again.
    """

    id = PrefixedIdField(prefix="lsh")
    video = models.OneToOneField(Video, on_delete=models.CASCADE, related_name="lineage_share")
    token = EncryptedTextField()
    token_sha256 = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"Public link to the lineage of {self.video_id}"
