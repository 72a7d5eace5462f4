"""The sandbox's pages for people. Each has a banner that names the sandbox."""

import html
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

_DATA = Path(__file__).parent / "data"
_STYLE = (_DATA / "style.css").read_text(encoding="utf-8")
_INDEX = (_DATA / "index.html").read_text(encoding="utf-8")


def page(title: str, body: str, *, status: int = 200) -> Response:
    """Return a whole page. ``title`` is text; ``body`` is HTML that is already escaped."""
    document = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)} – Sandbox</title>"
        '<link rel="icon" href="data:,"><link rel="stylesheet" href="/_sandbox/style.css"></head><body>'
        '<p class="banner"><strong>Sandbox</strong> This is simulated data.</p>'
        f"<main>{body}</main></body></html>"
    )
    return HTMLResponse(document, status_code=status)


async def style(_: Request) -> Response:
    return Response(_STYLE, media_type="text/css", headers={"Cache-Control": "max-age=3600"})


async def index(_: Request) -> Response:
    return page("ettametta sandbox", _INDEX)


routes = [Route("/", index), Route("/_sandbox/style.css", style)]
