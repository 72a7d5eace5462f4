"""The tokens of a shop: encrypted, shown nowhere, and renewed once."""

from datetime import timedelta

import pytest
from django.db import connection as database
from django.utils import timezone

from accounts.models import Notification, User
from commerce import access_tokens, stores
from commerce.errors import StoreLostError
from commerce.models import Store, StoreStatus
from commerce.platforms import CredentialKind
from commerce.tests.conftest import begin, connect, expire, open_workspace
from foundation.errors import UpstreamUnavailableError


def test_tokens_are_unreadable_in_the_database(store):
    with database.cursor() as cursor:
        cursor.execute("SELECT access_token, refresh_token FROM commerce_store")
        stored = cursor.fetchone()

    assert all(text.startswith("k1:") for text in stored)
    assert "secret" not in "".join(stored)


def test_no_page_response_or_admin_contains_a_token(store, member, user):
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)

    for address in (
        "/shop/", f"/shop/stores/{store.pk}/", "/api/v1/stores/", f"/api/v1/stores/{store.pk}/",
        f"/admin/commerce/store/{store.pk}/change/", "/admin/commerce/store/",
    ):  # fmt: skip
        answer = member.get(address)
        assert answer.status_code == 200, address
        assert "secret-" not in answer.content.decode()


def test_no_log_contains_a_token(bazaar, stall, member, caplog):
    caplog.set_level("DEBUG")
    state = begin(member)
    member.get(f"/shop/bazaar/callback/?{bazaar.consent(domain=stall.domain, state=state)}")
    store = Store.objects.get()
    expire(store)
    access_tokens.get(store=store)

    assert "secret-" not in caplog.text + str([record.__dict__ for record in caplog.records])


def test_a_token_is_renewed_before_it_ends(store, stall):
    expire(store)

    assert access_tokens.get(store=store) == "secret-access-2"
    assert Store.objects.get().refresh_token == "secret-refresh-2"


@pytest.mark.parametrize(("hours_left", "renewals"), [(0.9, 2), (1.1, 1)])
def test_a_token_for_a_day_is_renewed_after_23_hours(bazaar, stall, workspace, user, hours_left, renewals):
    bazaar.own = (stall.domain, CredentialKind.CLIENT_CREDENTIALS)
    user.is_staff = True
    store = stores.connect_own(workspace=workspace, actor=user, platform=bazaar)
    Store.objects.update(access_expires_at=timezone.now() + timedelta(hours=hours_left))

    access_tokens.get(store=store)

    assert stall.renewals == renewals


def test_a_token_that_is_refused_in_the_middle_is_renewed_and_the_call_repeated(store, stall):
    stall.token = "another one"

    facts = access_tokens.call(store=store, work=lambda client: client.shop())

    assert facts.name == "Carpets of Ali"
    assert stall.renewals == 2


def test_a_refused_renewal_needs_a_reconnect_and_people_are_notified(store, stall, member):
    stall.refuses_renewal = True
    expire(store)

    with pytest.raises(StoreLostError):
        access_tokens.get(store=store)

    store.refresh_from_db()
    assert store.status == StoreStatus.NEEDS_RECONNECT
    assert Notification.objects.get().title == "Reconnect the shop Carpets of Ali"
    home = member.get("/").content.decode()
    assert f"/shop/stores/{store.pk}/" in home


def test_a_permanent_token_that_is_refused_needs_a_reconnect(bazaar, stall, workspace, user):
    bazaar.own = (stall.domain, CredentialKind.STATIC)
    user.is_staff = True
    store = stores.connect_own(workspace=workspace, actor=user, platform=bazaar)
    stall.token = "another one"

    with pytest.raises(StoreLostError):
        access_tokens.call(store=store, work=lambda client: client.shop())

    assert Store.objects.get().status == StoreStatus.NEEDS_RECONNECT


