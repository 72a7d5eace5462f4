"""TikTok's client for posting: the Content Posting API with uploads in chunks (contract of 2026-11).

Only ``FILE_UPLOAD`` is used: opening a post makes none without the bytes, which only we have.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import BinaryIO
from urllib.parse import urlsplit

import requests
from django.utils import timezone

from foundation.errors import UpstreamError, UpstreamUnavailableError
from publishing.errors import UploadSessionGoneError
from publishing.platforms import pacing
from publishing.platforms.base import Account, Post
from publishing.platforms.tiktok import payloads, refusals
from publishing.platforms.tiktok.account import account_of
from publishing.platforms.tiktok.client import TikTokClient
from publishing.platforms.tiktok.options import options_of
from publishing.platforms.tiktok.words import IN_INBOX, SYSTEM
from publishing.platforms.uploads import PostedVideo, UploadSession, UploadState

# Legal for every file up to 4 GB: the last chunk has less than twice as much.
CHUNK_BYTES = 10_000_000
_UPLOAD_TIMEOUT_S = 120.0
INIT_PER_MINUTE, STATUS_PER_MINUTE = 6, 30
# The address for the bytes lives an hour. Afterwards a request may still be under way.
_ADDRESS_LIVES = timedelta(minutes=75)
_UPLOADING, _DOWNLOADING = "PROCESSING_UPLOAD", "PROCESSING_DOWNLOAD"
_IN_INBOX, _COMPLETE, _FAILED = "SEND_TO_USER_INBOX", "PUBLISH_COMPLETE", "FAILED"
_KNOWN = frozenset({_UPLOADING, _DOWNLOADING, _IN_INBOX, _COMPLETE, _FAILED})
_MOST_COMPARED = 100
_PATH = "/v2/post/publish"


def caption_key(text: str) -> str:
    """The part of a caption that identifies a post. TikTok's lists may shorten captions."""
    return " ".join(text.split())[:_MOST_COMPARED]


def is_post_id(video_id: str) -> bool:
    """True for the id of a public video; False for that of an upload."""
    return video_id.isascii() and video_id.isdigit()


