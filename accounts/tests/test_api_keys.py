"""API keys: shown once, scoped, never with more permissions than their issuer."""

from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone
from rest_framework.test import APIClient

from accounts import api_keys, workspaces
from accounts.errors import KeyRevokedError
from accounts.models import ApiKey, IdempotencyRecord, Membership, Role


@pytest.fixture
def issued(workspace, owner):
    return api_keys.issue(workspace=workspace, issued_by=owner, name="nightly", scopes=["videos:write"])


def client_with(secret):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


def test_only_the_hash_is_stored(issued):
    key, secret = issued

    key.refresh_from_db()
    assert secret not in [str(getattr(key, field.attname)) for field in ApiKey._meta.fields]
    assert secret.startswith(key.prefix)
    assert api_keys.authenticate(secret=secret) == key


@pytest.mark.parametrize(("sandbox", "prefix"), [("http://127.0.0.1:8010", "ek_test_"), ("", "ek_live_")])
def test_keys_are_marked_as_live_or_test(workspace, owner, sandbox, prefix):
    with override_settings(SANDBOX_URL=sandbox):
        key, secret = api_keys.issue(workspace=workspace, issued_by=owner, name="k", scopes=["videos:read"])

    assert secret.startswith(prefix)
    assert key.livemode is (not sandbox)


def test_writing_includes_reading_and_nothing_else(issued):
    key, _ = issued

    assert api_keys.allows(key=key, scope="videos:read")
    assert api_keys.allows(key=key, scope="videos:write")
    assert not api_keys.allows(key=key, scope="renders:read")


def test_a_revoked_key_is_refused(issued, owner):
    key, secret = issued

    assert api_keys.revoke(key=key, actor=owner)
    assert not api_keys.revoke(key=key, actor=owner)

    assert api_keys.authenticate(secret=secret) is None


def test_an_expired_key_is_refused(issued):
    key, secret = issued
    ApiKey.objects.filter(pk=key.pk).update(expires_at=timezone.now() - timedelta(seconds=1))

    assert api_keys.authenticate(secret=secret) is None


def test_a_key_of_a_deactivated_user_is_refused(issued, owner):
    _, secret = issued
    owner.is_active = False
    owner.save()

    assert api_keys.authenticate(secret=secret) is None


def test_last_use_is_recorded(issued):
    key, secret = issued

    api_keys.authenticate(secret=secret)

    key.refresh_from_db()
    assert timezone.now() - key.last_used_at < timedelta(seconds=10)


def test_rotating_replaces_the_key(issued, owner):
    key, secret = issued

    fresh, fresh_secret = api_keys.rotate(key=key, actor=owner)

    assert api_keys.authenticate(secret=secret) is None
    assert api_keys.authenticate(secret=fresh_secret) == fresh
    assert (fresh.name, fresh.scopes) == (key.name, key.scopes)


def test_a_revoked_key_is_not_rotated(issued, owner):
    key, _ = issued
    api_keys.revoke(key=key, actor=owner)

    with pytest.raises(KeyRevokedError):
        api_keys.rotate(key=key, actor=owner)


def test_over_rest_the_secret_is_in_the_first_answer_only(program):
    client = program()

    made = client.post("/api/v1/api-keys/", {"name": "n8n", "scopes": ["videos:read"]})

    assert made.status_code == 201
    assert made.headers["Cache-Control"] == "no-store"
    body = made.json()
    assert client_with(body["secret"]).get("/api/v1/me/").json()["api_key"]["scopes"] == ["videos:read"]
    listed = client.get("/api/v1/api-keys/").json()
    assert body["id"] in [key["id"] for key in listed["data"]]
    assert "secret" not in str(listed)


def test_a_repeated_request_issues_one_key_and_keeps_no_secret(program):
    client, body = program(), {"name": "n8n", "scopes": ["videos:read"]}

    first = client.post("/api/v1/api-keys/", body, headers={"Idempotency-Key": "once"})
    again = client.post("/api/v1/api-keys/", body, headers={"Idempotency-Key": "once"})

    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.json() == {**first.json(), "secret": None}
    assert first.json()["secret"] not in IdempotencyRecord.objects.get().body


def test_a_key_cannot_grant_scopes_it_lacks(program):
    client = program("api_keys:write", "videos:read")

    refused = client.post("/api/v1/api-keys/", {"name": "more", "scopes": ["videos:write"]})
    granted = client.post("/api/v1/api-keys/", {"name": "same", "scopes": ["videos:read"]})

    assert (refused.status_code, refused.json()["code"]) == (403, "scope_beyond_issuer")
    assert granted.status_code == 201


def test_a_key_cannot_gain_scopes_by_rotation(program, issued):
    key, _ = issued
    client = program("api_keys:write")

    refused = client.post(f"/api/v1/api-keys/{key.pk}/rotate/")

    assert refused.status_code == 403
    key.refresh_from_db()
    assert key.is_usable


def test_a_key_is_limited_by_its_issuers_current_role(program, join):
    admin = join(Role.ADMIN)
    client = program(issued_by=admin.user)
    assert client.get("/api/v1/audit-log/").status_code == 200

    Membership.objects.filter(pk=admin.pk).update(role=Role.VIEWER)

    assert client.get("/api/v1/audit-log/").json()["code"] == "role_too_low"


def test_a_key_stops_when_its_issuer_leaves(program, join, ownership):
    admin = join(Role.ADMIN)
    client = program(issued_by=admin.user)

    workspaces.remove_member(membership=admin, by=ownership)

    assert client.get("/api/v1/me/").status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": "", "scopes": ["videos:read"]},
        {"name": "x", "scopes": []},
        {"name": "x", "scopes": ["videos:fly"]},
        {"name": "x", "scopes": ["videos:read"], "expires_in_days": 0},
        {"name": "x", "scopes": "videos:read"},
    ],
)
def test_a_malformed_request_names_the_fields(program, body):
    response = program().post("/api/v1/api-keys/", body)

    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["errors"]


def test_revoking_over_rest_may_be_repeated(program, issued):
    key, _ = issued
    client = program()

    assert client.delete(f"/api/v1/api-keys/{key.pk}/").status_code == 204
    assert client.delete(f"/api/v1/api-keys/{key.pk}/").status_code == 204


@pytest.mark.parametrize("method", ["get", "delete"])
def test_a_key_of_another_workspace_is_not_found(program, foreign, method):
    theirs, _ = api_keys.issue(
        workspace=foreign, issued_by=foreign.memberships.get().user, name="theirs", scopes=["videos:read"]
    )
    client = program()

    response = getattr(client, method)(f"/api/v1/api-keys/{theirs.pk}/")
    made_up = getattr(client, method)("/api/v1/api-keys/key_00000000000000000000000000/")

    assert (response.status_code, made_up.status_code) == (404, 404)
    assert response.json()["detail"] == made_up.json()["detail"]
    theirs.refresh_from_db()
    assert theirs.is_usable
