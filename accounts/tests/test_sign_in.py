"""Sign-up, confirmation, sign-in and password reset."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts import workspaces
from accounts.models import Membership, User
from accounts.tests.conftest import PASSWORD, make_person

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "a quite different phrase"


def link_in(message, containing):
    """The path of the link in a mail."""
    found = re.search(rf"https?://[^/\s]+(/\S*{containing}\S*)", message.body)
    assert found, message.body
    return found.group(1)


def sign_up(client, email="ada@example.com", password=PASSWORD):
    return client.post(reverse("account_signup"), {"email": email, "password1": password})


def sign_in(client, email, password):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_signing_up_opens_a_workspace_and_signs_in():
    client = Client()

    response = sign_up(client)

    assert response.status_code == 302
    ada = User.objects.get(email="ada@example.com")
    assert Membership.objects.get(user=ada).role == "owner"
    assert client.get(reverse("accounts:profile")).status_code == 200


def test_the_link_in_the_mail_confirms_the_address():
    client = Client()
    sign_up(client)
    ada = User.objects.get(email="ada@example.com")
    assert not ada.has_confirmed_email
    assert [message.to for message in mail.outbox] == [["ada@example.com"]]

    path = link_in(mail.outbox[0], "confirm-email")
    assert client.get(path).status_code == 200
    assert not ada.has_confirmed_email, "a mail scanner that opens links must not confirm"
    client.post(path)

    assert ada.has_confirmed_email


def test_the_mail_lists_exactly_what_needs_the_confirmation():
    sign_up(Client())

    body = mail.outbox[0].body

    assert "To publish to YouTube or invite people, confirm your address first." in body
    assert "ender" not in body


def test_an_address_has_one_account_however_it_is_written(owner):
    response = sign_up(Client(), email="OWNER@example.com")

    assert response.status_code in (200, 302)
    assert User.objects.filter(email__iexact="owner@example.com").count() == 1


@pytest.mark.parametrize("password", ["short", "1234567890", "password123"])
def test_a_weak_password_is_refused_next_to_the_field(password):
    response = sign_up(Client(), password=password)

    assert response.context["form"].errors["password1"]
    assert not User.objects.exists()


def test_unknown_address_and_wrong_password_read_the_same(owner):
    wrong = sign_in(Client(), owner.email, "not the password")
    unknown = sign_in(Client(), "nobody@example.com", "not the password")

    assert wrong.context["form"].errors == unknown.context["form"].errors
    assert wrong.context["form"].errors


def test_signing_in_gives_the_session_a_new_key(owner):
    client = Client()
    client.get(reverse("account_login"))
    session = client.session
    session["mark"] = "before"
    session.save()
    before = client.session.session_key

    sign_in(client, owner.email, PASSWORD)

    assert client.session.session_key != before


def test_signing_out_requires_a_post(page):
    assert page.get(reverse("account_logout")).status_code == 200
    assert "_auth_user_id" in page.session

    page.post(reverse("account_logout"))

    assert "_auth_user_id" not in page.session


def test_too_many_wrong_passwords_are_slowed_down(owner):
    client = Client()
    for _ in range(5):
        sign_in(client, owner.email, "not the password")

    sign_in(client, owner.email, PASSWORD)

    assert "_auth_user_id" not in client.session


def test_a_forgotten_password_is_replaced_by_mail(owner):
    client = Client()
    client.post(reverse("account_reset_password"), {"email": owner.email})
    path = link_in(mail.outbox[0], "password/reset/key")
    form_path = client.get(path).headers["Location"]

    client.post(form_path, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})

    owner.refresh_from_db()
    assert owner.check_password(NEW_PASSWORD)


def test_a_reset_request_looks_the_same_for_an_unknown_address(owner):
    known = Client().post(reverse("account_reset_password"), {"email": owner.email}, follow=True)
    unknown = Client().post(reverse("account_reset_password"), {"email": "nobody@example.com"}, follow=True)

    assert known.redirect_chain == unknown.redirect_chain
    assert (known.status_code, unknown.status_code) == (200, 200)


def test_a_reset_link_works_once(owner):
    client = Client()
    client.post(reverse("account_reset_password"), {"email": owner.email})
    path = link_in(mail.outbox[0], "password/reset/key")
    form_path = client.get(path).headers["Location"]
    client.post(form_path, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})

    again = Client().get(path, follow=True)

    assert again.context.get("token_fail")


def test_changing_the_password_signs_other_browsers_out(owner, workspace, browser):
    here, there = browser(owner), browser(owner)

    here.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )

    assert here.get(reverse("accounts:profile")).status_code == 200
    assert there.get(reverse("accounts:profile")).status_code == 302


@pytest.mark.parametrize(
    "name",
    ["account_login", "account_signup", "account_reset_password", "account_reset_password_done"],
)
def test_the_entrance_pages_render(name):
    assert Client().get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", ["account_email", "account_change_password", "account_logout"])
def test_the_members_entrance_pages_render(page, name):
    assert page.get(reverse(name)).status_code == 200


def test_a_person_without_confirmed_address_can_view_pages(browser):
    newcomer = make_person("new@example.com", confirmed=False)
    workspaces.open_workspace(owner=newcomer)

    response = browser(newcomer).get(reverse("accounts:profile"))

    assert response.status_code == 200
    assert "Not confirmed" in response.content.decode()


def test_the_admin_sends_strangers_to_the_usual_sign_in():
    response = Client().get(reverse("admin:index"), follow=True)

    assert response.redirect_chain[-1][0].startswith(reverse("account_login"))


def test_the_admin_has_no_sign_in_form_of_its_own(owner):
    response = Client().post(reverse("admin:login"), {"username": owner.email, "password": PASSWORD})

    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("account_login"))


def test_the_admin_is_for_operators_only(page):
    assert page.get(reverse("admin:login")).status_code == 403


def test_the_page_names_the_folder_of_unsent_mails(settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"

    response = Client().post(
        reverse("account_reset_password"), {"email": make_person("ada@example.com").email}, follow=True
    )

    assert str(tmp_path / "mail") in response.content.decode()
    assert len(list((tmp_path / "mail").iterdir())) == 1