class TikTokPostingClient(TikTokClient):
    """A PostingClient of TikTok.

    A video's first id is that of its upload. The final one comes once it is public.
    """

    def open_upload(self, *, access_token: str, post: Post, size_bytes: int) -> UploadSession:
        """Open a post or a draft."""
        is_draft = options_of(post.options).is_draft
        body: dict[str, object] = {"source_info": _source(size_bytes)}
        if not is_draft:
            body["post_info"] = _post_info(post)
        pacing.take(
            system=SYSTEM,
            kind="inbox_init" if is_draft else "init",
            access_token=access_token,
            per_minute=INIT_PER_MINUTE,
        )
        path = f"{_PATH}/inbox/video/init/" if is_draft else f"{_PATH}/video/init/"
        opened = self._opened(access_token, path, body)
        if not self._is_tiktoks(opened.upload_url):
            raise UpstreamError("TikTok sent an address that is not its own.", system=SYSTEM)
        return UploadSession(url=opened.upload_url, reference=opened.publish_id)

    def _opened(self, access_token: str, path: str, body: dict[str, object]) -> payloads.Opened:
        try:
            return self._call("POST", path, access_token, payloads.Opened, json=body)
        except UpstreamError as error:
            if error.context.get("reason") in refusals.INVALID:
                raise UpstreamError(refusals.INVALID_POST, system=SYSTEM, **_facts(error)) from error
            raise

    def _is_tiktoks(self, address: str) -> bool:
        if address.startswith(f"{self._api_url}/"):
            return True
        target = urlsplit(address)
        return target.scheme == "https" and (target.hostname or "").endswith(".tiktokapis.com")

    def piece_end(self, *, start: int, size_bytes: int) -> int:
        """Chunks of ten million bytes; the last one has the rest."""
        place = start // CHUNK_BYTES
        is_last = place >= max(1, size_bytes // CHUNK_BYTES) - 1
        return size_bytes if is_last else (place + 1) * CHUNK_BYTES

    def upload_state(self, *, access_token: str, session: UploadSession, size_bytes: int) -> UploadState:
        """Query the post. Every state beyond the upload settles it, also a failure."""
        found = self._status(access_token, session.reference)
        if found.status == _UPLOADING and found.uploaded_bytes is None:
            # Not zero: it would mean that nothing of the post can exist.
            raise UpstreamUnavailableError("TikTok did not say how much of the file it has.", system=SYSTEM)
        if found.status == _UPLOADING and (found.uploaded_bytes or 0) < size_bytes:
            if session.age is not None and session.age > _ADDRESS_LIVES:
                raise UploadSessionGoneError(
                    "TikTok's address for the upload has expired.", system=SYSTEM, is_void=True
                )
            return UploadState(received_bytes=found.uploaded_bytes or 0)
        return UploadState(received_bytes=size_bytes, video_id=session.reference)

    def send(
        self,
        *,
        access_token: str,
        session: UploadSession,
        file: BinaryIO,
        start: int,
        end: int,
        size_bytes: int,
    ) -> UploadState:
        """Send a chunk. The address is a secret of its own, so the token is not sent."""
        file.seek(start)
        try:
            response = self._web.request(
                "PUT",
                session.url,
                data=file.read(end - start),
                headers={
                    "Content-Type": "video/mp4",
                    "Content-Range": f"bytes {start}-{end - 1}/{size_bytes}",
                },
                expect=(requests.codes.created, requests.codes.partial_content),
                timeout=_UPLOAD_TIMEOUT_S,
            )
        except UpstreamUnavailableError:
            raise
        except UpstreamError as error:
            if error.context.get("upstream_status") == requests.codes.requested_range_not_satisfiable:
                return self.upload_state(access_token=access_token, session=session, size_bytes=size_bytes)
            raise _refused_chunk(error) from error
        if response.status_code == requests.codes.created:
            return UploadState(received_bytes=size_bytes, video_id=session.reference)
        return UploadState(received_bytes=end)

    def videos(self, *, access_token: str, ids: Iterable[str]) -> list[PostedVideo]:
        """Return the account's own videos with these ids, of uploads or of public videos."""
        wanted = list(ids)
        found = [self._posted(access_token, each) for each in wanted if not is_post_id(each)]
        public = [each for each in wanted if is_post_id(each)]
        return [video for video in found if video is not None] + self._public(access_token, public)

    def _public(self, access_token: str, ids: list[str]) -> list[PostedVideo]:
        if not ids:
            return []
        query, body = {"fields": payloads.VIDEO_FIELDS}, {"filters": {"video_ids": ids}}
        path = "/v2/video/query/"
        page = self._call("POST", path, access_token, payloads.VideoPage, params=query, json=body)
        return [self._listed(video) for video in payloads.readable(page.videos)]

    def _posted(self, access_token: str, publish_id: str) -> PostedVideo | None:
        try:
            found = self._status(access_token, publish_id)
        except UploadSessionGoneError:
            return None
        problem, may_help = refusals.of_fail_reason(found.fail_reason)
        has_failed, post_ids = found.status == _FAILED, found.publicaly_available_post_id
        return PostedVideo(
            id=publish_id,
            caption="",
            uploaded_at=timezone.now(),
            is_processed=found.status == _COMPLETE,
            problem=problem if has_failed else "",
            has_address=bool(post_ids),
            final_id=post_ids[0] if post_ids else "",
            handed_over=IN_INBOX if found.status == _IN_INBOX else "",
            is_void=has_failed,
            is_temporary=has_failed and may_help,
        )

    def _status(self, access_token: str, publish_id: str) -> payloads.PostStatus:
        """Fetch a post's status. Raises UploadSessionGoneError if the token does not know it."""
        pacing.take(system=SYSTEM, kind="status", access_token=access_token, per_minute=STATUS_PER_MINUTE)
        body, path = {"publish_id": publish_id}, f"{_PATH}/status/fetch/"
        try:
            found = self._call("POST", path, access_token, payloads.PostStatus, json=body)
        except UpstreamError as error:
            if error.context.get("reason") in refusals.UNKNOWN_UPLOAD:
                raise UploadSessionGoneError(error.message, system=SYSTEM) from error
            raise
        if found.status not in _KNOWN:
            raise UpstreamUnavailableError("TikTok sent an unknown status.", system=SYSTEM)
        return found

    def recent_uploads(self, *, access_token: str, account: Account) -> list[PostedVideo]:
        """Return the account's newest public videos. Others are in no list."""
        page = self._page(access_token, None, count=payloads.PER_PAGE)
        found = [self._listed(video) for video in payloads.readable(page.videos)]
        return sorted(found, key=lambda video: video.uploaded_at, reverse=True)

    def _listed(self, video: payloads.Video) -> PostedVideo:
        return PostedVideo(
            id=video.id,
            caption=caption_key(video.video_description or video.title),
            uploaded_at=video.create_time,
            is_processed=True,
        )

    def watch_url(self, *, account: Account, video_id: str) -> str:
        """Return the video's page; the profile while it has none."""
        profile = f"{self._web_url}/@{account_of(account).username}"
        return f"{profile}/video/{video_id}" if is_post_id(video_id) else profile


def _source(size_bytes: int) -> dict[str, object]:
    return {
        "source": "FILE_UPLOAD",
        "video_size": size_bytes,
        "chunk_size": min(size_bytes, CHUNK_BYTES),
        "total_chunk_count": max(1, size_bytes // CHUNK_BYTES),
    }


def _post_info(post: Post) -> dict[str, object]:
    options, account = options_of(post.options), account_of(post.account)
    described: dict[str, object] = {
        "title": post.text,
        "privacy_level": options.privacy,
        "disable_comment": account.comments_off or not options.allow_comments,
        "disable_duet": account.duets_off or not options.allow_duets,
        "disable_stitch": account.stitches_off or not options.allow_stitches,
        "brand_organic_toggle": options.commercial_content and options.your_brand,
        "brand_content_toggle": options.commercial_content and options.branded_content,
        "is_aigc": post.synthetic_media,
    }
    if post.cover_ms is None:
        return described
    return {**described, "video_cover_timestamp_ms": post.cover_ms}


def _refused_chunk(error: UpstreamError) -> UpstreamError:
    status = error.context.get("upstream_status")
    if status in (requests.codes.forbidden, requests.codes.not_found):
        return UploadSessionGoneError("TikTok no longer accepts this upload.", system=SYSTEM)
    return UpstreamError("TikTok rejected a part of the file.", system=SYSTEM, **_facts(error))


def _facts(error: UpstreamError) -> dict[str, object]:
    return {name: value for name, value in error.context.items() if name != "system"}
