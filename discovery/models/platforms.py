"""Rows that belong to a platform."""

from django.db import models

from discovery import platforms


class OnPlatformModel(models.Model):
    """A row of one platform, named by its key."""

    platform = models.CharField(max_length=12, choices=platforms.choices, default=platforms.default_key)

    class Meta:
        """Abstract: the column is shared by several models."""

        abstract = True

    @property
    def platform_name(self) -> str:
        """The platform's name for people."""
        return platforms.of(self).name
