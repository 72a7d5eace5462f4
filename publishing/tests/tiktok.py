"""The sandbox's TikTok, as a person and an administrator of the test use it."""

from urllib.parse import parse_qs, urlsplit

import requests

PERMISSIONS = ("user.info.basic", "user.info.profile", "user.info.stats", "video.list")
TOKEN = {"path": "^/tiktok/v2/oauth/token/"}
USER = {"path": "^/tiktok/v2/user/info/"}
LIST = {"path": "^/tiktok/v2/video/list/"}


def decide(address: str, *, decision="allow", account="mokaandmiles", granted=PERMISSIONS) -> str:
    """Complete the consent page. Returns the URL that the browser is redirected to."""
    asked = {name: found[0] for name, found in parse_qs(urlsplit(address).query).items()}
    form = {**asked, "account": account, "granted": list(granted), "decision": decision}
    answer = requests.post(address.partition("?")[0], data=form, allow_redirects=False, timeout=10)
    assert answer.is_redirect, answer.text
    return str(answer.headers["Location"])


def refusal(code, *, status=200, message="No."):
    """A refusal in the API's envelope."""
    body = {"data": {}, "error": {"code": code, "message": message, "log_id": "L"}}
    return {"kind": "answer", "status": status, "body": body}
