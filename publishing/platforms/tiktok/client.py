"""TikTok's client: Login Kit and the Display API (contract of 2026-11)."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

import requests
from pydantic import BaseModel, ValidationError

from foundation.errors import UpstreamError, UpstreamUnavailableError
from foundation.upstream import UpstreamClient
from publishing.platforms import pacing, values
from publishing.platforms.base import Account, Channel, Tokens
from publishing.platforms.results import Counts, OwnVideo
from publishing.platforms.tiktok import payloads, refusals
from publishing.platforms.tiktok import scopes as permissions
from publishing.platforms.tiktok.account import TikTokAccount, account_of
from publishing.platforms.tiktok.words import SYSTEM

CREATOR_PER_MINUTE = 20
# Pages may be short, since private videos are left out of them.
_MOST_PAGES = 6

Parsed = TypeVar("Parsed", bound=BaseModel)


class TikTokClient:
    """A Client of TikTok. URLs are TikTok's, or the sandbox's.

    ``is_posting_on`` is True if TikTok has approved the app for posting, and ``is_audited`` if also for
    public posts.
    """

    def __init__(
        self,
        *,
        api_url: str,
        web_url: str,
        client_key: str,
        client_secret: str,
        is_posting_on: bool = True,
        is_audited: bool = True,
        timeout_s: float = 15.0,
    ) -> None:
        self._api = UpstreamClient(SYSTEM, base_url=api_url, timeout_s=timeout_s)
        self._web = UpstreamClient(SYSTEM, base_url="", timeout_s=timeout_s)
        self._api_url = api_url
        self._web_url = web_url
        self._client_key = client_key
        self._client_secret = client_secret
        self._is_posting_on = is_posting_on
        self._is_audited = is_audited

    def authorize_url(
        self, *, state: str, code_verifier: str, redirect_url: str, also: Sequence[str] = ()
    ) -> str:
        """Return TikTok's consent page. Unlike in RFC 7636, the challenge is in hexadecimal digits."""
        query = {
            "client_key": self._client_key,
            "response_type": "code",
            "scope": permissions.requested(is_posting_on=self._is_posting_on),
            "redirect_uri": redirect_url,
            "state": state,
            "code_challenge": hashlib.sha256(code_verifier.encode()).hexdigest(),
            "code_challenge_method": "S256",
            # Show the page each time, so that a permission that was turned off can be turned on.
            "disable_auto_auth": "1",
        }
        return f"{self._web_url}/v2/auth/authorize/?{urlencode(query)}"

    def exchange(self, *, code: str, code_verifier: str, redirect_url: str) -> Tokens:
        """Exchange the callback's code for tokens."""
        return self._tokens(
            grant_type="authorization_code",
            code=code,
            code_verifier=code_verifier,
            redirect_uri=redirect_url,
        )

    def refresh(self, *, refresh_token: str) -> Tokens:
        """Return new tokens. The refresh token that was used no longer works."""
        return self._tokens(grant_type="refresh_token", refresh_token=refresh_token)

    def _tokens(self, **grant: str) -> Tokens:
        try:
            response = self._api.request("POST", "/v2/oauth/token/", data=self._signed(grant))
        except UpstreamError as error:
            raise refusals.of_tokens(error) from error
        parsed = _parse(payloads.Tokens, response)
        if parsed.error:
            raise refusals.of_refused_tokens(parsed)
        if not parsed.access_token:
            raise _unreadable()
        return Tokens(
            access_token=parsed.access_token,
            refresh_token=parsed.refresh_token,
            expires_in_s=parsed.expires_in,
            scopes=permissions.granted(parsed.scope),
        )

    def lacking(self, *, scopes: Iterable[str]) -> tuple[str, ...]:
        """Return the required permissions that these scopes lack."""
        return permissions.lacking(scopes)

    def revoke(self, *, token: str) -> None:
        """Revoke the consent by an access token. Status 400 or 401 means that it was no longer valid."""
        form = self._signed({"token": token})
        self._api.request("POST", "/v2/oauth/revoke/", data=form, expect=(200, 400, 401))

    def channel(self, *, access_token: str) -> Channel | None:
        """Return the account, and what it may post. The URL of its picture works for two hours."""
        query = {"fields": payloads.USER_FIELDS}
        found = self._call("GET", "/v2/user/info/", access_token, payloads.UserInfo, params=query).user
        return Channel(
            id=found.open_id,
            title=(found.display_name or found.username or "TikTok account")[:200],
            handle=f"@{found.username}" if found.username else "",
            avatar_url=found.avatar_url,
            account=self._account(access_token, found.username),
            subscribers=found.follower_count,
        )

    def _account(self, access_token: str, username: str) -> TikTokAccount:
        """What the account may post. Without the permission, its choices are not known."""
        known = TikTokAccount(username=username, is_audited=self._is_audited)
        if not self._is_posting_on:
            return known
        pacing.take(
            system=SYSTEM, kind="creator_info", access_token=access_token, per_minute=CREATOR_PER_MINUTE
        )
        path = "/v2/post/publish/creator_info/query/"
        try:
            found = self._call("POST", path, access_token, payloads.Creator)
        except UpstreamError as error:
            code = str(error.context.get("reason", ""))
            if code in refusals.SCOPE_MISSING:
                return known
            if refusals.is_ban(code) and not isinstance(error, UpstreamUnavailableError):
                return known.model_copy(update={"posting_problem": code})
            raise
        return known.model_copy(
            update={
                "privacy_levels": found.privacy_level_options,
                "comments_off": found.comment_disabled,
                "duets_off": found.duet_disabled,
                "stitches_off": found.stitch_disabled,
                "longest_video_s": found.max_video_post_duration_sec or known.longest_video_s,
            }
        )

    def own_videos(self, *, access_token: str, account: Account, limit: int) -> list[OwnVideo]:
        """Return the account's public videos, newest first.

        Raises UpstreamUnavailableError if the list is not empty, and no page has a readable video.
        """
        found: dict[str, payloads.Video] = {}
        cursor: int | None = None
        is_partial = False
        for _ in range(_MOST_PAGES):
            page = self._page(access_token, cursor, count=min(payloads.PER_PAGE, limit - len(found)))
            is_partial = page.has_more or bool(page.videos)
            found |= {video.id: video for video in payloads.readable(page.videos)}
            # The cursor is the time of the last video, so it falls from page to page.
            is_stuck = cursor is not None and page.cursor >= cursor
            if not page.has_more or len(found) >= limit or is_stuck or page.cursor <= 0:
                break
            cursor = page.cursor
        if is_partial and not found:
            # An empty list would mean that every known video was removed.
            raise _unreadable()
        username = account_of(account).username
        newest = sorted(found.values(), key=lambda video: video.create_time, reverse=True)[:limit]
        return [self._own(video, username) for video in newest]

    def counts(self, *, access_token: str, ids: Sequence[str]) -> list[Counts]:
        """Return the public videos' numbers, at most 20. Private and removed ones are omitted."""
        body = {"filters": {"video_ids": list(ids)}}
        query = {"fields": payloads.COUNT_FIELDS}
        path = "/v2/video/query/"
        page = self._call("POST", path, access_token, payloads.FoundVideos, params=query, json=body)
        return [
            Counts(
                id=video.id,
                views=video.view_count,
                likes=video.like_count,
                comments=video.comment_count,
                shares=video.share_count,
            )
            for video in payloads.counted(page.videos)
        ]

    def _page(self, access_token: str, cursor: int | None, *, count: int) -> payloads.VideoPage:
        body = {"max_count": count} if cursor is None else {"max_count": count, "cursor": cursor}
        query = {"fields": payloads.VIDEO_FIELDS}
        path = "/v2/video/list/"
        return self._call("POST", path, access_token, payloads.VideoPage, params=query, json=body)

    def _own(self, video: payloads.Video, username: str) -> OwnVideo:
        return OwnVideo(
            id=video.id,
            title=video.title or video.video_description or "Untitled video",
            # The API's own link adds parameters that track the application.
            url=f"{self._web_url}/@{username}/video/{video.id}",
            thumbnail_url=video.cover_image_url,
            published_at=video.create_time,
            duration_s=video.duration,
            # All videos of TikTok have one format.
            is_short=True,
            views=video.view_count,
            likes=video.like_count,
            comments=video.comment_count,
            shares=video.share_count,
        )

    def _signed(self, form: dict[str, str]) -> dict[str, str]:
        return {**form, "client_key": self._client_key, "client_secret": self._client_secret}

    def _call(self, method: str, path: str, access_token: str, model: type[Parsed], **options: Any) -> Parsed:
        headers = {"Authorization": f"Bearer {access_token}"}
        try:
            response = self._api.request(method, path, headers=headers, **options)
        except UpstreamError as error:
            raise refusals.of_api(error) from error
        envelope = _parse(payloads.Envelope, response)
        if envelope.error.code != "ok":
            raise refusals.of_problem(envelope.error)
        try:
            return model.model_validate(envelope.data)
        except ValidationError as error:
            raise _unreadable() from error


def _parse(model: type[Parsed], response: requests.Response) -> Parsed:
    try:
        return model.model_validate(values.document(response.content))
    except ValueError as error:
        raise _unreadable() from error


def _unreadable() -> UpstreamUnavailableError:
    # A proxy's page or a truncated response: a retry may help.
    return UpstreamUnavailableError("TikTok sent an unreadable response.", system=SYSTEM)
