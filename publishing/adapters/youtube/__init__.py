"""YouTube as a video platform."""

from publishing.adapters.youtube.client import YouTube

__all__ = ["YouTube"]
