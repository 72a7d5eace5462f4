"""TikTok's website: oEmbed, profiles and watch pages."""

import html
import re
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox import context, pages
from sandbox.tiktok import creators, pictures, posted
from sandbox.tiktok.creators import HEIGHT_PX, WIDTH_PX, Creator, Post

_SITES = re.compile(r"(?:www\.|m\.)?tiktok\.com")
_POST = re.compile(r"(?:/tiktok)?/@([\w.]{1,30})/(?:video|photo)/(\d{1,20})/?")
_PROFILE = re.compile(r"(?:/tiktok)?/@([\w.]{1,30})/?")
_LISTED = 12


def profile_url(request: Request, creator: Creator) -> str:
    """The account's page in the sandbox."""
    return f"{context.base_url(request)}/tiktok/@{creator.username}"


def post_url(request: Request, post: Post) -> str:
    """The video's page in the sandbox."""
    return f"{profile_url(request, post.creator)}/video/{post.id}"


def player_url(request: Request, post: Post) -> str:
    """The video's page for embedding."""
    return f"{context.base_url(request)}/tiktok/player/v1/{post.id}"


def embed_html(request: Request, post: Post) -> str:
    """The HTML that pages embed a video with."""
    address, author = post_url(request, post), post.creator.username
    return (
        f'<blockquote class="tiktok-embed" cite="{address}" data-video-id="{post.id}" '
        'data-embed-from="oembed" style="max-width:605px; min-width:325px;"> <section> '
        f'<a target="_blank" title="@{author}" href="{profile_url(request, post.creator)}">@{author}</a> '
        f"<p>{html.escape(post.title)}</p> </section> </blockquote>"
    )


async def oembed(request: Request) -> Response:
    """The description of a public video or account by its URL, for anyone."""
    asked = urlsplit(request.query_params.get("url", ""))
    is_ours = asked.netloc == request.url.netloc and asked.path.startswith("/tiktok/")
    if not (is_ours or _SITES.fullmatch(asked.netloc)):
        return _unknown(400)
    found = _POST.fullmatch(asked.path)
    if found is not None:
        post = posted.find(context.of(request).store, found[2], at=context.now(request))
        is_theirs = post is not None and post.creator is creators.named(found[1])
        return _described(request, post) if post is not None and is_theirs else _unknown(400)
    found = _PROFILE.fullmatch(asked.path)
    creator = creators.named(found[1]) if found is not None else None
    return _unknown(404) if creator is None else _profile_described(request, creator)


def _described(request: Request, post: Post) -> Response:
    document = {
        "version": "1.0",
        "type": "video",
        "title": post.title,
        "width": "100%",
        "height": "100%",
        "html": embed_html(request, post),
        "thumbnail_width": WIDTH_PX,
        "thumbnail_height": HEIGHT_PX,
        "thumbnail_url": pictures.cover_url(request, post),
        "embed_product_id": post.id,
        "embed_type": "video",
    }
    return JSONResponse(document | _author(request, post.creator))


def _profile_described(request: Request, creator: Creator) -> Response:
    author = f"{html.escape(creator.channel.name)} (@{creator.username})"
    document = {
        "version": "1.0",
        "type": "rich",
        "title": f"{creator.channel.name}'s Creator Profile",
        "html": f'<blockquote class="tiktok-embed" data-unique-id="{creator.username}">{author}</blockquote>',
        "embed_product_id": creator.username,
        "embed_type": "creator",
    }
    return JSONResponse(document | _author(request, creator))


def _author(request: Request, creator: Creator) -> dict[str, str]:
    return {
        "author_url": profile_url(request, creator),
        "author_name": creator.channel.name,
        "author_unique_id": creator.username,
        "provider_url": "https://www.tiktok.com",
        "provider_name": "TikTok",
    }


def _unknown(status: int) -> Response:
    return JSONResponse({"code": status, "message": "Something went wrong"}, status_code=status)


async def profile(request: Request) -> Response:
    """An account's page, with links to its newest videos."""
    creator = creators.named(request.path_params["username"])
    if creator is None:
        return pages.page("No account", "<h1>Couldn't find this account</h1>", status=404)
    now = context.now(request)
    listed = posted.public_posts(context.of(request).store, creator, at=now)
    newest = [post for post, _ in zip(listed, range(_LISTED), strict=False)]
    rows = "".join(
        f'<li><a href="{post_url(request, post)}">{html.escape(post.title)}</a>'
        f"<small>{post.views(now):,} views</small></li>"
        for post in newest
    )
    body = (
        f"<h1>{html.escape(creator.channel.name)}</h1>"
        f'<p class="quiet">@{creator.username} · {creator.followers(now):,} followers in the sandbox</p>'
        f'<p>{html.escape(creator.channel.about)}</p><ul class="offers">{rows}</ul>'
    )
    return pages.page(creator.channel.name, body)


async def watch(request: Request) -> Response:
    """The page of a video's link."""
    now = context.now(request)
    post = posted.find(context.of(request).store, request.path_params["post_id"], at=now)
    if post is None:
        return pages.page("Video unavailable", "<h1>Video currently unavailable</h1>", status=404)
    body = (
        f'<img class="player" src="{html.escape(pictures.cover_url(request, post))}" alt="">'
        f"<h1>{html.escape(post.title)}</h1>"
        f'<p class="quiet"><a href="{profile_url(request, post.creator)}">@{post.creator.username}</a> · '
        f"{post.views(now):,} views in the sandbox</p>"
    )
    return pages.page(post.title, body)


routes = [
    Route("/tiktok/oembed", oembed),
    Route("/tiktok/@{username}", profile),
    Route("/tiktok/@{username}/video/{post_id}", watch),
    Route("/tiktok/player/v1/{post_id}", watch),
]
