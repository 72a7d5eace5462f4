"""The Display API: an account's profile, and its public videos with their counts."""

from collections.abc import Callable, Container, Iterator, Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox import context
from sandbox.tiktok import access, pictures, posted
from sandbox.tiktok.creators import HEIGHT_PX, WIDTH_PX, Creator, Post
from sandbox.tiktok.errors import TikTokError, envelope
from sandbox.tiktok.web import embed_html, player_url, post_url, profile_url

_MOST_PER_PAGE, _USUAL_PER_PAGE, _MOST_IDS = 20, 10, 20
_LIST_SCOPE = "video.list"

_Profile = Callable[[Request, Creator, float], object]
_Member = Callable[[Request, Post, float], object]

# Each field of a profile, with its scope.
_PROFILE: Mapping[str, tuple[str, _Profile]] = {
    "open_id": ("user.info.basic", lambda _, creator, at: creator.open_id),
    "union_id": ("user.info.basic", lambda _, creator, at: creator.union_id),
    "avatar_url": ("user.info.basic", lambda request, creator, at: pictures.avatar_url(request, creator)),
    "avatar_url_100": ("user.info.basic", lambda request, creator, at: pictures.avatar_url(request, creator)),
    "avatar_large_url": (
        "user.info.basic",
        lambda request, creator, at: pictures.avatar_url(request, creator),
    ),
    "display_name": ("user.info.basic", lambda _, creator, at: creator.channel.name),
    "username": ("user.info.profile", lambda _, creator, at: creator.username),
    "bio_description": ("user.info.profile", lambda _, creator, at: creator.channel.about),
    "profile_deep_link": ("user.info.profile", lambda request, creator, at: profile_url(request, creator)),
    "is_verified": ("user.info.profile", lambda _, creator, at: creator.is_verified),
    "follower_count": ("user.info.stats", lambda _, creator, at: creator.followers(at)),
    "following_count": ("user.info.stats", lambda _, creator, at: creator.following),
    "likes_count": (
        "user.info.stats",
        lambda request, creator, at: sum(post.likes(at) for post in _posts(request, creator, at)),
    ),
    "video_count": (
        "user.info.stats",
        lambda request, creator, at: sum(1 for _post in _posts(request, creator, at)),
    ),
}
_VIDEO: Mapping[str, _Member] = {
    "id": lambda _, post, at: post.id,
    "create_time": lambda _, post, at: post.video.published_at,
    "cover_image_url": lambda request, post, at: pictures.cover_url(request, post),
    "share_url": lambda request, post, at: f"{post_url(request, post)}?utm_campaign=tt4d_open_api",
    "video_description": lambda _, post, at: post.title,
    "duration": lambda _, post, at: post.video.duration_s,
    "height": lambda _, post, at: HEIGHT_PX,
    "width": lambda _, post, at: WIDTH_PX,
    "title": lambda _, post, at: post.title,
    "embed_html": lambda request, post, at: embed_html(request, post),
    "embed_link": lambda request, post, at: player_url(request, post),
    "like_count": lambda _, post, at: post.likes(at),
    "comment_count": lambda _, post, at: post.comments(at),
    "share_count": lambda _, post, at: post.shares(at),
    "view_count": lambda _, post, at: post.views(at),
    "is_aigc": lambda _, post, at: post.is_aigc,
}


async def user_info(request: Request) -> Response:
    """The profile of the signed-in account. Each field belongs to a scope."""
    grant, creator = access.caller(request)
    names, at = _fields(request, _PROFILE.keys()), context.now(request)
    if not {_PROFILE[name][0] for name in names} <= set(grant.scopes):
        raise access.scope_missing()
    user = {name: _PROFILE[name][1](request, creator, at) for name in names}
    return JSONResponse(envelope({"user": user}))


async def video_list(request: Request) -> Response:
    """The account's public videos, newest first. The cursor is a time in milliseconds."""
    creator = _reader(request)
    names, body, at = _fields(request, _VIDEO.keys()), await access.body(request), context.now(request)
    count = access.number(body, "max_count", _USUAL_PER_PAGE)
    before = access.number(body, "cursor", 0)
    if not 1 <= count <= _MOST_PER_PAGE:
        raise TikTokError(400, "invalid_params", access.INVALID)
    found = [
        post for post in _posts(request, creator, at) if not before or post.video.published_at * 1000 < before
    ]
    page = found[:count]
    data = {
        "videos": [_video(request, post, names, at) for post in page],
        "cursor": page[-1].video.published_at * 1000 if page else before,
        "has_more": len(found) > count,
    }
    return JSONResponse(envelope(data))


async def video_query(request: Request) -> Response:
    """The account's own public videos with these ids. Others are left out."""
    creator = _reader(request)
    names, body, at = _fields(request, _VIDEO.keys()), await access.body(request), context.now(request)
    filters = body.get("filters")
    ids = filters.get("video_ids") if isinstance(filters, dict) else None
    if not isinstance(ids, list) or not 1 <= len(ids) <= _MOST_IDS:
        raise TikTokError(400, "invalid_params", access.INVALID)
    store = context.of(request).store
    found = (posted.find(store, str(each), at=at) for each in dict.fromkeys(ids))
    listed = [_video(request, post, names, at) for post in found if post and post.creator is creator]
    return JSONResponse(envelope({"videos": listed}))


def _posts(request: Request, creator: Creator, at: float) -> Iterator[Post]:
    return posted.public_posts(context.of(request).store, creator, at=at)


def _reader(request: Request) -> Creator:
    grant, creator = access.caller(request)
    access.require(grant, _LIST_SCOPE)
    return creator


def _fields(request: Request, known: Container[str]) -> list[str]:
    names = [name for name in request.query_params.get("fields", "").split(",") if name]
    if not names or not all(name in known for name in names):
        raise TikTokError(400, "invalid_params", access.INVALID)
    return names


def _video(request: Request, post: Post, names: list[str], at: float) -> dict[str, object]:
    return {name: _VIDEO[name](request, post, at) for name in names}


routes = [
    Route("/tiktok/v2/user/info/", user_info, methods=["GET"]),
    Route("/tiktok/v2/video/list/", video_list, methods=["POST"]),
    Route("/tiktok/v2/video/query/", video_query, methods=["POST"]),
]
