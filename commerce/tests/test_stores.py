"""Connecting, refreshing and disconnecting a shop."""

import threading
from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from django.db import connection as database
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, Notification, User
from commerce import access_tokens, stores
from commerce.errors import ConsentForgedError
from commerce.models import Store, StoreStatus
from commerce.orders import reconciling
from commerce.platforms import CredentialKind
from commerce.tasks import leave_shop
from commerce.tests.conftest import begin, connect, expire, open_workspace
from foundation import leases

CALLBACK = "/shop/bazaar/callback/"


def called_back(member, query):
    return member.get(f"{CALLBACK}?{query}")


def test_consent_connects_the_shop(bazaar, stall, member):
    state = begin(member)

    answer = called_back(member, bazaar.consent(domain=stall.domain, state=state))

    store = Store.objects.get()
    assert answer["Location"] == "/shop/"
    assert (store.name, store.currency, store.public_domain) == (
        "Carpets of Ali", "EUR", "www.ali.bazaar.invalid",
    )  # fmt: skip
    assert (store.status, store.livemode, store.scopes) == ("active", False, ["see_wares", "see_sales"])


def test_connecting_again_keeps_one_shop_and_its_row(store, bazaar, workspace, user):
    assert connect(bazaar, workspace=workspace, user=user).pk == store.pk
    assert Store.objects.count() == 1


def test_connecting_again_reads_at_once_what_a_dead_worker_had_claimed(store, bazaar, workspace, user):
    free = {f"{work}_lease_until": None for work in ("products", "orders", "hooks")}
    Store.objects.update(**dict.fromkeys(free, timezone.now() + timedelta(minutes=5)))
    claim = leases.Claim(terms=reconciling.TERMS, pk=store.pk, fence=store.orders_fence)
    assert leases.is_held(claim=claim)

    connect(bazaar, workspace=workspace, user=user)

    assert not leases.is_held(claim=claim)
    for due in ("due_for_products", "due_for_orders", "due_for_hooks"):
        assert getattr(Store.objects, due)().filter(pk=store.pk).exists()


@pytest.mark.parametrize("state", ["", "forged", "ü"])
def test_a_callback_with_another_state_is_refused(bazaar, stall, member, state):
    begin(member)

    answer = called_back(member, bazaar.consent(domain=stall.domain, state=state))

    assert answer.status_code == 422
    assert not Store.objects.exists()


def test_a_state_counts_once(bazaar, stall, member):
    state = begin(member)
    called_back(member, bazaar.consent(domain=stall.domain, state=state))

    answer = called_back(member, bazaar.consent(domain=stall.domain, state=state))

    assert answer.status_code == 422


def test_a_state_ends_after_a_quarter_of_an_hour(bazaar, stall, member):
    state = begin(member)
    session = member.session
    session["shop_consent"]["requested_at"] -= 901
    session.save()

    assert called_back(member, bazaar.consent(domain=stall.domain, state=state)).status_code == 422


def test_a_callback_without_the_platforms_signature_is_refused(bazaar, stall, member):
    state = begin(member)
    query = bazaar.consent(domain=stall.domain, state=state).replace("genuine", "forged")

    assert called_back(member, query).status_code == 422
    assert not Store.objects.exists()


def test_a_callback_of_another_shop_is_refused(bazaar, stall, member):
    state = begin(member)

    answer = called_back(member, bazaar.consent(domain="evil.bazaar.invalid", state=state))

    assert answer.status_code == 422
    assert not Store.objects.exists()


def test_a_token_of_another_shop_is_refused(bazaar, stall, member):
    state = begin(member)
    query = bazaar.consent(domain=stall.domain, state=state)
    stall.domain = "other.bazaar.invalid"

    assert called_back(member, query).status_code == 422
    assert not Store.objects.exists()


def test_a_consent_of_another_workspace_is_refused(bazaar, stall, member, user):
    state = begin(member)
    other = open_workspace(user, "Second")
    session = member.session
    session["workspace"] = other.pk
    session.save()

    assert called_back(member, bazaar.consent(domain=stall.domain, state=state)).status_code == 422


def test_a_denied_consent_connects_nothing_and_says_so(bazaar, stall, member):
    state = begin(member)
    query = bazaar.consent(domain=stall.domain, state=state).replace("code=", "error=access_denied&no=")

    page = member.get(f"{CALLBACK}?{query}", follow=True).content.decode()

    assert "No shop was connected, because access was not granted." in page


