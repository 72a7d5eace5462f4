"""Videos that were uploaded to the sandbox, and their numbers once they are public."""

import base64
import hashlib
import json
import math
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox import clock
from sandbox.store import Store
from sandbox.world import chance, channels
from sandbox.world.channels import Channel
from sandbox.world.popularity import Popularity
from sandbox.youtube import resources
from sandbox.youtube.resources import Makers, Resource

PROCESSING_S = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One uploaded video. ``failure`` names the problem with its file; empty if there is none."""

    id: str
    channel: Channel
    metadata: dict[str, Any]
    uploaded_at: float
    size_bytes: int
    sha256: str
    duration_s: float
    width_px: int
    height_px: int
    failure: str
    has_thumbnail: bool

    @property
    def is_short(self) -> bool:
        return self.duration_s <= 180 and self.width_px <= self.height_px

    @property
    def title(self) -> str:
        return str(self.metadata.get("snippet", {}).get("title", ""))

    def is_processed(self, at: float) -> bool:
        return at >= self.uploaded_at + PROCESSING_S

    def privacy(self, at: float) -> str:
        """Its current visibility: a scheduled video is private until its time."""
        goes_public_at = self._scheduled_at()
        if goes_public_at is not None:
            return "public" if at >= goes_public_at else "private"
        return str(self._status.get("privacyStatus", "public"))

    def published_at(self) -> float:
        return max(self.uploaded_at, self._scheduled_at() or 0.0)

    def is_visible(self, *, at: float, by: Channel | None) -> bool:
        return by is self.channel or (
            self.privacy(at) != "private" and self.is_processed(at) and not self.failure
        )

    def views(self, at: float) -> int:
        """A private video has no views; others grow like the channel's other videos."""
        if self.failure or self.privacy(at) == "private":
            return 0
        return self._popularity.views(published_at=self.published_at(), at=at)

    def statistics(self, at: float) -> Resource:
        views = self.views(at)
        return {
            "viewCount": str(views),
            "likeCount": str(self._popularity.likes(views)),
            "favoriteCount": "0",
            "commentCount": str(self._popularity.comments(views)),
        }

    @property
    def _status(self) -> dict[str, Any]:
        return dict(self.metadata.get("status", {}))

    def _scheduled_at(self) -> float | None:
        text = self._status.get("publishAt")
        return clock.parse(text) if text else None

    @property
    def _popularity(self) -> Popularity:
        random = chance.generator("upload", self.id)
        return Popularity(
            usual_views=self.channel.usual_views * random.lognormvariate(0, 0.45),
            pace=random.uniform(0.8, 1.3),
            takes_off=chance.log_uniform(random, 4, 15) if random.random() < 0.06 else 1.0,
            takes_off_after_h=random.uniform(2, 60),
            utc_offset_h=self.channel.utc_offset_h,
            likes_per_view=random.uniform(0.03, 0.07),
            comments_per_view=random.uniform(0.001, 0.005),
        )


def find(store: Store, video_id: str) -> Upload | None:
    row = store.row("SELECT * FROM videos WHERE id = ?", (video_id,))
    return None if row is None else _upload(row)


def uploaded_to(store: Store, channel: Channel | None = None) -> list[Upload]:
    """Return uploads of one channel, or of all, newest first."""
    order = "ORDER BY uploaded_at DESC, rowid DESC"
    if channel is None:
        rows = store.rows(f"SELECT * FROM videos {order}")  # noqa: S608 -- a constant
    else:
        rows = store.rows(f"SELECT * FROM videos WHERE channel_id = ? {order}", (channel.id,))  # noqa: S608
    return [_upload(row) for row in rows]


def keep(store: Store, upload: Upload) -> None:
    store.change(
        "INSERT OR IGNORE INTO videos VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            upload.id,
            upload.channel.id,
            json.dumps(upload.metadata),
            upload.uploaded_at,
            upload.size_bytes,
            upload.sha256,
            upload.duration_s,
            upload.width_px,
            upload.height_px,
            upload.failure,
            upload.has_thumbnail,
        ),
    )


def id_for(session_id: str) -> str:
    """Return the id of an upload session's video. No video of the world has the same id."""
    digest = hashlib.sha256(f"video:{session_id}".encode()).digest()
    return base64.urlsafe_b64encode(digest).decode()[:11]


def file_of(data_dir: Path, video_id: str) -> Path:
    return data_dir / "uploads" / f"{video_id}.mp4"


