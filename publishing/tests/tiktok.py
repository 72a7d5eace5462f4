"""The sandbox's TikTok, as a person and an administrator of the test use it."""

from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.utils import timezone

from publishing.delivery import following
from publishing.models import Publication
from publishing.platforms.tiktok.account import Privacy
from publishing.platforms.tiktok.options import TikTokOptions
from publishing.tests.answers import turn
from sandbox.tests.conftest import move_clock

READING = ("user.info.basic", "user.info.profile", "user.info.stats", "video.list")
PERMISSIONS = (*READING, "video.publish", "video.upload")
TOKEN = {"path": "^/tiktok/v2/oauth/token/"}
USER = {"path": "^/tiktok/v2/user/info/"}
LIST = {"path": "^/tiktok/v2/video/list/"}
PUBLISH = "^/tiktok/v2/post/publish"
CREATOR = {"path": f"{PUBLISH}/creator_info/"}
INIT = {"path": f"{PUBLISH}/video/init/"}
STATUS = {"path": f"{PUBLISH}/status/"}
PUT = {"method": "PUT", "path": "^/tiktok/upload/"}
ENDED = frozenset({"published", "failed"})
TO_EVERYONE = TikTokOptions(privacy=Privacy.EVERYONE, allow_comments=True, consent=True)


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


def run(publication, sandbox_url, *, turns=25, after_s=0):
    """Take turns until it has ended. Time passes at TikTok with each."""
    for n in range(turns):
        turn(publication)
        if publication.status in ENDED:
            return publication
        move_clock(sandbox_url, after_s + n * 10)
    pytest.fail(f"still {publication.status}: {publication.evidence} {publication.failure_detail}")


def follow_up(publication):
    Publication.objects.filter(pk=publication.pk, follow_up_at__isnull=False).update(
        follow_up_at=timezone.now()
    )
    following.follow_up(publication_id=publication.pk)
    publication.refresh_from_db()
