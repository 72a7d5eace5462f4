"""The API's routes."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.youtube import (
    access,
    analytics,
    comments,
    discovery,
    parameters,
    playlists,
    resources,
    uploads,
)

_CATEGORIES = {
    "1": "Film & Animation",
    "2": "Autos & Vehicles",
    "10": "Music",
    "15": "Pets & Animals",
    "17": "Sports",
    "19": "Travel & Events",
    "20": "Gaming",
    "22": "People & Blogs",
    "23": "Comedy",
    "24": "Entertainment",
    "25": "News & Politics",
    "26": "Howto & Style",
    "27": "Education",
    "28": "Science & Technology",
}


async def video_categories(request: Request) -> Response:
    """``videoCategories.list``."""
    caller = access.identify(request)
    parameters.parts(request, frozenset(("id", "snippet")))
    access.spend(request, caller)
    asked = parameters.ids(request) or list(_CATEGORIES)
    items = [
        {
            "kind": "youtube#videoCategory",
            "etag": resources.etag(number),
            "id": number,
            "snippet": {
                "title": _CATEGORIES[number],
                "assignable": True,
                "channelId": "UCBR8-60-B28hp2BmDPdntcQ",
            },
        }
        for number in asked
        if number in _CATEGORIES
    ]
    return JSONResponse(resources.listing("youtube#videoCategoryListResponse", items, {}))


routes = [
    Route("/youtube/v3/search", discovery.search_list, methods=["GET"]),
    Route("/youtube/v3/videos", discovery.videos_list, methods=["GET"]),
    Route("/youtube/v3/videos:batchGetStats", discovery.batch_get_stats, methods=["GET"]),
    Route("/youtube/v3/channels", discovery.channels_list, methods=["GET"]),
    Route("/youtube/v3/playlists", playlists.playlists_list, methods=["GET"]),
    Route("/youtube/v3/playlistItems", playlists.items_list, methods=["GET"]),
    Route("/youtube/v3/playlistItems", playlists.items_insert, methods=["POST"]),
    Route("/youtube/v3/commentThreads", comments.threads_list, methods=["GET"]),
    Route("/youtube/v3/commentThreads", comments.threads_insert, methods=["POST"]),
    Route("/youtube/v3/videoCategories", video_categories, methods=["GET"]),
    Route("/upload/youtube/v3/videos", uploads.insert, methods=["POST"]),
    Route("/upload/youtube/v3/videos", uploads.resume, methods=["PUT"]),
    Route("/upload/youtube/v3/videos", uploads.cancel, methods=["DELETE"]),
    Route("/upload/youtube/v3/thumbnails/set", uploads.set_thumbnail, methods=["POST"]),
    Route("/_sandbox/uploads", uploads.show, methods=["GET"]),
    Route("/_sandbox/youtube/extras", playlists.show, methods=["GET"]),
    Route("/_sandbox/youtube/playlists/{playlist_id}", playlists.delete, methods=["DELETE"]),
    *analytics.routes,
]
