"""What was sent for posting: one row per publish id, whose state is a function of the clock."""

import json
import secrets
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.store import Store
from sandbox.tiktok import creators
from sandbox.tiktok.creators import Creator
from sandbox.tiktok.grants import Grant

DAY_S = 86_400
URL_LIFE_S = 3600
# A post id's third byte; videos of the world have another one.
_MAGIC = 0x5C
PUBLIC = "PUBLIC_TO_EVERYONE"

UPLOADING, IN_INBOX = "PROCESSING_UPLOAD", "SEND_TO_USER_INBOX"
COMPLETE, FAILED = "PUBLISH_COMPLETE", "FAILED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One video on its way. ``uploaded_at`` is set once it is complete, and inspected.

    ``ready_at`` is the end of its processing; ``posted_at`` the time of the post, which a draft gets in the
    app; ``public_at`` the end of its moderation, None if it is not for everyone.
    """

    number: int
    publish_id: str
    token: str
    open_id: str
    client_key: str
    is_draft: bool
    post_info: dict[str, Any]
    size_bytes: int
    chunk_bytes: int
    chunks: int
    received_bytes: int
    created_at: float
    uploaded_at: float | None
    ready_at: float | None
    posted_at: float | None
    public_at: float | None
    removed_at: float | None
    failure: str
    file: dict[str, Any]

    @property
    def creator(self) -> Creator:
        """The account that it is for."""
        creator = creators.by_open_id(self.open_id)
        if creator is None:
            raise LookupError(f"The account {self.open_id} does not exist in this sandbox.")
        return creator

    @property
    def is_whole(self) -> bool:
        return self.received_bytes >= self.size_bytes

    @property
    def caption(self) -> str:
        return str(self.post_info.get("title", ""))

    @property
    def post_id(self) -> str:
        """The video's id: nineteen digits, whose upper half is the time of the post. Empty before that."""
        if self.posted_at is None:
            return ""
        low = (_MAGIC << 24) | (self.creator.place << 16) | (self.number & 0xFFFF)
        return str((int(self.posted_at) << 32) | low)

    def state(self, at: float) -> str:
        """Its status in the API."""
        if self.uploaded_at is None or self.ready_at is None or at < self.ready_at:
            return UPLOADING
        if self.failure:
            return FAILED
        if self.posted_at is not None and at >= self.posted_at:
            return COMPLETE
        return IN_INBOX

    def is_public(self, at: float) -> bool:
        """True while everyone can watch it."""
        is_out = self.public_at is not None and at >= self.public_at and not self.failure
        return is_out and (self.removed_at is None or at < self.removed_at)


def open_one(
    store: Store,
    *,
    grant: Grant,
    is_draft: bool,
    post_info: dict[str, Any],
    source: dict[str, int],
    at: float,
) -> Upload:
    """Keep a new upload, without bytes."""
    kind = "inbox" if is_draft else "pub"
    publish_id = f"v_{kind}_file~v2-1.{secrets.randbelow(9 * 10**18) + 10**18}"
    store.change(
        "INSERT INTO tiktok_uploads (publish_id, token, open_id, client_key, is_draft, post_info, size_bytes,"
        " chunk_bytes, chunks, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            publish_id,
            secrets.token_urlsafe(24),
            grant.open_id,
            grant.client_key,
            is_draft,
            json.dumps(post_info),
            source["video_size"],
            source["chunk_size"],
            source["total_chunk_count"],
            at,
        ),
    )
    found = by_publish_id(store, publish_id)
    assert found is not None  # noqa: S101 - it was just stored
    return found


def by_publish_id(store: Store, publish_id: str) -> Upload | None:
    row = store.row("SELECT * FROM tiktok_uploads WHERE publish_id = ?", (publish_id,))
    return None if row is None else _upload(row)


def by_post_id(store: Store, post_id: str) -> Upload | None:
    """Return the upload of a video, posted or not."""
    number = int(post_id) if post_id.isascii() and post_id.isdigit() and len(post_id) < 20 else 0
    if (number >> 24) & 0xFF != _MAGIC:
        return None
    found = (each for each in every(store) if each.post_id == post_id)
    return next(found, None)


def every(store: Store, *, open_id: str | None = None, since: float = 0.0) -> list[Upload]:
    """Return all uploads, or one account's, newest first."""
    rows = store.rows(
        "SELECT * FROM tiktok_uploads WHERE (open_id = ? OR ?) AND created_at >= ? ORDER BY number DESC",
        (open_id or "", open_id is None, since),
    )
    return [_upload(row) for row in rows]


def change(store: Store, upload: Upload, **values: object) -> Upload:
    """Set columns, and return the changed row."""
    columns = ", ".join(f"{name} = ?" for name in values)
    query = f"UPDATE tiktok_uploads SET {columns} WHERE number = ?"  # noqa: S608 -- names from the code
    store.change(query, (*values.values(), upload.number))
    changed = by_publish_id(store, upload.publish_id)
    assert changed is not None  # noqa: S101 - rows are never deleted one by one
    return changed


def file_of(data_dir: Path, upload: Upload) -> Path:
    return data_dir / "uploads" / f"tiktok-{upload.number}-{upload.publish_id[-8:]}.mp4"


def _upload(row: sqlite3.Row) -> Upload:
    values = dict(row)
    return Upload(
        **values
        | {
            "is_draft": bool(values["is_draft"]),
            "post_info": json.loads(values["post_info"]),
            "file": json.loads(values["file"]),
        }
    )
