"""Small copies of outside thumbnails."""

from django.db import models

from discovery.models.source_videos import SourceVideo


class Picture(models.Model):
    """A video's thumbnail in two sizes, as JPEG. If it is empty, ``problem`` says why.

    ``version`` identifies the source URL: another URL makes another version.
    """

    source = models.OneToOneField(
        SourceVideo, on_delete=models.CASCADE, primary_key=True, related_name="picture"
    )
    version = models.CharField(max_length=32)
    small = models.BinaryField(default=bytes)
    large = models.BinaryField(default=bytes)
    problem = models.CharField(max_length=60, blank=True, default="")
    kept_at = models.DateTimeField()

    class Meta:
        """The oldest are deleted first when there are too many."""

        indexes = [models.Index(fields=["-kept_at"], name="thumbnail_by_age")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.version}"