def thumbnail_of(data_dir: Path, video_id: str) -> Path:
    return data_dir / "uploads" / f"{video_id}.image"


def resource(
    upload: Upload,
    parts: Collection[str],
    *,
    at: float,
    base_url: str,
    height: int | None = None,
    width: int | None = None,
) -> Resource:
    """Return an uploaded video with the requested parts."""
    makers: Makers = {
        "snippet": lambda: snippet(upload, base_url),
        "statistics": lambda: upload.statistics(at),
        "contentDetails": lambda: resources.content_details(math.ceil(upload.duration_s)),
        "status": lambda: _status(upload, at),
        "processingDetails": lambda: _processing(upload, at),
        "fileDetails": lambda: {
            "fileName": "upload.mp4",
            "fileSize": str(upload.size_bytes),
            "fileType": "video",
        },
        "paidProductPlacementDetails": lambda: {
            "hasPaidProductPlacement": bool(
                upload.metadata.get("paidProductPlacementDetails", {}).get("hasPaidProductPlacement")
            )
        },
        "player": lambda: resources.player(
            upload.id, is_short=upload.is_short, height=height, width=width, base_url=base_url
        ),
    }
    found = {part: make() for part, make in makers.items() if part in parts}
    return {"kind": "youtube#video", "etag": resources.etag([upload.id, found]), "id": upload.id, **found}


def snippet(upload: Upload, base_url: str) -> Resource:
    given = upload.metadata.get("snippet", {})
    description = given.get("description", "")
    return {
        "publishedAt": clock.rfc3339(upload.published_at()),
        "channelId": upload.channel.id,
        "title": upload.title,
        "description": description,
        "thumbnails": resources.thumbnails(upload.id, is_short=upload.is_short, base_url=base_url),
        "channelTitle": upload.channel.name,
        "tags": given.get("tags", []),
        "categoryId": given.get("categoryId", "22"),
        "liveBroadcastContent": "none",
        "localized": {"title": upload.title, "description": description},
        **{name: given[name] for name in ("defaultLanguage", "defaultAudioLanguage") if name in given},
    }


def _status(upload: Upload, at: float) -> Resource:
    given = upload.metadata.get("status", {})
    status: Resource = {
        "uploadStatus": "uploaded",
        "privacyStatus": upload.privacy(at),
        "license": given.get("license", "youtube"),
        "embeddable": given.get("embeddable", True),
        "publicStatsViewable": given.get("publicStatsViewable", True),
        "madeForKids": bool(given.get("selfDeclaredMadeForKids")),
        "selfDeclaredMadeForKids": bool(given.get("selfDeclaredMadeForKids")),
        "containsSyntheticMedia": bool(given.get("containsSyntheticMedia")),
    }
    if "publishAt" in given and status["privacyStatus"] == "private":
        status["publishAt"] = given["publishAt"]
    if upload.is_processed(at):
        status["uploadStatus"] = "failed" if upload.failure else "processed"
        if upload.failure:
            status["failureReason"] = upload.failure
    return status


def _processing(upload: Upload, at: float) -> Resource:
    details: Resource = {
        "fileDetailsAvailability": "available",
        "thumbnailsAvailability": "available" if upload.is_processed(at) else "inProgress",
    }
    if upload.is_processed(at):
        return {"processingStatus": "failed" if upload.failure else "succeeded", **details}
    left_s = upload.uploaded_at + PROCESSING_S - at
    done = int(100 * (1 - left_s / PROCESSING_S))
    progress = {"partsTotal": "100", "partsProcessed": str(done), "timeLeftMs": str(int(left_s * 1000))}
    return {"processingStatus": "processing", "processingProgress": progress, **details}


def _upload(row: sqlite3.Row) -> Upload:
    channel = channels.by_id(row["channel_id"])
    if channel is None:
        raise LookupError(
            f"The channel {row['channel_id']} of video {row['id']} does not exist in this sandbox."
        )
    return Upload(
        id=row["id"],
        channel=channel,
        metadata=json.loads(row["metadata"]),
        uploaded_at=row["uploaded_at"],
        size_bytes=row["size_bytes"],
        sha256=row["sha256"],
        duration_s=row["duration_s"],
        width_px=row["width_px"],
        height_px=row["height_px"],
        failure=row["failure"],
        has_thumbnail=bool(row["has_thumbnail"]),
    )
