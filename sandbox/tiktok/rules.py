"""The rules for posts: valid requests, and the limits of accounts and of apps that TikTok has not audited."""

from typing import Any

from sandbox.store import Store
from sandbox.tiktok import access, terms, uploads
from sandbox.tiktok.creators import Creator
from sandbox.tiktok.errors import TikTokError
from sandbox.tiktok.grants import Grant
from sandbox.tiktok.terms import AccountTerms

_CODE = "invalid_param"
_SMALLEST_CHUNK, _LARGEST_CHUNK, _LARGEST_LAST = 5_000_000, 64_000_000, 128_000_000
_MOST_CHUNKS, _LARGEST_FILE = 1000, 4 * 1024**3
_TITLE_UNITS = 2200
_SWITCHES = (
    "disable_duet",
    "disable_comment",
    "disable_stitch",
    "brand_content_toggle",
    "brand_organic_toggle",
    "is_aigc",
)
_SELF_ONLY = "SELF_ONLY"


def privacy_options(account: AccountTerms) -> list[str]:
    """The audiences that the account may choose."""
    widest = "FOLLOWER_OF_CREATOR" if account.is_private else uploads.PUBLIC
    return [widest, "MUTUAL_FOLLOW_FRIENDS", _SELF_ONLY]


def source(body: dict[str, Any]) -> dict[str, int]:
    """Return the file's size and chunks. Raises TikTokError if they break a rule."""
    given = body.get("source_info")
    if not isinstance(given, dict) or given.get("source") not in ("FILE_UPLOAD", "PULL_FROM_URL"):
        raise _invalid("source_info is invalid.")
    if given["source"] == "PULL_FROM_URL":
        raise TikTokError(403, "url_ownership_unverified", "Verify the ownership of the URL's domain first.")
    names = ("video_size", "chunk_size", "total_chunk_count")
    found = {name: access.number(given, name, 0, code=_CODE) for name in names}
    size, chunk, count = found.values()
    if not 0 < size <= _LARGEST_FILE or not 1 <= count <= _MOST_CHUNKS or not 0 < chunk <= size:
        raise _invalid("video_size, chunk_size or total_chunk_count is out of range.")
    if count != max(1, size // chunk):
        raise _invalid("total_chunk_count is not video_size divided by chunk_size, rounded down.")
    _check_chunks(size=size, chunk=chunk, count=count)
    return found


def _check_chunks(*, size: int, chunk: int, count: int) -> None:
    last = size - chunk * (count - 1)
    if size < _SMALLEST_CHUNK and chunk != size:
        raise _invalid("A small file is one chunk of its size.")
    if size >= _SMALLEST_CHUNK and not _SMALLEST_CHUNK <= chunk <= _LARGEST_CHUNK:
        raise _invalid("A chunk has 5 to 64 MB.")
    if last > _LARGEST_LAST:
        raise _invalid("The last chunk has at most 128 MB.")


def post_info(body: dict[str, Any]) -> dict[str, Any]:
    """Return the post's text and settings. Raises TikTokError."""
    given = body.get("post_info")
    if not isinstance(given, dict):
        raise _invalid("post_info is missing.")
    title, cover = given.get("title", ""), given.get("video_cover_timestamp_ms", 0)
    if not isinstance(title, str) or len(title.encode("utf-16-le", "surrogatepass")) // 2 > _TITLE_UNITS:
        raise _invalid("The title is too long.")
    if not isinstance(given.get("privacy_level"), str):
        raise _invalid("privacy_level is missing.")
    if any(not isinstance(given.get(name, False), bool) for name in _SWITCHES):
        raise _invalid("A switch is neither true nor false.")
    if isinstance(cover, bool) or not isinstance(cover, int) or cover < 0:
        raise _invalid("video_cover_timestamp_ms is invalid.")
    if given.get("brand_content_toggle") and given["privacy_level"] == _SELF_ONLY:
        raise _invalid("Branded content can't be private.")
    return given


def ban(store: Store, grant: Grant, creator: Creator, *, at: float) -> str:
    """Return why the account can't post now, as an error code; empty if it can."""
    found = terms.current(store)
    problem = found.of(creator.username).problem
    if problem:
        return problem
    recent = [each for each in uploads.every(store, since=at - uploads.DAY_S) if not each.is_draft]
    if sum(each.open_id == grant.open_id for each in recent) >= found.posts_per_day:
        return "spam_risk_too_many_posts"
    users = {each.open_id for each in recent if each.client_key == grant.client_key}
    if not found.is_audited and len(users - {grant.open_id}) >= found.users_per_day:
        return "reached_active_user_cap"
    return ""


def refusal(store: Store, grant: Grant, creator: Creator, post_info: dict[str, Any], *, at: float) -> str:
    """Return the error code of a post that is not allowed; empty if it is."""
    found = terms.current(store)
    setting, privacy = found.of(creator.username), post_info["privacy_level"]
    problem = ban(store, grant, creator, at=at)
    if problem:
        return problem
    if privacy not in privacy_options(setting):
        return "privacy_level_option_mismatch"
    if not found.is_audited and (privacy != _SELF_ONLY or not setting.is_private):
        return "unaudited_client_can_only_post_to_private_accounts"
    return ""


def draft_refusal(store: Store, creator: Creator, *, at: float) -> str:
    """Return the error code of a draft that is not allowed; empty if it is."""
    recent = uploads.every(store, open_id=creator.open_id, since=at - uploads.DAY_S)
    pending = [each for each in recent if each.is_draft and each.posted_at is None and not each.failure]
    is_over = len(pending) >= terms.current(store).pending_drafts
    return "spam_risk_too_many_pending_share" if is_over else ""


def file_problem(file: dict[str, Any], account: AccountTerms) -> str:
    """Return the fail reason for a file; empty if TikTok accepts it."""
    sides = (file["width_px"], file["height_px"])
    if not file["is_readable"]:
        return "file_format_check_failed"
    if file["duration_s"] > account.max_video_post_duration_sec:
        return "duration_check_failed"
    if not 360 <= min(sides) <= max(sides) <= 4096:
        return "picture_size_check_failed"
    return "" if 22.9 <= file["frames_per_s"] <= 60.1 else "frame_rate_check_failed"


def _invalid(message: str) -> TikTokError:
    return TikTokError(400, _CODE, message)
