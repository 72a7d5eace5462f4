"""A client of the simulated TikTok."""

from urllib.parse import parse_qs, urlsplit

import requests

CLIENT = {"client_key": "test-key", "client_secret": "test-secret"}
BACK = "http://127.0.0.1:1/back/"
SCOPES = ("user.info.basic", "user.info.profile", "user.info.stats", "video.list")
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
