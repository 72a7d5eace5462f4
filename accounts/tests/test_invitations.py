"""Invitations: one recipient, one use."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from accounts import invitations
from accounts.errors import (
    AlreadyMemberError,
    InvitationForAnotherAddressError,
    InvitationUnusableError,
    RoleTooLowError,
    TooManyInvitationsError,
)
from accounts.models import Invitation, Membership, Role, User, Workspace
from accounts.tests.conftest import PASSWORD, make_person
from foundation.errors import UpstreamUnavailableError


def invite(ownership, email="ada@example.com", role=Role.EDITOR):
    return invitations.invite(workspace=ownership.workspace, by=ownership, email=email, role=role)


def sent_path():
    found = re.search(r"(/invitations/\S+/)", str(mail.outbox[-1].body))
    assert found
    return found.group(1)


def sent_token():
    return sent_path().split("/")[2]


def test_an_invitation_is_mailed_and_its_token_is_kept_nowhere(ownership):
    invitation = invite(ownership)

    assert mail.outbox[0].to == ["ada@example.com"]
    assert "North Studio" in mail.outbox[0].subject
    assert sent_token() not in [getattr(invitation, field.attname) for field in Invitation._meta.fields]


def test_a_name_with_a_line_break_cannot_add_headers(ownership, workspace):
    workspace.name = "North\nBcc: everybody@example.com"
    workspace.save()
    ownership.refresh_from_db()

    invite(ownership)

    assert mail.outbox[0].bcc == []
    assert "\n" not in mail.outbox[0].subject


def test_accepting_adds_the_member_and_confirms_the_address(ownership):
    invite(ownership, role=Role.ADMIN)
    ada = make_person("ada@example.com", confirmed=False)

    membership = invitations.accept(token=sent_token(), user=ada)

    assert (membership.workspace, membership.role) == (ownership.workspace, Role.ADMIN)
    assert ada.has_confirmed_email


def test_an_invitation_works_once(ownership):
    invite(ownership)
    ada = make_person("ada@example.com")
    invitations.accept(token=sent_token(), user=ada)

    with pytest.raises(InvitationUnusableError):
        invitations.accept(token=sent_token(), user=ada)


def test_another_address_cannot_use_it(ownership):
    invite(ownership)

    with pytest.raises(InvitationForAnotherAddressError):
        invitations.accept(token=sent_token(), user=make_person("eve@example.com"))


def test_a_withdrawn_invitation_is_closed(ownership, owner):
    invitation = invite(ownership)
    for _ in range(2):
        invitations.withdraw(invitation=invitation, actor=owner)

    with pytest.raises(InvitationUnusableError):
        invitations.find(token=sent_token())


def test_an_old_invitation_is_closed(ownership):
    invite(ownership)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    with pytest.raises(InvitationUnusableError):
        invitations.find(token=sent_token())


def test_inviting_again_replaces_the_link(ownership):
    invite(ownership)
    first = sent_token()
    invite(ownership, email="Ada@Example.com")

    with pytest.raises(InvitationUnusableError):
        invitations.find(token=first)
    assert invitations.find(token=sent_token()).email == "ada@example.com"


def test_a_member_is_not_invited_again(ownership, owner):
    with pytest.raises(AlreadyMemberError):
        invite(ownership, email="OWNER@example.com")


def test_members_cannot_invite_above_their_own_role(join):
    with pytest.raises(RoleTooLowError):
        invite(join(Role.ADMIN), role=Role.OWNER)
    with pytest.raises(RoleTooLowError):
        invite(join(Role.EDITOR), role=Role.VIEWER)
    assert mail.outbox == []


def test_open_invitations_are_bounded(ownership):
    for number in range(invitations.MOST_OPEN):
        invite(ownership, email=f"person{number}@example.com")

    with pytest.raises(TooManyInvitationsError):
        invite(ownership)


@override_settings(
    EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_PORT=9, EMAIL_HOST="127.0.0.1"
)
def test_an_invitation_that_cannot_be_mailed_is_withdrawn(ownership):
    with pytest.raises(UpstreamUnavailableError, match="e-mail could not be sent"):
        invite(ownership)

    assert not Invitation.objects.filter(withdrawn_at=None).exists()


def test_the_invitation_page_offers_sign_in_and_sign_up(ownership):
    invite(ownership)

    response = Client().get(sent_path())

    assert response.status_code == 200
    assert "Create an account" in response.content.decode()


def test_signing_up_with_an_invitation_joins_the_workspace(ownership):
    invite(ownership)
    client = Client()
    client.get(sent_path())

    client.post(reverse("account_signup"), {"email": "ada@example.com", "password1": PASSWORD})

    ada = User.objects.get(email="ada@example.com")
    assert list(Workspace.objects.of_user(ada)) == [ownership.workspace]


def test_signing_up_with_an_invitation_leads_to_home(ownership):
    invite(ownership)
    client = Client()
    client.get(sent_path())

    answer = client.post(
        f"{reverse('account_signup')}?next={sent_path()}",
        {"email": "ada@example.com", "password1": PASSWORD, "next": sent_path()},
        follow=True,
    )

    assert (answer.status_code, answer.redirect_chain[-1][0]) == (200, "/")


def test_signing_up_with_another_address_does_not_join(ownership):
    invite(ownership)
    client = Client()
    client.get(sent_path())

    client.post(reverse("account_signup"), {"email": "eve@example.com", "password1": PASSWORD})

    eve = User.objects.get(email="eve@example.com")
    assert ownership.workspace not in Workspace.objects.of_user(eve)


def test_the_addressee_joins_and_opens_the_workspace(ownership, browser, foreign):
    invite(ownership)
    ada = make_person("ada@example.com")
    Membership.objects.create(workspace=foreign, user=ada)
    client = browser(ada)

    client.post(sent_path())

    assert client.session["workspace"] == ownership.workspace_id


def test_a_made_up_token_is_refused_on_a_page_that_says_so(db):
    response = Client().get("/invitations/made-up/")

    assert response.status_code == 422
    assert "no longer valid" in response.content.decode()
