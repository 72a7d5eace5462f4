"""All API operations of the sandbox: path, parameters and function."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.stripe import (
    accounts,
    cards,
    catalogue,
    checkout,
    checkout_sessions,
    clocks,
    collection,
    customers,
    discounts,
    disputes,
    endpoints,
    invoices,
    lists,
    pending_updates,
    plan_changes,
    portal,
    previews,
    refunds,
    subscriptions,
)
from sandbox.stripe.records import Doc
from sandbox.stripe.work import Work

Function = Callable[..., Doc]


@dataclass(frozen=True, slots=True)
class Operation:
    """``params`` names the SDK's description of its parameters; the function gets the ids in its path."""

    method: str
    pattern: re.Pattern[str]
    params: str
    function: Function


def find(method: str, path: str) -> tuple[Operation, tuple[str, ...]] | None:
    """Return the operation of a path below ``/v1/``, and the ids in it."""
    for operation in _OPERATIONS:
        if operation.method == method:
            match = operation.pattern.fullmatch(path)
            if match:
                return operation, match.groups()
    return None


def _retrieve(kind: str) -> Function:
    def retrieve(work: Work, _: dict[str, Any], identifier: str) -> Doc:
        return work.records.require(kind, identifier)

    return retrieve


def _resource(path: str, kind: str, params: str, *names: str) -> list[tuple[str, str, str, Function]]:
    """Return the two operations that every kind has: a list, and retrieval by id."""
    return [
        ("GET", path, f"{params}ListParams", lists.of(kind, path)),
        ("GET", path + "/{id}", f"{params}RetrieveParams", _retrieve(kind)),
    ]


