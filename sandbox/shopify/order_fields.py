"""Orders and refunds as the GraphQL API describes them."""

from typing import Any

from sandbox.shopify import identifiers, journeys, money, paging, product_fields, products, times, totals
from sandbox.shopify.records import Doc
from sandbox.shopify.schema import Args, Call


def order(call: Call, found: Doc) -> Doc:
    """Return the type ``Order``."""
    return {
        **_identity(call, found),
        **_amounts(found),
        **_person(found),
        "lineItems": lambda call, args: paging.listed(
            call, found["lines"], args, lambda each: _line(call, found, each)
        ),
        "refunds": lambda call, args: [
            refund(call, found, each) for each in found["refunds"][: args.get("first") or None]
        ],
        "transactions": lambda call, args: _transactions(found)[: args.get("first") or None],
        "customerJourneySummary": lambda call, _: journeys.summary(call, found),
    }


def refund(call: Call, found: Doc, each: Doc) -> Doc:
    """Return the type ``Refund``."""
    at = times.utc(each["created_at"])
    lines = {line["id"]: line for line in found["lines"]}
    returned = sum(item["subtotal"] for item in each["lines"]) + each["shipping"]
    difference = returned - each["amount"]
    adjustments = [_adjustment(found, each, difference)] if difference else []
    return {
        "__typename": "Refund",
        "id": identifiers.gid("Refund", each["id"]),
        "legacyResourceId": str(each["id"]),
        "createdAt": at,
        "processedAt": at,
        "updatedAt": at,
        "note": each["note"],
        "order": lambda call, _: order(call, found),
        "totalRefundedSet": bag(found, each["amount"]),
        "refundLineItems": lambda call, args: paging.listed(
            call, each["lines"], args, lambda item: _refunded(call, found, item, lines[item["line"]])
        ),
        "transactions": lambda call, args: paging.listed(call, [_back(found, each)], args, dict),
        "orderAdjustments": lambda call, args: paging.listed(call, adjustments, args, dict),
    }


def bag(found: Doc, amount: int) -> Doc:
    """Return the type ``MoneyBag``."""
    shown = found["presentment_currency"]
    return {
        "shopMoney": money.money(amount, found["currency"]),
        "presentmentMoney": money.money(totals.presentment(found, amount), shown),
    }


def _identity(call: Call, found: Doc) -> Doc:
    last = found["visits"][-1] if found["visits"] else None
    referral = journeys.referral(last["landing"]) if last is not None else None
    landing = f"{call.work.base_url}{call.work.shop.path}{last['landing']}" if last is not None else None
    codes = [each["code"] for each in found["codes"]]
    return {
        "__typename": "Order",
        "id": identifiers.gid("Order", found["id"]),
        "legacyResourceId": str(found["id"]),
        "name": found["name"],
        "number": found["number"],
        "confirmationNumber": f"{found['id']:x}".upper()[:9],
        "createdAt": times.utc(found["created_at"]),
        "processedAt": times.utc(found["created_at"]),
        "updatedAt": times.utc(found["updated_at"]),
        "cancelledAt": times.utc(found["cancelled_at"]),
        "cancelReason": found["cancel_reason"],
        "closed": found["closed_at"] is not None,
        "closedAt": times.utc(found["closed_at"]),
        "confirmed": True,
        "edited": False,
        "test": found["test"],
        "note": found["note"],
        "tags": [],
        "sourceName": found["source"],
        "sourceIdentifier": None,
        "displayFinancialStatus": found["financial"],
        "displayFulfillmentStatus": "UNFULFILLED",
        "discountCode": codes[0] if codes else None,
        "discountCodes": codes,
        "customAttributes": [{"key": name, "value": value} for name, value in found["attributes"].items()],
        "landingPageUrl": landing,
        "referrerUrl": (last["referrer"] or None) if last is not None else None,
        "referralCode": referral,
        "statusPageUrl": call.work.url(f"/orders/{found['id']:x}"),
        "paymentGatewayNames": ["bogus"],
    }


def _amounts(found: Doc) -> Doc:
    sums = totals.of(found)
    amounts = {
        "subtotalPriceSet": sums.subtotal,
        "currentSubtotalPriceSet": sums.current_subtotal,
        "totalPriceSet": sums.total,
        "originalTotalPriceSet": sums.total,
        "currentTotalPriceSet": sums.current_total,
        "totalDiscountsSet": sums.discounts,
        "currentTotalDiscountsSet": sums.current_discounts,
        "totalTaxSet": sums.tax_in(sums.total),
        "currentTotalTaxSet": sums.tax_in(sums.current_total),
        "totalShippingPriceSet": sums.shipping,
        "currentShippingPriceSet": sums.current_shipping,
        "totalRefundedSet": sums.refunded,
        "totalRefundedShippingSet": sums.refunded_shipping,
        "totalReceivedSet": sums.received,
        "totalOutstandingSet": sums.outstanding,
        "netPaymentSet": sums.net,
    }
    return {name: bag(found, amount) for name, amount in amounts.items()} | {
        "currencyCode": found["currency"],
        "presentmentCurrencyCode": found["presentment_currency"],
        "taxesIncluded": True,
        "fullyPaid": sums.received == sums.total,
        "unpaid": sums.received == 0,
        "refundable": sums.net > 0,
        "subtotalLineItemsQuantity": sum(line["quantity"] for line in found["lines"]),
        "currentSubtotalLineItemsQuantity": sum(totals.quantity_now(line) for line in found["lines"]),
    }


