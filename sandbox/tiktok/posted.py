"""Videos that were posted through the API, beside those of the world, as everyone sees them."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.store import Store
from sandbox.tiktok import creators, uploads
from sandbox.tiktok.creators import Creator, Post
from sandbox.tiktok.uploads import Upload
from sandbox.world import chance
from sandbox.world.popularity import Popularity
from sandbox.world.videos import Video


@dataclass(frozen=True, slots=True, eq=False)
class Posted(Post):
    """A posted video. Its counts grow like those of the account's others."""

    upload: Upload

    @property
    def id(self) -> str:
        """The id that the status names."""
        return self.upload.post_id

    @property
    def title(self) -> str:
        """The whole caption."""
        return self.upload.caption

    @property
    def is_aigc(self) -> bool:
        """True if it was posted with the label for AI-generated content."""
        return bool(self.upload.post_info.get("is_aigc"))


def public_posts(store: Store, creator: Creator, *, at: float) -> Iterator[Post]:
    """Return the account's public videos, newest first."""
    mine = [
        _posted(upload) for upload in uploads.every(store, open_id=creator.open_id) if upload.is_public(at)
    ]
    mine.sort(key=lambda post: post.video.published_at, reverse=True)
    for post in creator.posts(at=at):
        while mine and mine[0].video.published_at >= post.video.published_at:
            yield mine.pop(0)
        yield post
    yield from mine


def find(store: Store, post_id: str, *, at: float) -> Post | None:
    """Return the public video with this id at that time."""
    upload = uploads.by_post_id(store, post_id)
    if upload is not None:
        return _posted(upload) if upload.is_public(at) else None
    return creators.find(post_id, at=at)


def at_any_time(store: Store, post_id: str) -> Post | None:
    """Return the video with this id, even if it is removed by now or not posted yet."""
    upload = uploads.by_post_id(store, post_id)
    return _posted(upload) if upload is not None else creators.at_any_time(post_id)


def _posted(upload: Upload) -> Posted:
    channel = upload.creator.channel
    random = chance.generator("tiktok upload", upload.publish_id)
    video = Video(
        channel=channel,
        slot=upload.number,
        title=upload.caption,
        tags=(),
        published_at=int(upload.posted_at or upload.created_at),
        duration_s=math.ceil(upload.file.get("duration_s", 0)),
        is_short=True,
        popularity=Popularity(
            usual_views=channel.usual_views * random.lognormvariate(0, 0.45),
            pace=random.uniform(0.8, 1.3),
            takes_off=chance.log_uniform(random, 4, 15) if random.random() < 0.06 else 1.0,
            takes_off_after_h=random.uniform(2, 60),
            utc_offset_h=channel.utc_offset_h,
            likes_per_view=random.uniform(0.03, 0.07),
            comments_per_view=random.uniform(0.001, 0.005),
        ),
        removed_at=upload.removed_at,
        haystack="",
    )
    return Posted(upload.creator, video, upload)
