"""All routes of TikTok's stand-in."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.tiktok import display, oauth, pictures, web
from sandbox.tiktok.limits import Limits


async def change_limits(request: Request) -> Response:
    """Set how many requests a minute one access token may send to the Display API."""
    limits: Limits = request.app.state.tiktok
    sent = await request.json()
    limits.per_minute = int(sent.get("per_minute", limits.per_minute))
    return JSONResponse({"per_minute": limits.per_minute})


routes = [
    *oauth.routes,
    *display.routes,
    *web.routes,
    *pictures.routes,
    Route("/_sandbox/tiktok", change_limits, methods=["PUT"]),
]