def _person(found: Doc) -> Doc:
    who = found["customer"]
    at = times.utc(found["created_at"])
    address = _address(who)
    return {
        "email": who["email"],
        "phone": who["phone"],
        "clientIp": who["browser_ip"],
        "customerLocale": who["locale"],
        "billingAddress": address,
        "shippingAddress": address,
        "customer": {
            "id": identifiers.gid("Customer", who["id"]),
            "legacyResourceId": str(who["id"]),
            "displayName": f"{who['first_name']} {who['last_name']}",
            "firstName": who["first_name"],
            "lastName": who["last_name"],
            "email": who["email"],
            "phone": who["phone"],
            "createdAt": at,
            "updatedAt": at,
            "numberOfOrders": "1",
        },
    }


def _address(who: Doc) -> Doc:
    found = who["address"]
    return {
        "id": identifiers.gid("MailingAddress", f"{who['id']}?model_name=Address"),
        "firstName": found["first_name"],
        "lastName": found["last_name"],
        "name": found["name"],
        "address1": found["address1"],
        "address2": found["address2"],
        "city": found["city"],
        "zip": found["zip"],
        "province": found["province"],
        "provinceCode": found["province_code"],
        "country": found["country"],
        "countryCodeV2": found["country_code"],
        "company": None,
        "phone": found["phone"],
        "latitude": None,
        "longitude": None,
    }


def _line(call: Call, found: Doc, line: Doc) -> Doc:
    whole = line["price"] * line["quantity"]
    left = totals.quantity_now(line)
    each_now = totals.discounted(line, 1)
    allocations = [{"allocatedAmountSet": bag(found, line["discount"])}] if line["discount"] else []
    return {
        "__typename": "LineItem",
        "id": identifiers.gid("LineItem", line["id"]),
        "title": line["title"],
        "name": " - ".join(filter(None, (line["title"], line["variant_title"]))),
        "variantTitle": line["variant_title"],
        "sku": line["sku"],
        "vendor": line["vendor"],
        "quantity": line["quantity"],
        "currentQuantity": left,
        "refundableQuantity": left,
        "requiresShipping": True,
        "taxable": True,
        "isGiftCard": False,
        "customAttributes": [],
        "product": lambda call, _: _product_of(call, line),
        "variant": lambda call, _: _variant_of(call, line),
        "originalUnitPriceSet": bag(found, line["price"]),
        "originalTotalSet": bag(found, whole),
        "discountedUnitPriceSet": bag(found, line["price"]),
        "discountedUnitPriceAfterAllDiscountsSet": bag(found, each_now),
        "discountedTotalSet": lambda _, args: _discounted_total(found, line, args),
        "totalDiscountSet": bag(found, line["discount"]),
        "discountAllocations": allocations,
    }


def _discounted_total(found: Doc, line: Doc, args: Args) -> Doc:
    """Codes are left out unless they are asked for, as at Shopify."""
    whole = line["price"] * line["quantity"]
    return bag(found, whole - line["discount"] if args.get("withCodeDiscounts") else whole)


def _product_of(call: Call, line: Doc) -> Doc | None:
    """Return the line's product; None if it is deleted."""
    found = products.find(call.work.store, call.work.shop, line["product_id"])
    return None if found is None else product_fields.product(call, found)


def _variant_of(call: Call, line: Doc) -> Doc | None:
    found = products.variant(call.work.store, call.work.shop, line["variant_id"])
    return None if found is None else product_fields.variant(call, *found)


def _refunded(call: Call, found: Doc, item: Doc, line: Doc) -> Doc:
    return {
        "id": identifiers.gid("RefundLineItem", item["id"]),
        "lineItem": lambda call, _: _line(call, found, line),
        "quantity": item["quantity"],
        "restockType": "RETURN",
        "restocked": True,
        "priceSet": bag(found, totals.discounted(line, 1)),
        "subtotalSet": bag(found, item["subtotal"]),
        "totalTaxSet": bag(found, totals.of(found).tax_in(item["subtotal"])),
    }


def _adjustment(found: Doc, each: Doc, amount: int) -> Doc:
    return {
        "id": identifiers.gid("OrderAdjustment", each["id"] * 4 + 2),
        "amountSet": bag(found, amount),
        "taxAmountSet": bag(found, 0),
        "reason": "REFUND_DISCREPANCY",
    }


def _transactions(found: Doc) -> list[Doc]:
    sums = totals.of(found)
    at = found["created_at"]
    paid = [_transaction(found, found["id"] * 4 + 1, "SALE", sums.received, at)] if sums.received else []
    return [*paid, *(_back(found, each) for each in found["refunds"])]


def _back(found: Doc, each: Doc) -> Doc:
    return _transaction(found, each["id"] * 4 + 3, "REFUND", each["amount"], each["created_at"])


def _transaction(found: Doc, number: int, kind: str, amount: int, at: float) -> dict[str, Any]:
    return {
        "id": identifiers.gid("OrderTransaction", number),
        "kind": kind,
        "status": "SUCCESS",
        "amountSet": bag(found, amount),
        "createdAt": times.utc(at),
        "processedAt": times.utc(at),
        "gateway": "bogus",
        "test": found["test"],
    }
