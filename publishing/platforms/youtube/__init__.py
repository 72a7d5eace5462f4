"""YouTube as a platform that videos are published to."""

from publishing.platforms.youtube.platform import YOUTUBE

__all__ = ["YOUTUBE"]
