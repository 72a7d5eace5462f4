"""Rules that several platforms have in common, each with its own numbers."""

from publishing.platforms.areas import SafeZone
from publishing.platforms.base import Post
from publishing.platforms.rules import Level, Page, Rule


def captions_in_safe_zone(zone: SafeZone, *, platform: str) -> Rule[Post]:
    """The video's own captions are not covered by the platform's buttons and texts."""
    return Rule(
        code="captions",
        level=Level.WARNING,
        source_url=zone.source_url,
        checked_on=zone.checked_on,
        fine=f"{platform}'s buttons and texts do not cover the captions.",
        broken=f"{platform}'s buttons or texts cover a part of the captions.",
        breaks=lambda post: post.captions is not None and not zone.area.contains(post.captions),
        fix="Choose another caption style in the studio, and render again.",
        page=Page.VIDEO,
    )
