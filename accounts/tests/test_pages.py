"""The settings pages."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from accounts import api_keys, workspaces
from accounts.models import ApiKey, AuditEntry, Invitation, Membership, Role


def text(response):
    return response.content.decode()


def test_the_name_is_saved(page, owner):
    page.post(reverse("accounts:profile"), {"name": "Ada Lovelace"})

    owner.refresh_from_db()
    assert owner.name == "Ada Lovelace"


def test_a_hostile_name_is_shown_as_text(page, owner):
    page.post(reverse("accounts:profile"), {"name": "<script>alert(1)</script>"})

    assert "<script>alert" not in text(page.get(reverse("accounts:members")))


def test_the_workspace_is_renamed(page, workspace):
    page.post(reverse("accounts:workspace"), {"name": "South Studio", "time_zone": "Europe/Oslo"})

    workspace.refresh_from_db()
    assert (workspace.name, workspace.time_zone) == ("South Studio", "Europe/Oslo")


def test_an_unknown_time_zone_is_refused_beside_the_field(page, workspace):
    response = page.post(reverse("accounts:workspace"), {"name": "South Studio", "time_zone": "Mars/Olympus"})

    assert response.status_code == 422
    workspace.refresh_from_db()
    assert workspace.time_zone == "UTC"


def test_editors_see_the_workspace_and_cannot_rename_it(browser, join, workspace):
    client = browser(join(Role.EDITOR).user)

    assert "Save workspace" not in text(client.get(reverse("accounts:workspace")))
    response = client.post(reverse("accounts:workspace"), {"name": "Mine", "time_zone": "UTC"})

    assert response.status_code == 403
    workspace.refresh_from_db()
    assert workspace.name == "North Studio"


def test_an_invitation_goes_out_and_is_listed(page):
    page.post(reverse("accounts:invitations"), {"email": "ada@example.com", "role": "editor"})

    assert mail.outbox[0].to == ["ada@example.com"]
    assert "ada@example.com" in text(page.get(reverse("accounts:members")))


def test_a_mistyped_address_stays_in_the_form(page):
    response = page.post(reverse("accounts:invitations"), {"email": "ada@", "role": "editor"})

    assert response.status_code == 422
    assert mail.outbox == []


def test_an_invitation_is_withdrawn(page, workspace):
    page.post(reverse("accounts:invitations"), {"email": "ada@example.com", "role": "editor"})
    invitation = Invitation.objects.get()

    page.post(reverse("accounts:invitation-withdrawal", args=[invitation.pk]))

    invitation.refresh_from_db()
    assert invitation.withdrawn_at


def test_a_role_is_changed_and_a_member_removed(page, join):
    member = join(Role.VIEWER)

    page.post(reverse("accounts:member-role", args=[member.pk]), {"role": "editor"})
    member.refresh_from_db()
    assert member.role == Role.EDITOR
    page.post(reverse("accounts:member-removal", args=[member.pk]))

    assert not Membership.objects.filter(pk=member.pk).exists()


def test_the_last_owner_cannot_leave_and_sees_why(page, ownership):
    response = page.post(reverse("accounts:member-removal", args=[ownership.pk]))

    assert response.status_code == 409
    assert "A workspace needs at least one owner" in text(response)


def test_a_refusal_reaches_htmx_as_a_message(page, ownership):
    response = page.post(
        reverse("accounts:member-removal", args=[ownership.pk]), headers={"HX-Request": "true"}
    )

    assert response.status_code == 409
    assert response.headers["HX-Retarget"] == "#messages"


def test_a_new_key_is_shown_once(page):
    made = page.post(reverse("accounts:api-key-new"), {"name": "nightly", "scopes": ["videos:write"]})

    assert made.status_code == 201
    assert "no-store" in made.headers["Cache-Control"]
    secret = made.context["secret"]
    assert secret in text(made)
    assert "http://testserver/api/v1/me/" in text(made)
    listed = text(page.get(reverse("accounts:api-keys")))
    assert secret not in listed
    assert ApiKey.objects.get().prefix in listed


def test_a_key_without_scopes_is_refused_in_the_form(page):
    response = page.post(reverse("accounts:api-key-new"), {"name": "nightly"})

    assert response.status_code == 422
    assert "Choose at least one" in text(response)


def test_checked_boxes_stay_checked(page):
    response = page.post(reverse("accounts:api-key-new"), {"name": "", "scopes": ["ideas:read"]})

    assert re.findall(r'value="(\w+:\w+)"\s+checked', text(response)) == ["ideas:read"]


def test_keys_are_rotated_and_revoked_on_the_page(page, workspace, owner):
    key, secret = api_keys.issue(workspace=workspace, issued_by=owner, name="k", scopes=["videos:read"])

    rotated = page.post(reverse("accounts:api-key-rotation", args=[key.pk]))
    fresh = rotated.context["key"]
    page.post(reverse("accounts:api-key-revocation", args=[fresh.pk]))

    assert api_keys.authenticate(secret=secret) is None
    assert api_keys.authenticate(secret=rotated.context["secret"]) is None


def test_the_log_is_read_in_sentences_and_page_by_page(page, workspace, owner):
    for number in range(30):
        workspaces.rename(workspace=workspace, actor=owner, name=f"Studio {number}", time_zone="UTC")

    first = page.get(reverse("accounts:audit"))
    second = page.get(first.context["more_url"])

    assert "changed the workspace: name Studio 29" in text(first)
    assert "changed the workspace: name Studio 0," in text(second)
    assert "created the workspace" in text(second)


def test_an_action_without_words_is_shown_by_its_name(page, workspace):
    AuditEntry.objects.create(workspace=workspace, action="render.was_canceled")

    assert "render: was canceled" in text(page.get(reverse("accounts:audit")))


@pytest.mark.parametrize("rows", [3, 20])
@pytest.mark.parametrize("name", ["accounts:members", "accounts:api-keys", "accounts:audit"])
def test_pages_take_the_same_queries_for_any_number_of_rows(
    page, join, workspace, owner, name, rows, django_assert_max_num_queries
):
    for number in range(rows):
        join(Role.VIEWER, f"viewer{number}@example.com")
        api_keys.issue(workspace=workspace, issued_by=owner, name=f"k{number}", scopes=["videos:read"])
    page.get(reverse(name))

    with django_assert_max_num_queries(10):
        page.get(reverse(name))


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("accounts:member-role", Membership),
        ("accounts:member-removal", Membership),
        ("accounts:invitation-withdrawal", Invitation),
        ("accounts:api-key-rotation", ApiKey),
        ("accounts:api-key-revocation", ApiKey),
    ],
)
def test_rows_of_other_workspaces_are_not_found(page, foreign, browser, name, model):
    them = foreign.memberships.get()
    their_page = browser(them.user)
    their_page.post(reverse("accounts:invitations"), {"email": "x@example.com", "role": "viewer"})
    their_page.post(reverse("accounts:api-key-new"), {"name": "k", "scopes": ["videos:read"]})
    before = model.objects.filter(workspace=foreign).values().get()

    response = page.post(reverse(name, args=[before["id"]]), {"role": "viewer"})

    assert response.status_code == 404
    assert model.objects.filter(workspace=foreign).values().get() == before


@pytest.mark.parametrize(
    ("access", "expected"),
    [
        ("read", [scope for scope in api_keys.all_scopes() if scope.endswith(":read")]),
        ("all", api_keys.all_scopes()),
    ],
)
def test_a_key_is_issued_for_reading_or_for_everything_without_ticking_boxes(page, access, expected):
    page.post(reverse("accounts:api-key-new"), {"name": "nightly", "access": access})

    assert ApiKey.objects.get().scopes == sorted(expected)


def test_selected_scopes_apply_only_to_custom_access(page):
    page.post(
        reverse("accounts:api-key-new"), {"name": "nightly", "access": "chosen", "scopes": ["videos:write"]}
    )

    assert ApiKey.objects.get().scopes == ["videos:write"]


def test_custom_access_without_scopes_is_refused_beside_the_boxes(page):
    response = page.post(reverse("accounts:api-key-new"), {"name": "nightly", "access": "chosen"})

    assert response.status_code == 422
    assert "Choose at least one scope" in text(response)
    assert not ApiKey.objects.exists()
