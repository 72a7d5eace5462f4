"""The Content Posting API: what an account may post, opening a post or a draft, and its status."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox import context
from sandbox.tiktok import access, limits, pictures, rules, terms, transfers, uploads
from sandbox.tiktok.errors import TikTokError, envelope
from sandbox.tiktok.grants import Grant

_POST, _DRAFT = "video.publish", "video.upload"
_CODE = "invalid_param"


async def creator_info(request: Request) -> Response:
    """The choices for a post to the account. A ban has status 200."""
    grant, creator = access.caller(request, kind=limits.CREATOR_INFO)
    access.require(grant, _POST)
    stage = context.of(request)
    setting = terms.current(stage.store).of(creator.username)
    problem = rules.ban(stage.store, grant, creator, at=stage.clock.now())
    if problem:
        raise TikTokError(200, problem, "The creator can't post right now.")
    data = {
        "creator_avatar_url": pictures.avatar_url(request, creator),
        "creator_username": creator.username,
        "creator_nickname": creator.channel.name,
        "privacy_level_options": rules.privacy_options(setting),
        **setting.model_dump(exclude={"is_private", "problem"}),
    }
    return JSONResponse(envelope(data))


async def open_post(request: Request) -> Response:
    """``video/init``: open a post. Only its bytes make it one."""
    grant, creator = access.caller(request, kind=limits.INIT)
    access.require(grant, _POST)
    stage, body = context.of(request), await access.body(request, code=_CODE)
    source = rules.source(body)
    post_info = rules.post_info(body)
    problem = rules.refusal(stage.store, grant, creator, post_info, at=stage.clock.now())
    if problem:
        raise TikTokError(403, problem, "The post is not allowed.")
    return _opened(request, grant, source, post_info=post_info, is_draft=False)


async def open_draft(request: Request) -> Response:
    """``inbox/video/init``: open a draft for the account's inbox."""
    grant, creator = access.caller(request, kind=limits.INBOX_INIT)
    access.require(grant, _DRAFT)
    stage = context.of(request)
    source = rules.source(await access.body(request, code=_CODE))
    problem = rules.draft_refusal(stage.store, creator, at=stage.clock.now())
    if problem:
        raise TikTokError(403, problem, "Too many drafts are pending.")
    return _opened(request, grant, source, post_info={}, is_draft=True)


def _opened(
    request: Request,
    grant: Grant,
    source: dict[str, int],
    *,
    post_info: dict[str, Any],
    is_draft: bool,
) -> Response:
    stage = context.of(request)
    upload = uploads.open_one(
        stage.store,
        grant=grant,
        is_draft=is_draft,
        post_info=post_info,
        source=source,
        at=stage.clock.now(),
    )
    data = {"publish_id": upload.publish_id, "upload_url": transfers.url_of(request, upload)}
    return JSONResponse(envelope(data))


async def status(request: Request) -> Response:
    """``status/fetch``: how far a post is. The misspelled list has the id of a public video."""
    grant, _ = access.caller(request, kind=limits.STATUS)
    access.require(grant, _POST, _DRAFT)
    stage = context.of(request)
    wanted = (await access.body(request, code=_CODE)).get("publish_id")
    upload = uploads.by_publish_id(stage.store, wanted) if isinstance(wanted, str) else None
    if upload is None:
        raise TikTokError(400, "invalid_publish_id", "The publish_id does not exist.")
    if (upload.open_id, upload.client_key) != (grant.open_id, grant.client_key):
        raise TikTokError(
            400, "token_not_authorized_for_specified_publish_id", "This token did not make the post."
        )
    # The process may have ended between the last bytes and their inspection.
    upload = await transfers.finish(request, upload)
    at = context.now(request)
    data: dict[str, object] = {"status": upload.state(at), "uploaded_bytes": upload.received_bytes}
    if upload.state(at) == uploads.FAILED:
        data["fail_reason"] = upload.failure
    if upload.state(at) == uploads.COMPLETE:
        data["publicaly_available_post_id"] = [int(upload.post_id)] if upload.is_public(at) else []
    return JSONResponse(envelope(data))


async def cancel(request: Request) -> Response:
    """``cancel``: only downloads can be canceled, and the sandbox makes none."""
    grant, _ = access.caller(request)
    access.require(grant, _POST, _DRAFT)
    raise TikTokError(400, "publish_not_cancellable", "This post can't be canceled.")


_PATH = "/tiktok/v2/post/publish"
routes = [
    Route(f"{_PATH}/creator_info/query/", creator_info, methods=["POST"]),
    Route(f"{_PATH}/video/init/", open_post, methods=["POST"]),
    Route(f"{_PATH}/inbox/video/init/", open_draft, methods=["POST"]),
    Route(f"{_PATH}/status/fetch/", status, methods=["POST"]),
    Route(f"{_PATH}/cancel/", cancel, methods=["POST"]),
]
