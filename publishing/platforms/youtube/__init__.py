"""YouTube as a platform for publishing."""

from publishing.platforms.youtube.platform import YOUTUBE

__all__ = ["YOUTUBE"]
