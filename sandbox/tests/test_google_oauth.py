"""Consent, tokens and their revocation."""

import base64
import hashlib

import pytest
import requests
from google.auth.exceptions import RefreshError
from google.auth.transport.requests import Request

from sandbox.tests.conftest import consent, exchange, move_clock, put_faults, sign_in, youtube_client

VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
ASKED = {
    "client_id": "test-client",
    "redirect_uri": "http://127.0.0.1:1/back",
    "response_type": "code",
    "scope": "https://www.googleapis.com/auth/youtube.upload",
}


def test_the_consent_page_offers_channels_and_says_it_is_a_sandbox(sandbox_url):
    page = requests.get(f"{sandbox_url}/o/oauth2/v2/auth", params=ASKED, timeout=5).text

    assert "Sandbox" in page
    assert "Moka &amp; Miles" in page
    assert "Upload videos to the channel" in page


def test_consent_comes_back_with_the_state_and_a_code_for_one_exchange(sandbox_url):
    query = consent(sandbox_url, state="xyz")

    first, second = (exchange(sandbox_url, query["code"]) for _ in range(2))

    assert query["state"] == "xyz"
    assert first.json()["refresh_token"]
    assert first.json()["expires_in"] == 3599
    assert (second.status_code, second.json()["error"]) == (400, "invalid_grant")


def test_denial_comes_back_as_such(sandbox_url):
    assert consent(sandbox_url, decision="deny") == {"error": "access_denied", "state": "s1"}


@pytest.mark.parametrize(("verifier", "status"), [(VERIFIER, 200), ("w" * 64, 400), ("", 400)])
def test_the_code_verifier_must_be_the_challenged_one(sandbox_url, verifier, status):
    query = consent(sandbox_url, code_challenge=CHALLENGE, code_challenge_method="S256")

    assert exchange(sandbox_url, query["code"], code_verifier=verifier).status_code == status


def test_another_address_than_the_consented_one_is_refused(sandbox_url):
    answer = exchange(sandbox_url, consent(sandbox_url)["code"], redirect_uri="http://127.0.0.1:2/")

    assert answer.json()["error"] == "redirect_uri_mismatch"


def test_a_second_consent_without_prompt_brings_no_refresh_token(sandbox_url):
    sign_in(sandbox_url)

    assert "refresh_token" not in exchange(sandbox_url, consent(sandbox_url, prompt="")["code"]).json()


def test_an_expired_token_is_refreshed_by_the_official_client(sandbox_url):
    credentials = sign_in(sandbox_url)
    move_clock(sandbox_url, 7200)

    with youtube_client(sandbox_url, credentials=credentials) as youtube:
        mine = youtube.channels().list(part="snippet", mine=True).execute()

    assert mine["items"][0]["snippet"]["title"] == "Moka & Miles"


def test_a_revoked_grant_cannot_be_refreshed(sandbox_url):
    credentials = sign_in(sandbox_url)
    requests.post(f"{sandbox_url}/revoke", data={"token": credentials.token}, timeout=5).raise_for_status()

    with pytest.raises(RefreshError, match="invalid_grant"):
        credentials.refresh(Request())


def test_a_fault_can_end_a_grant(sandbox_url):
    credentials = sign_in(sandbox_url)
    put_faults(sandbox_url, {"kind": "invalid_grant", "match": {"path": "^/token$"}})

    with pytest.raises(RefreshError, match="invalid_grant"):
        credentials.refresh(Request())


def test_a_token_without_the_scope_is_refused(sandbox_url):
    scope = "https://www.googleapis.com/auth/youtube.readonly"
    issued = exchange(sandbox_url, consent(sandbox_url, scope=scope)["code"]).json()

    answer = requests.post(
        f"{sandbox_url}/upload/youtube/v3/videos?uploadType=resumable&part=snippet",
        json={"snippet": {"title": "t"}},
        headers={"Authorization": f"Bearer {issued['access_token']}"},
        timeout=5,
    )

    assert answer.json()["error"]["errors"][0]["reason"] == "insufficientPermissions"


@pytest.mark.parametrize(
    "change", [{"redirect_uri": "http://evil.example/"}, {"response_type": "token"}, {"client_id": ""}]
)
def test_a_request_that_google_would_block_is_blocked(sandbox_url, change):
    answer = requests.get(f"{sandbox_url}/o/oauth2/v2/auth", params=ASKED | change, timeout=5)

    assert answer.status_code == 400
    assert "Access blocked" in answer.text
