"""Authentication and permissions."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from accounts import workspaces
from accounts.access import replays
from accounts.models import ApiKey, IdempotencyRecord, Membership, Role, Workspace

PAGES = ["accounts:profile", "accounts:workspace", "accounts:members", "billing:usage"]
ADMIN_PAGES = ["accounts:api-keys", "accounts:api-key-new", "accounts:audit"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES + ADMIN_PAGES)
def test_strangers_are_sent_to_sign_in_and_back(name):
    response = Client().get(reverse(name))

    assert response.status_code == 302
    assert response.headers["Location"] == f"{reverse('account_login')}?next={reverse(name)}"


@pytest.mark.parametrize("name", PAGES + ADMIN_PAGES)
def test_owners_see_every_settings_page(page, name):
    response = page.get(reverse(name))

    assert response.status_code == 200
    assert "<h1" in response.content.decode()


@pytest.mark.parametrize("name", ADMIN_PAGES)
def test_editors_do_not_see_keys_and_log(browser, join, name):
    response = browser(join(Role.EDITOR).user).get(reverse(name))

    assert response.status_code == 403
    assert "requires the admin role" in response.content.decode()


def test_the_chosen_workspace_stays_chosen(page, owner, workspace):
    second = workspaces.open_workspace(owner=owner, name="Second Studio")

    page.post(reverse("accounts:workspace-switch"), {"workspace": second.pk})

    assert "Second Studio" in page.get(reverse("accounts:workspace")).content.decode()


def test_a_workspace_of_others_cannot_be_chosen(page, foreign, workspace):
    page.post(reverse("accounts:workspace-switch"), {"workspace": foreign.pk})

    assert "Elsewhere" not in page.get(reverse("accounts:workspace")).content.decode()


@pytest.mark.parametrize("chosen", ["foreign", "wsp_unknown", ""])
def test_switching_to_an_inaccessible_workspace_is_explained(page, workspace, foreign, chosen):
    asked = foreign.pk if chosen == "foreign" else chosen

    answer = page.post(reverse("accounts:workspace-switch"), {"workspace": asked}, follow=True)

    assert "You are not a member of that workspace." in answer.content.decode()


def test_switching_redirects_only_within_the_site(page, workspace):
    there = page.post(reverse("accounts:workspace-switch"), {"workspace": workspace.pk, "next": "/ideas/"})
    away = page.post(
        reverse("accounts:workspace-switch"), {"workspace": workspace.pk, "next": "https://evil.example/"}
    )

    assert there.headers["Location"] == "/ideas/"
    assert away.headers["Location"] == "/"


@pytest.mark.parametrize(
    ("referer", "then"),
    [
        ("http://testserver/videos/?status=ready", "/videos/%3Fstatus%3Dready"),
        ("http://evil.example/videos/", "/"),
        ("", "/"),
        ("http://testserver", "/"),
    ],
)
def test_a_form_sent_after_signing_out_redirects_to_its_page(client, db, referer, then):
    headers = {"Referer": referer} if referer else {}

    answer = client.post(reverse("accounts:workspace-switch"), headers=headers)

    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{reverse('account_login')}?next={then}"
    assert "so this was not saved" in client.get(answer.headers["Location"]).content.decode()


def test_typed_text_is_shown_after_the_session_ended(page, workspace):
    page.post(reverse("account_logout"))
    form = {"name": "Ada <Byron>", "password": "pw-typed", "csrfmiddlewaretoken": "tok", "version": "3"}
    here = reverse("accounts:profile")

    answer = page.post(here, form, headers={"Referer": f"http://testserver{here}"})

    text = answer.content.decode()
    assert answer.status_code == 401
    assert "so this was not saved" in text
    assert "readonly>Ada &lt;Byron&gt;</textarea>" in text
    assert f'href="{reverse("account_login")}?next={here}"' in text
    assert "pw-typed" not in text
    assert "readonly>tok<" not in text


def test_prefilled_values_do_not_count_as_typed_after_signing_out(client, db):
    hidden = {"plan": "empire", "nonce": "Kd8sjw", "priced_at": "1795924800:1vRZX:kq3"}
    hidden["filled_in"] = " ".join(hidden)

    answer = client.post(reverse("billing:plan-change"), hidden)

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("account_login"))


def test_a_part_of_a_page_requested_after_signing_out_is_a_message(client, db):
    answer = client.get(reverse("synthesis:jobs-tray"), headers={"HX-Request": "true"})

    assert answer.status_code == 401
    assert answer["HX-Retarget"] == "#messages"
    assert "You are signed out" in answer.content.decode()
    assert "<form" not in answer.content.decode()


def test_a_forms_url_opened_as_a_page_is_explained(page, workspace):
    answer = page.get(reverse("accounts:workspace-switch"))

    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "Go back and use the buttons" in answer.content.decode()


def test_pages_show_the_time_of_the_workspace_and_rest_utc(page, program, workspace):
    workspace.time_zone = "Pacific/Kiritimati"
    workspace.save()

    shown = page.get(reverse("accounts:audit")).content.decode()
    told = page.get("/api/v1/audit-log/").json()["data"][0]["created_at"]

    local = timezone.localtime(workspace.created_at, timezone=ZoneInfo("Pacific/Kiritimati"))
    assert f"{local:%H:%M}" in shown
    assert told.startswith(f"{workspace.created_at:%Y-%m-%dT%H:%M}")


@pytest.mark.django_db
@pytest.mark.parametrize("header", ["Bearer ek_test_made_up", "Bearer", "Basic b3duZXI6eA==", "bearer  "])
def test_a_made_up_key_is_refused_as_a_problem(header):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=header)

    response = client.get("/api/v1/me/")

    assert response.status_code in (401, 403)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["request_id"]


@pytest.mark.parametrize(
    ("scopes", "path", "status"),
    [
        (["account:read"], "/api/v1/usage/", 200),
        (["videos:read"], "/api/v1/usage/", 403),
        (["members:read"], "/api/v1/members/", 200),
        (["account:read"], "/api/v1/members/", 403),
        (["audit_log:read"], "/api/v1/audit-log/", 200),
        (["api_keys:read"], "/api/v1/api-keys/", 200),
        (["videos:read"], "/api/v1/me/", 200),
    ],
)
def test_a_key_is_limited_to_its_scopes(program, scopes, path, status):
    assert program(*scopes).get(path).status_code == status


def test_a_reading_key_cannot_write(program):
    response = program("api_keys:read").post("/api/v1/api-keys/", {"name": "x", "scopes": ["api_keys:read"]})

    assert (response.status_code, response.json()["code"]) == (403, "scope_missing")


def test_a_browser_needs_the_csrf_token_to_change_something(owner, workspace):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")

    response = client.post("/api/v1/api-keys/", {"name": "x", "scopes": ["videos:read"]})

    assert response.status_code == 403
    assert not ApiKey.objects.exists()


def test_the_same_key_with_another_body_is_refused(program):
    client = program()
    headers = {"Idempotency-Key": "one"}
    client.post("/api/v1/api-keys/", {"name": "x", "scopes": ["videos:read"]}, headers=headers)

    other = client.post("/api/v1/api-keys/", {"name": "y", "scopes": ["videos:read"]}, headers=headers)

    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_a_refused_request_does_not_consume_its_idempotency_key(program):
    client = program()
    headers = {"Idempotency-Key": "one"}
    client.post("/api/v1/api-keys/", {"name": "", "scopes": []}, headers=headers)

    made = client.post("/api/v1/api-keys/", {"name": "x", "scopes": ["videos:read"]}, headers=headers)

    assert made.status_code == 201


def test_an_idempotency_key_with_an_unsupported_method_is_refused(program):
    assert program().put("/api/v1/me/", {}, headers={"Idempotency-Key": "one"}).status_code == 405


def test_stored_responses_are_deleted_after_a_day(workspace):
    for number, age in enumerate([timedelta(hours=23), timedelta(hours=25)]):
        record = IdempotencyRecord.objects.create(
            workspace=workspace, key=f"k{number}", fingerprint="f", status=200, body="{}"
        )
        IdempotencyRecord.objects.filter(pk=record.pk).update(created_at=timezone.now() - age)

    assert replays.purge() == 1


@pytest.mark.parametrize(
    "path", ["/api/v1/members/", "/api/v1/audit-log/", "/api/v1/api-keys/", "/api/v1/ledger/"]
)
def test_lists_hold_nothing_of_other_workspaces(program, foreign, path):
    document = program().get(path).json()

    assert (document["object"], document["has_more"]) == ("list", False)
    assert "foreign@example.com" not in str(document)
    assert foreign.pk not in str(document)


def test_lists_are_read_page_by_page(program, join):
    for number in range(4):
        join(Role.VIEWER, f"viewer{number}@example.com")
    client = program()
    document = client.get("/api/v1/members/", {"limit": 2}).json()
    seen = [member["email"] for member in document["data"]]
    while document["has_more"]:
        query = {"limit": 2, "cursor": document["next_cursor"]}
        document = client.get("/api/v1/members/", query).json()
        seen += [member["email"] for member in document["data"]]

    assert seen == ["owner@example.com", *(f"viewer{number}@example.com" for number in range(4))]


@pytest.mark.parametrize("query", [{"limit": "0"}, {"limit": "101"}, {"limit": "x"}, {"cursor": "made-up"}])
def test_a_hostile_page_is_refused(program, query):
    assert program().get("/api/v1/audit-log/", query).status_code == 422


def test_pages_require_a_workspace(browser, owner, workspace):
    Membership.objects.all().delete()

    assert browser(owner).get(reverse("accounts:members")).status_code == 404
    assert Workspace.objects.exists()
