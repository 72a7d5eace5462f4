"""Shops that removed our app: disconnected, and two days later deleted, unless they are connected again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from commerce.models import EventStatus, Order, Product, ShopEvent, Store, StoreStatus
from commerce.tests.conftest import an_order, apply_all, connect, deliver, open_workspace


def test_an_uninstalled_app_disconnects_all_workspaces(store, bazaar, stall, user):
    connect(bazaar, workspace=open_workspace(user, "Second"), user=user)
    stall.close()

    deliver("uninstalled")
    apply_all()

    assert set(Store.objects.values_list("status", "access_token")) == {("revoked", "")}


@pytest.mark.parametrize("kind", ["uninstalled", "shop_redact"])
def test_a_shop_that_accepts_the_token_again_stays_whatever_its_clock_says(store, kind):
    # Shops ask for the deletion 48 hours after the removal, also if the app was installed again since.
    deliver(kind, at=store.connected_at + timedelta(hours=47))
    apply_all()

    assert Store.objects.get().status == StoreStatus.ACTIVE
    assert ShopEvent.objects.get().status == EventStatus.APPLIED


@pytest.mark.parametrize("kind", ["uninstalled", "shop_redact"])
def test_a_removal_waits_until_the_shop_can_be_asked(store, stall, kind):
    stall.is_away = True
    deliver(kind)
    apply_all()

    assert Store.objects.get().status == StoreStatus.ACTIVE
    assert ShopEvent.objects.get().status == EventStatus.WAITING


def test_an_uninstall_before_an_older_report_of_the_shop_leaves_it_disconnected(store, stall):
    stall.close()
    deliver("uninstalled", webhook_id="w2")
    apply_all()
    deliver("shop", webhook_id="w1", at=timezone.now() - timedelta(minutes=1))
    apply_all()

    assert Store.objects.get().status == StoreStatus.REVOKED
    assert not ShopEvent.objects.due().exists()


def test_the_redaction_of_a_shop_deletes_all_its_rows_also_when_it_was_disconnected(
    store, stall, workspace, user
):
    stall.close()
    an_order(store)
    Product.objects.create(
        workspace=workspace,
        store=store,
        shop_id="1",
        title="Mug",
        currency="EUR",
        shop_updated_at=timezone.now(),
    )
    deliver("uninstalled", webhook_id="w1")
    deliver("shop_redact", webhook_id="w2")
    apply_all()

    assert (Store.objects.count(), Order.objects.count(), Product.objects.count()) == (0, 0, 0)
    assert AuditEntry.objects.filter(action="shop.data_deleted").count() == 1
    assert list(ShopEvent.objects.values_list("webhook_id", "status")) == [("w2", "applied")]


def test_a_late_redaction_does_not_delete_a_shop_that_connected_again(store):
    deliver("shop_redact", at=store.connected_at - timedelta(hours=1))
    apply_all()

    assert Store.objects.get().status == StoreStatus.ACTIVE
