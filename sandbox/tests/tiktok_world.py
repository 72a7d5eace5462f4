"""A client of the simulated TikTok."""

import io
from urllib.parse import parse_qs, urlsplit

import av
import numpy as np
import requests

CLIENT = {"client_key": "test-key", "client_secret": "test-secret"}
BACK = "http://127.0.0.1:1/back/"
SCOPES = ("user.info.basic", "user.info.profile", "user.info.stats", "video.list")
ALL = (*SCOPES, "video.publish", "video.upload")
PUBLISH = "/tiktok/v2/post/publish"
POST = {"title": "Grind finer. #coffee", "privacy_level": "PUBLIC_TO_EVERYONE", "is_aigc": True}
VIDEO_FIELDS = "id,title,view_count,like_count,comment_count,share_count,duration,create_time,cover_image_url"


def consent(url, *, account="mokaandmiles", granted=SCOPES, **changes):
    """Complete the consent page. Returns the query that the client is redirected with."""
    form = {
        "client_key": CLIENT["client_key"],
        "redirect_uri": BACK,
        "response_type": "code",
        "scope": ",".join(SCOPES),
        "state": "s1",
        "account": account,
        "granted": list(granted),
        "decision": "allow",
    } | changes
    answer = requests.post(f"{url}/tiktok/v2/auth/authorize/", data=form, allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def exchange(url, code, **changes):
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK} | CLIENT | changes
    return requests.post(f"{url}/tiktok/v2/oauth/token/", data=form, timeout=5)


def refresh(url, token, **changes):
    form = {"grant_type": "refresh_token", "refresh_token": token} | CLIENT | changes
    return requests.post(f"{url}/tiktok/v2/oauth/token/", data=form, timeout=5)


def sign_in(url, **how):
    """The tokens of an account."""
    return exchange(url, consent(url, **how)["code"]).json()


def user_info(url, token, fields="open_id,display_name"):
    headers = {"Authorization": f"Bearer {token}"}
    return requests.get(f"{url}/tiktok/v2/user/info/", params={"fields": fields}, headers=headers, timeout=5)


def videos(url, token, body=None, *, path="list", fields=VIDEO_FIELDS, **headers):
    return requests.post(
        f"{url}/tiktok/v2/video/{path}/",
        params={"fields": fields},
        json=body or {},
        headers={"Authorization": f"Bearer {token}", **headers},
        timeout=5,
    )


# --- posting ----------------------------------------------------------------------------------------------


def poster(url, account="mokaandmiles", granted=ALL) -> str:
    """Return an access token with these permissions."""
    tokens = sign_in(url, account=account, scope=",".join(granted), granted=granted)
    return str(tokens["access_token"])


def make_clip() -> bytes:
    """A real mp4 of 0.4 seconds, 360x640."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 360, 640, "yuv420p"
        for n in range(12):
            picture = np.full((640, 360, 3), n * 10, dtype=np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())
    return buffer.getvalue()


def permit(url, **changes):
    requests.put(f"{url}/_sandbox/tiktok", json=changes, timeout=5).raise_for_status()


def call(url, token, path, body=None):
    headers = {"Authorization": f"Bearer {token}"}
    return requests.post(f"{url}{PUBLISH}/{path}/", json=body or {}, headers=headers, timeout=5)


def source(size, *, chunk=None, count=None, kind="FILE_UPLOAD"):
    chunk = chunk or (min(10000000, size))
    sizes = {"video_size": size, "chunk_size": chunk, "total_chunk_count": count or max(1, size // chunk)}
    return {"source": kind, **sizes}


def init(url, token, size, *, path="video/init", **changes):
    body = {"post_info": POST | changes, "source_info": source(size)}
    return call(url, token, path, body)


def put(address, data, *, first=0, total=None, **headers):
    total = len(data) if total is None else total
    sent = {"Content-Type": "video/mp4", "Content-Range": f"bytes {first}-{first + len(data) - 1}/{total}"}
    return requests.put(address, data=data, headers=sent | headers, timeout=10)


def post(url, token, clip, **how):
    """Post the clip. Returns its publish id."""
    data = init(url, token, len(clip), **how).json()["data"]
    assert put(data["upload_url"], clip).status_code == 201
    return data["publish_id"]


def status(url, token, publish_id):
    return call(url, token, "status/fetch", {"publish_id": publish_id}).json()["data"]


def posts(url):
    return requests.get(f"{url}/_sandbox/tiktok/posts", timeout=5).json()


def code(answer):
    return answer.status_code, answer.json()["error"]["code"]
