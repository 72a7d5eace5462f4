"""TikTok as a platform whose accounts can be connected."""

from publishing.platforms.tiktok.platform import TIKTOK

__all__ = ["TIKTOK"]