def test_a_missing_permission_connects_nothing(bazaar, stall, member):
    state = begin(member)
    stall.scopes = ("see_wares",)

    answer = called_back(member, bazaar.consent(domain=stall.domain, state=state))

    assert answer.status_code == 422
    assert "did not grant permission to see sales" in answer.content.decode()
    assert not Store.objects.exists()


def test_a_wrong_address_is_explained_beside_the_field(bazaar, member):
    answer = member.post("/shop/connect/bazaar/", {"address": "http://127.0.0.1/"})

    assert answer.status_code == 422
    assert "Enter an address such as stall.bazaar.invalid." in answer.content.decode()


def test_the_free_plan_has_no_shop(bazaar, stall, user):
    open_workspace(user, "Free one", plan="")
    client = Client()
    client.force_login(user)

    page = client.get("/shop/").content.decode()
    answer = client.post("/shop/connect/bazaar/", {"address": stall.domain})

    assert "Your plan does not include shops. Creator covers 1 shop." in page
    assert answer.status_code == 402


def test_the_plan_limits_the_shops_before_and_after_the_consent(store, bazaar, member, workspace, user):
    before = member.post("/shop/connect/bazaar/", {"address": "second.bazaar.invalid"})
    Store.objects.update(status=StoreStatus.REVOKED)
    state = begin(member)
    Store.objects.update(status=StoreStatus.ACTIVE, domain="first.bazaar.invalid")

    after = called_back(member, bazaar.consent(domain="ali.bazaar.invalid", state=state))

    assert (before.status_code, after.status_code) == (402, 402)
    assert Store.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_callbacks_at_once_make_one_shop(bazaar, stall, workspace, user):
    made: list[str] = []
    refused: list[ConsentForgedError] = []
    barrier = threading.Barrier(2)

    consents = [
        stores.request_consent(workspace=workspace, platform=bazaar, address=stall.domain) for _ in range(2)
    ]
    codes = [parse_qs(bazaar.consent(domain=stall.domain, state=each.state))["code"][0] for each in consents]

    def call_back(consent, code) -> None:
        try:
            barrier.wait(timeout=10)
            store = stores.connect(
                workspace=workspace, actor=user, platform=bazaar, consent=consent, code=code
            )
            made.append(store.pk)
        except ConsentForgedError as error:
            # The other one got a newer token, which ended this one's, before this one had read the shop.
            refused.append(error)
        finally:
            database.close()

    threads = [threading.Thread(target=call_back, args=each) for each in zip(consents, codes, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    # The newer token is never refused.
    assert (len(made), len(refused)) in [(2, 0), (1, 1)]
    assert set(made) == {Store.objects.get().pk}


# --- permissions beyond the first ones ----------------------------------------------------------------------


def test_more_permissions_are_asked_for_later_and_kept_at_a_reconnect(store, bazaar, stall, workspace, user):
    stall.scopes += ("hang_wares",)

    assert not store.may_create_drafts
    assert connect(bazaar, workspace=workspace, user=user, with_merch=True).may_create_drafts
    again = stores.request_consent(workspace=workspace, platform=bazaar, address=stall.domain)
    assert again.scopes == ("see_wares", "see_sales", "hang_wares")


def test_a_refused_extra_permission_keeps_the_shop_and_is_named(store, bazaar, stall, member):
    state = begin(member, merch="1")

    page = member.get(f"{CALLBACK}?{bazaar.consent(domain=stall.domain, state=state)}", follow=True)

    assert "is connected, without the permission to hang wares." in page.content.decode()


@pytest.mark.parametrize(
    ("back", "leads_to"),
    [("/videos/", "/videos/"), ("//evil.example/", "/shop/"), ("https://evil.example/", "/shop/")],
)
def test_a_consent_returns_to_a_page_of_this_site_only(bazaar, stall, member, back, leads_to):
    state = begin(member, back=back)

    answer = called_back(member, bazaar.consent(domain=stall.domain, state=state))

    assert answer["Location"] == leads_to


# --- the installation's own shop ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [CredentialKind.CLIENT_CREDENTIALS, CredentialKind.STATIC])
def test_an_operator_connects_the_own_shop(bazaar, stall, member, user, kind):
    bazaar.own = (stall.domain, kind)
    User.objects.filter(pk=user.pk).update(is_staff=True)

    assert "own shop" in member.get("/shop/").content.decode()
    member.post("/shop/connect/bazaar/own/")

    store = Store.objects.get()
    assert (store.credential, store.refresh_token) == (kind, "")
    assert (store.access_expires_at is None) == (kind is CredentialKind.STATIC)


def test_only_operators_connect_the_own_shop(bazaar, stall, member):
    bazaar.own = (stall.domain, CredentialKind.CLIENT_CREDENTIALS)

    assert "own shop" not in member.get("/shop/").content.decode()
    assert member.post("/shop/connect/bazaar/own/").status_code == 403
    assert not Store.objects.exists()


def test_without_an_own_shop_there_is_none_to_connect(bazaar, member, user):
    User.objects.filter(pk=user.pk).update(is_staff=True)

    assert member.post("/shop/connect/bazaar/own/").status_code == 403


# --- disconnecting ------------------------------------------------------------------------------------------


def test_disconnecting_asks_first_and_then_removes_the_app(store, stall, member):
    question = member.get(f"/shop/stores/{store.pk}/disconnect/").content.decode()
    assert "The app is removed from the shop" in question
    assert Store.objects.get().status == StoreStatus.ACTIVE

    member.post(f"/shop/stores/{store.pk}/disconnect/")
    leave_shop(store.pk)

    store.refresh_from_db()
    assert (store.status, store.access_token, store.refresh_token) == ("revoked", "", "")
    assert not stall.is_installed


def test_disconnecting_with_an_expired_token_renews_it_to_remove_the_app(store, stall, user):
    expire(store)

    stores.disconnect(store=store, actor=user)
    leave_shop(store.pk)

    assert not stall.is_installed


def test_a_disconnected_shop_is_left_once_its_platform_answers(store, stall, user):
    stores.disconnect(store=store, actor=user)
    stall.is_away = True
    leave_shop(store.pk)
    assert stores.to_leave_ids() == [store.pk]

    stall.is_away = False
    leave_shop(store.pk)

    assert stores.to_leave_ids() == []


def test_a_shop_of_two_workspaces_keeps_the_app_until_both_have_left(store, bazaar, stall, user):
    second = connect(bazaar, workspace=open_workspace(user, "Second"), user=user)

    stores.disconnect(store=store, actor=user)
    leave_shop(store.pk)
    assert stall.is_installed
    assert access_tokens.call(store=second, work=lambda client: client.shop()).domain == stall.domain

    stores.disconnect(store=second, actor=user)
    leave_shop(second.pk)
    assert not stall.is_installed


def test_a_shop_that_was_reconnected_is_not_left(store, bazaar, stall, workspace, user):
    stores.disconnect(store=store, actor=user)
    connect(bazaar, workspace=workspace, user=user)

    leave_shop(store.pk)

    assert stall.is_installed
    assert Store.objects.get().access_token == stall.token


def test_disconnecting_twice_is_recorded_once(store, user):
    stores.disconnect(store=store, actor=user)
    stores.disconnect(store=store, actor=user)

    assert AuditEntry.objects.filter(action="shop.disconnected").count() == 1


# --- the app is removed at the platform ---------------------------------------------------------------------


def test_a_removed_app_disconnects_the_shop_and_says_why(store, stall, member):
    stall.close()
    stores.app_removed(store, at=timezone.now())

    store.refresh_from_db()
    assert (store.status, store.access_token, store.refresh_token) == ("revoked", "", "")
    assert "The app was removed from the shop in Bazaar." in member.get("/shop/").content.decode()
    assert Notification.objects.filter(event="store.needs_reconnect").count() == 1


def test_a_late_report_of_a_removed_app_does_not_end_a_newer_connection(store):
    stores.app_removed(store, at=store.connected_at - timedelta(seconds=3))

    store.refresh_from_db()
    assert store.status == StoreStatus.ACTIVE


def test_only_a_connected_shop_says_what_it_can(store, stall, member):
    address = f"/shop/stores/{store.pk}/"
    assert 'id="access-title"' in member.get(address).content.decode()

    member.post(f"{address}disconnect/")

    assert 'id="access-title"' not in member.get(address).content.decode()


def test_the_tabs_stay_after_the_last_shop_is_disconnected(store, stall, member):
    member.post(f"/shop/stores/{store.pk}/disconnect/")

    assert 'href="/shop/offers/"' in member.get("/shop/").content.decode()