def test_an_outage_during_a_renewal_changes_nothing(store, stall):
    expire(store)
    stall.is_away = True

    with pytest.raises(UpstreamUnavailableError):
        access_tokens.get(store=store)

    assert Store.objects.get().status == StoreStatus.ACTIVE


def test_a_reconnect_reactivates_a_lost_shop(store, bazaar, stall, workspace, user):
    Store.objects.update(status=StoreStatus.NEEDS_RECONNECT, status_note="Lost.")

    again = connect(bazaar, workspace=workspace, user=user)

    assert (again.status, again.status_note) == ("active", "")


def test_new_tokens_reach_the_shops_other_workspace(store, bazaar, stall, user):
    second = connect(bazaar, workspace=open_workspace(user, "Second"), user=user)

    assert access_tokens.get(store=store) == stall.token
    expire(second)
    access_tokens.get(store=second)
    assert access_tokens.get(store=store) == stall.token


def test_a_call_of_a_disconnected_shop_is_refused(store, user):
    stores.disconnect(store=store, actor=user)

    with pytest.raises(StoreLostError):
        access_tokens.call(store=store, work=lambda client: client.shop())


def test_while_one_process_renews_a_token_another_waits_for_it(store, stall):
    expire(store)
    outcomes: list[str] = []

    def ask_too() -> None:
        try:
            outcomes.append(access_tokens.get(store=Store.objects.get()))
        except UpstreamUnavailableError:
            outcomes.append("busy")

    stall.during_renewal = ask_too

    assert access_tokens.get(store=store) == "secret-access-2"
    assert (outcomes, stall.renewals) == (["busy"], 2)


def test_while_a_token_is_renewed_the_old_one_is_used_until_it_ends(store, stall):
    Store.objects.update(access_expires_at=timezone.now() + timedelta(minutes=1))
    outcomes: list[str] = []
    stall.during_renewal = lambda: outcomes.append(access_tokens.get(store=Store.objects.get()))

    access_tokens.get(store=store)

    assert (outcomes, stall.renewals) == (["secret-access-1"], 2)


def test_a_token_that_was_stored_during_a_renewal_stays(store, stall):
    expire(store)

    def store_newer() -> None:
        other = Store.objects.get()
        other.access_token = "newer"
        other.save(update_fields=["access_token"])

    stall.during_renewal = store_newer

    assert access_tokens.get(store=store) == "newer"


def test_a_shop_that_is_disconnected_during_a_renewal_gets_no_token(store, stall, user):
    expire(store)

    def leave() -> None:
        stores.disconnect(store=store, actor=user)
        stores.delete_tokens(store=store)

    stall.during_renewal = leave
    with pytest.raises(StoreLostError):
        access_tokens.get(store=store)

    assert Store.objects.get().access_token == ""


def test_a_shop_that_is_reconnected_during_a_renewal_keeps_its_newer_token(
    store, bazaar, stall, workspace, user
):
    expire(store)
    stall.during_renewal = lambda: connect(bazaar, workspace=workspace, user=user)

    with pytest.raises(UpstreamUnavailableError):
        access_tokens.get(store=store)

    store.refresh_from_db()
    assert (store.status, store.access_token) == ("active", stall.token)


# --- facts --------------------------------------------------------------------------------------------------


def test_a_changed_currency_reads_all_products_again(store, stall):
    Store.objects.update(products_due_at=timezone.now() + timedelta(days=1), products_wanted_at=None)
    stall.currency = "CHF"

    stores.refresh_facts(store)

    store.refresh_from_db()
    assert (store.currency, store.products_wanted_at) == ("CHF", store.products_due_at)
    assert store.products_due_at <= timezone.now()


def test_a_removed_permission_needs_a_reconnect(store, stall):
    stall.scopes = ("see_wares",)

    stores.refresh_scopes(store)

    store.refresh_from_db()
    assert store.status == StoreStatus.NEEDS_RECONNECT
    assert store.status_note == "The permission to see sales was removed."
