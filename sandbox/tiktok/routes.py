"""All routes of TikTok's stand-in, and its controls."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox import clock, context
from sandbox.tiktok import (
    callbacks,
    creators,
    display,
    grants,
    oauth,
    pictures,
    posting,
    terms,
    transfers,
    uploads,
    web,
)
from sandbox.tiktok.errors import TikTokError
from sandbox.tiktok.limits import Limits
from sandbox.tiktok.uploads import Upload


async def show_terms(request: Request) -> Response:
    """Return what the stand-in permits."""
    limits: Limits = request.app.state.tiktok
    found = terms.current(context.of(request).store)
    return JSONResponse({"per_minute": limits.per_minute, **found.model_dump()})


async def change_terms(request: Request) -> Response:
    """Change what the stand-in permits, and how many requests a minute the Display API takes."""
    limits: Limits = request.app.state.tiktok
    sent = await request.json()
    limits.per_minute = int(sent.pop("per_minute", limits.per_minute))
    terms.change(context.of(request).store, sent)
    return await show_terms(request)


async def show_posts(request: Request) -> Response:
    """Return all uploads, so that a test can count posts. ``count`` leaves out those without a video."""
    at, found = context.now(request), uploads.every(context.of(request).store)
    made = [each for each in found if each.uploaded_at is not None and not each.failure]
    posts = [_shown(upload, at) for upload in found]
    return JSONResponse({"count": len(made), "opened": len(found), "posts": posts})


def _shown(upload: Upload, at: float) -> dict[str, object]:
    return {
        "publish_id": upload.publish_id,
        "account": upload.creator.username,
        "is_draft": upload.is_draft,
        "status": upload.state(at),
        "failure": upload.failure,
        "post_info": upload.post_info,
        "received_bytes": upload.received_bytes,
        "size_bytes": upload.size_bytes,
        "file": upload.file,
        "opened_at": clock.rfc3339(upload.created_at),
        "post_id": upload.post_id,
        "is_public": upload.is_public(at),
    }


async def change_post(request: Request) -> Response:
    """Act as the owner in the app, or as TikTok: ``finish`` a draft, ``remove`` or ``restore`` a video."""
    stage = context.of(request)
    upload = uploads.by_publish_id(stage.store, request.path_params["publish_id"])
    if upload is None:
        raise TikTokError(404, "not_found", "There is no such post.")
    now, action = stage.clock.now(), request.path_params["action"]
    if action == "finish" and upload.is_draft and upload.posted_at is None:
        public_at = now + terms.current(stage.store).moderation_s
        upload = uploads.change(stage.store, upload, posted_at=now, public_at=public_at)
    elif action in ("remove", "restore"):
        upload = uploads.change(stage.store, upload, removed_at=now if action == "remove" else None)
    await callbacks.deliver(stage)
    return JSONResponse(_shown(upload, now))


async def deliver(request: Request) -> Response:
    """Send the events that are due; with ``?again=1``, also those that were delivered."""
    events = await callbacks.deliver(context.of(request), again="again" in request.query_params)
    return JSONResponse({"count": len(events), "events": events})


async def remove_authorization(request: Request) -> Response:
    """End an account's consents, as its owner does in the app."""
    stage = context.of(request)
    creator = creators.named(request.path_params["username"])
    if creator is None:
        raise TikTokError(404, "not_found", "There is no such account.")
    ended = grants.remove_all(stage.store, open_id=creator.open_id)
    for client_key in ended:
        callbacks.note(
            stage,
            name=callbacks.REMOVED,
            open_id=creator.open_id,
            client_key=client_key,
            key=f"{callbacks.REMOVED}:{creator.open_id}:{client_key}:{stage.clock.now()}",
            content={"reason": 1},
        )
    await callbacks.deliver(stage)
    return JSONResponse({"ended": len(ended)})


_CONTROLS = "/_sandbox/tiktok"
routes = [
    *oauth.routes,
    *display.routes,
    *posting.routes,
    *transfers.routes,
    *web.routes,
    *pictures.routes,
    Route(_CONTROLS, show_terms, methods=["GET"]),
    Route(_CONTROLS, change_terms, methods=["PUT"]),
    Route(f"{_CONTROLS}/posts", show_posts, methods=["GET"]),
    Route(f"{_CONTROLS}/posts/{{publish_id}}/{{action}}", change_post, methods=["POST"]),
    Route(f"{_CONTROLS}/webhooks", deliver, methods=["POST"]),
    Route(f"{_CONTROLS}/authorizations/{{username}}", remove_authorization, methods=["DELETE"]),
]
