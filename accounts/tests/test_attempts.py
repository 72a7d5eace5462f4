"""Wrong passwords and mails to strangers: limited, without blocking others."""

import pytest
from django.core import mail
from django.test import Client, RequestFactory

from accounts import addresses, invitations
from accounts.errors import EmailUnverifiedError, InvitationsTooFastError
from accounts.models import Membership, Role
from accounts.tests.conftest import PASSWORD, make_person
from accounts.tests.test_sign_in import link_in, sign_in

pytestmark = pytest.mark.django_db


def from_address(address):
    """A browser behind one proxy that reports this address."""
    return Client(headers={"X-Forwarded-For": f"6.6.6.6, {address}"})


def is_let_in(client, email, password=PASSWORD):
    sign_in(client, email, password)
    return "_auth_user_id" in client.session


@pytest.fixture
def behind_a_proxy(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1


def test_guessing_one_account_does_not_block_others(owner, behind_a_proxy):
    other = make_person("other@example.com")
    for _ in range(14):
        assert not is_let_in(from_address("203.0.113.9"), owner.email, "not the password")

    assert not is_let_in(from_address("203.0.113.9"), owner.email), "the guesser's own address is refused"
    assert is_let_in(from_address("198.51.100.7"), owner.email), "the owner signs in from elsewhere"
    assert is_let_in(from_address("203.0.113.9"), other.email), "a neighbour of the guesser signs in"


def test_an_address_that_the_client_writes_itself_opens_nothing(owner):
    for number in range(5):
        is_let_in(Client(headers={"X-Forwarded-For": f"10.0.0.{number}"}), owner.email, "not the password")

    assert not is_let_in(Client(headers={"X-Forwarded-For": "10.0.0.99"}), owner.email)


def test_many_addresses_that_guess_one_account_are_stopped_until_a_reset(owner, behind_a_proxy):
    for number in range(50):
        is_let_in(from_address(f"203.0.113.{number}"), owner.email, "not the password")
    assert not is_let_in(from_address("198.51.100.7"), owner.email)

    client = from_address("198.51.100.7")
    client.post("/accounts/password/reset/", {"email": owner.email})
    form_path = client.get(link_in(mail.outbox[-1], "password/reset/key")).headers["Location"]
    client.post(form_path, {"password1": "a quite different phrase", "password2": "a quite different phrase"})

    assert is_let_in(from_address("198.51.100.7"), owner.email, "a quite different phrase")


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "9.9.9.9", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "9.9.9.9", "9.9.9.9"),
        (1, "6.6.6.6, 9.9.9.9", "9.9.9.9"),
        (2, "6.6.6.6, 9.9.9.9, 10.0.0.2", "9.9.9.9"),
        (2, "9.9.9.9", "10.0.0.1"),
        (1, "not an address", "10.0.0.1"),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_only_addresses_from_trusted_proxies_count(proxies, forwarded, expected, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": forwarded})

    assert addresses.of_client(request) == expected


def test_reset_mails_to_one_address_are_limited(owner, behind_a_proxy):
    for number in range(10):
        from_address(f"203.0.113.{number}").post("/accounts/password/reset/", {"email": owner.email})

    assert len(mail.outbox) == 3


def invite(owner, email):
    by = Membership.objects.get(user=owner)
    return invitations.invite(workspace=by.workspace, by=by, email=email, role=Role.VIEWER)


def test_a_stranger_gets_three_invitations_a_day_at_most(owner, workspace):
    for _ in range(3):
        invite(owner, "stranger@example.com")

    with pytest.raises(InvitationsTooFastError) as refusal:
        invite(owner, "STRANGER@example.com")
    assert refusal.value.retry_after_s
    assert len(mail.outbox) == 3


def test_one_person_sends_thirty_invitations_an_hour_at_most(owner, workspace):
    for number in range(30):
        invitation = invite(owner, f"stranger{number}@example.com")
        invitations.withdraw(invitation=invitation, actor=owner)

    with pytest.raises(InvitationsTooFastError):
        invite(owner, "one-more@example.com")
    assert len(mail.outbox) == 30


def test_inviting_requires_a_confirmed_address(owner, workspace):
    owner.emailaddress_set.update(verified=False)

    with pytest.raises(EmailUnverifiedError):
        invite(owner, "stranger@example.com")
    assert mail.outbox == []
