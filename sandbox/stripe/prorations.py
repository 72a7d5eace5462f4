"""Prorations: unused time is credited and remaining time charged, by the second."""

from sandbox.stripe import invoice_lines, periods
from sandbox.stripe.records import Doc
from sandbox.stripe.work import Work


def credit(work: Work, subscription: Doc, item: Doc, *, at: int) -> None:
    """Credit the unused time."""
    _keep(work, subscription, item, at=at, sign=-1, words="Unused time on")


def debit(work: Work, subscription: Doc, item: Doc, *, at: int) -> None:
    """Charge for the remaining time."""
    _keep(work, subscription, item, at=at, sign=1, words="Remaining time on")


def _keep(work: Work, subscription: Doc, item: Doc, *, at: int, sign: int, words: str) -> None:
    price = work.records.require("price", item["price"])
    product = work.records.get("product", price["product"]) or {"name": price["product"]}
    start, end = item["current_period_start"], item["current_period_end"]
    whole = (price["unit_amount"] or 0) * item["quantity"]
    part = periods.share(whole, part=max(end - max(at, start), 0), whole=end - start)
    amount = sign * invoice_lines.discounted(work, subscription, part)
    quantity = f"{item['quantity']} × " if item["quantity"] > 1 else ""
    invoice_lines.proration(
        work,
        subscription,
        item,
        amount=amount,
        period={"start": at, "end": end},
        words=f"{words} {quantity}{product['name']} after {periods.in_words(at)}",
    )