# If a path matches several, the first wins.
_TABLE: list[tuple[str, str, str, Function]] = [
    ("GET", "account", "AccountRetrieveParams", accounts.retrieve),
    ("GET", "accounts", "AccountListParams", accounts.connected),
    ("GET", "accounts/{id}", "AccountRetrieveParams", accounts.retrieve),
    ("POST", "products", "ProductCreateParams", catalogue.create_product),
    ("GET", "products/{id}/features", "ProductListFeaturesParams", catalogue.features),
    ("POST", "products/{id}", "ProductUpdateParams", catalogue.update_product),
    ("DELETE", "products/{id}", "ProductDeleteParams", catalogue.delete_product),
    *_resource("products", "product", "Product"),
    ("POST", "prices", "PriceCreateParams", catalogue.create_price),
    ("POST", "prices/{id}", "PriceUpdateParams", catalogue.update_price),
    *_resource("prices", "price", "Price"),
    ("POST", "customers", "CustomerCreateParams", customers.create),
    ("GET", "customers", "CustomerListParams", lists.of("customer", "customers")),
    ("GET", "customers/{id}", "CustomerRetrieveParams", customers.retrieve),
    ("POST", "customers/{id}", "CustomerUpdateParams", customers.update),
    ("DELETE", "customers/{id}", "CustomerDeleteParams", customers.delete),
    ("GET", "customers/{id}/sources", "CustomerListSourcesParams", customers.sources),
    ("GET", "customers/{id}/tax_ids", "CustomerListTaxIdsParams", customers.tax_ids),
    ("GET", "customers/{id}/payment_methods", "CustomerListPaymentMethodsParams", lists.cards_of),
    (
        "GET",
        "customers/{id}/payment_methods/{id}",
        "CustomerRetrievePaymentMethodParams",
        customers.payment_method,
    ),
    ("POST", "payment_methods", "PaymentMethodCreateParams", cards.create),
    ("POST", "payment_methods/{id}", "PaymentMethodUpdateParams", cards.update),
    ("POST", "payment_methods/{id}/attach", "PaymentMethodAttachParams", cards.attach),
    ("POST", "payment_methods/{id}/detach", "PaymentMethodDetachParams", cards.detach),
    *_resource("payment_methods", "payment_method", "PaymentMethod"),
    ("POST", "coupons", "CouponCreateParams", discounts.create_coupon),
    ("POST", "coupons/{id}", "CouponUpdateParams", discounts.update_coupon),
    ("DELETE", "coupons/{id}", "CouponDeleteParams", discounts.delete_coupon),
    *_resource("coupons", "coupon", "Coupon"),
    ("POST", "promotion_codes", "PromotionCodeCreateParams", discounts.create_promotion_code),
    ("POST", "promotion_codes/{id}", "PromotionCodeUpdateParams", discounts.update_promotion_code),
    *_resource("promotion_codes", "promotion_code", "PromotionCode"),
    ("POST", "checkout/sessions", "checkout.SessionCreateParams", checkout_sessions.create),
    ("POST", "checkout/sessions/{id}/expire", "checkout.SessionExpireParams", checkout.expire),
    (
        "GET",
        "checkout/sessions/{id}/line_items",
        "checkout.SessionListLineItemsParams",
        checkout_sessions.line_items,
    ),
    *_resource("checkout/sessions", "checkout.session", "checkout.Session"),
    ("POST", "billing_portal/sessions", "billing_portal.SessionCreateParams", portal.create_session),
    (
        "POST",
        "billing_portal/configurations",
        "billing_portal.ConfigurationCreateParams",
        portal.create_configuration,
    ),
    (
        "POST",
        "billing_portal/configurations/{id}",
        "billing_portal.ConfigurationUpdateParams",
        portal.update_configuration,
    ),
    *_resource(
        "billing_portal/configurations", "billing_portal.configuration", "billing_portal.Configuration"
    ),
    ("POST", "subscriptions", "SubscriptionCreateParams", subscriptions.create),
    ("GET", "subscriptions", "SubscriptionListParams", lists.subscriptions_of),
    ("GET", "subscriptions/{id}", "SubscriptionRetrieveParams", _retrieve("subscription")),
    ("POST", "subscriptions/{id}", "SubscriptionUpdateParams", plan_changes.update),
    ("DELETE", "subscriptions/{id}", "SubscriptionCancelParams", subscriptions.cancel),
    ("POST", "subscriptions/{id}/resume", "SubscriptionResumeParams", subscriptions.resume),
    ("GET", "subscription_items", "SubscriptionItemListParams", subscriptions.items_of),
    ("GET", "subscription_items/{id}", "SubscriptionItemRetrieveParams", subscriptions.item),
    ("POST", "subscription_items/{id}", "SubscriptionItemUpdateParams", plan_changes.update_item),
    ("POST", "invoices/create_preview", "InvoiceCreatePreviewParams", previews.create),
    ("POST", "invoices/{id}", "InvoiceUpdateParams", invoices.update),
    ("POST", "invoices/{id}/finalize", "InvoiceFinalizeInvoiceParams", invoices.finalize_draft),
    ("POST", "invoices/{id}/pay", "InvoicePayParams", collection.pay),
    ("POST", "invoices/{id}/void", "InvoiceVoidInvoiceParams", pending_updates.void),
    (
        "POST",
        "invoices/{id}/mark_uncollectible",
        "InvoiceMarkUncollectibleParams",
        invoices.mark_uncollectible,
    ),
    ("GET", "invoices/{id}/lines", "InvoiceListLinesParams", invoices.lines_of),
    *_resource("invoices", "invoice", "Invoice"),
    *_resource("invoice_payments", "invoice_payment", "InvoicePayment"),
    *_resource("invoiceitems", "invoiceitem", "InvoiceItem"),
    *_resource("payment_intents", "payment_intent", "PaymentIntent"),
    ("GET", "charges/{id}/refunds", "ChargeListRefundsParams", refunds.of_charge),
    *_resource("charges", "charge", "Charge"),
    ("POST", "refunds", "RefundCreateParams", refunds.create),
    *_resource("refunds", "refund", "Refund"),
    ("POST", "disputes/{id}", "DisputeUpdateParams", disputes.update),
    ("POST", "disputes/{id}/close", "DisputeCloseParams", disputes.accept),
    *_resource("disputes", "dispute", "Dispute"),
    ("POST", "webhook_endpoints", "WebhookEndpointCreateParams", endpoints.create),
    ("POST", "webhook_endpoints/{id}", "WebhookEndpointUpdateParams", endpoints.update),
    ("DELETE", "webhook_endpoints/{id}", "WebhookEndpointDeleteParams", endpoints.delete),
    *_resource("webhook_endpoints", "webhook_endpoint", "WebhookEndpoint"),
    *_resource("events", "event", "Event"),
    ("POST", "test_helpers/test_clocks", "test_helpers.TestClockCreateParams", clocks.create),
    (
        "POST",
        "test_helpers/test_clocks/{id}/advance",
        "test_helpers.TestClockAdvanceParams",
        clocks.advance,
    ),
    ("DELETE", "test_helpers/test_clocks/{id}", "test_helpers.TestClockDeleteParams", clocks.delete),
    *_resource("test_helpers/test_clocks", "test_helpers.test_clock", "test_helpers.TestClock"),
]
_OPERATIONS = [
    Operation(method, re.compile(path.replace("{id}", "([^/]+)")), params, function)
    for method, path, params, function in _TABLE
]
