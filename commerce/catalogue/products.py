"""Products as their shops report them: applied in any order, any number of times."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import DateTimeField, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from commerce.catalogue import searching
from commerce.models import Product, ProductStatus, Store, Variant
from commerce.platforms import Money, ShopProduct, ShopVariant
from foundation.foreign_texts import line

_UNTITLED = "Untitled product"
_MOST_URL = 2000
# Beyond any price. A larger one is an error of the shop's.
_MOST_MINOR = 10**15
_MOST_POSITION = 10**6
_VARIANT_FIELDS = ("title", "sku", "position", "prices", "is_available")


def apply(*, store: Store, product: ShopProduct, seen_at: datetime | None = None) -> Product:
    """Mirror one product. An older report than the known one changes nothing; nor does a second call.

    ``seen_at`` is when the shop was asked; without it, the report's own time. A product that was deleted
    after that stays deleted. Returns the row.
    """
    apply_many(store=store, reports=[product], seen_at=seen_at or product.updated_at)
    found: Product = Product.objects.get(store=store, shop_id=product.shop_id)
    return found


@transaction.atomic
def apply_many(*, store: Store, reports: Sequence[ShopProduct], seen_at: datetime) -> None:
    """Mirror products that the shop had at ``seen_at``, as ``apply`` does, in about ten queries."""
    newest = _newest(reports)
    rows = _locked(store, newest, seen_at)
    news = [row for row in rows if _is_news(row, newest[row.shop_id], seen_at)]
    changed = [row for row in news if _set(row, _values(store, row, newest[row.shop_id]))]
    _write(changed)
    _write_variants([(row, newest[row.shop_id]) for row in news])
    # Of a deleted product that an old report mentions, nothing is written.
    Product.objects.filter(pk__in=[row.pk for row in rows]).exclude(
        status=ProductStatus.DELETED, ended_at__gte=seen_at
    ).update(seen_at=Greatest("seen_at", Value(seen_at, output_field=DateTimeField())))


def end(*, store: Store, shop_id: str, at: datetime | None = None) -> None:
    """Mark a product as deleted in its shop since ``at``, or now. Its offers, links and orders stay."""
    Product.objects.filter(store=store, shop_id=shop_id).in_shop().update(
        status=ProductStatus.DELETED, ended_at=at or timezone.now()
    )


def unseen(*, store: Store, since: datetime, most: int) -> list[str]:
    """Return the shop's ids of up to ``most`` products that were last seen there before ``since``."""
    rows = Product.objects.filter(store=store, seen_at__lt=since).in_shop()
    return list(rows.order_by("pk").values_list("shop_id", flat=True)[:most])


def end_unseen(*, store: Store, since: datetime) -> None:
    """Mark the products that were not seen since then as deleted. Only after a complete reading."""
    Product.objects.filter(store=store, seen_at__lt=since).in_shop().update(
        status=ProductStatus.DELETED, ended_at=since
    )


def _newest(reports: Iterable[ShopProduct]) -> dict[str, ShopProduct]:
    """Return the newest report of each product by the shop's id, in the order in which rows are locked."""
    newest: dict[str, ShopProduct] = {}
    for report in reports:
        known = newest.get(report.shop_id)
        if known is None or known.updated_at <= report.updated_at:
            newest[report.shop_id] = report
    return dict(sorted(newest.items()))


def _locked(store: Store, newest: Mapping[str, ShopProduct], seen_at: datetime) -> list[Product]:
    """Return the row of each product, locked. Unknown ones are inserted."""
    rows = Product.objects.filter(store=store, shop_id__in=list(newest))
    known = set(rows.values_list("shop_id", flat=True))
    blank = [
        Product(
            store=store,
            workspace_id=store.workspace_id,
            shop_id=shop_id,
            seen_at=seen_at,
            shop_updated_at=report.updated_at,
        )
        for shop_id, report in newest.items()
        if shop_id not in known
    ]
    for row in blank:
        _set(row, _values(store, row, newest[row.shop_id]))
    # Another process may insert the same one now: then its row is compared below, as any other.
    Product.objects.bulk_create(blank, ignore_conflicts=True)
    return list(rows.select_for_update(of=("self",)).order_by("shop_id"))


def _is_news(row: Product, report: ShopProduct, seen_at: datetime) -> bool:
    if row.status == ProductStatus.DELETED:
        return row.ended_at is None or row.ended_at < seen_at
    return row.shop_updated_at <= report.updated_at


def _values(store: Store, row: Product, report: ShopProduct) -> dict[str, Any]:
    """Return the row's fields by the report."""
    title = line(report.title, most=255) or line(report.handle, most=255) or _UNTITLED
    texts = {name: line(getattr(report, name), most=255) for name in ("handle", "vendor", "kind")}
    status = _status(report)
    prices = [price for variant in report.variants for price in _prices(variant)[:1]]
    currency = prices[0].currency if prices else store.currency
    amounts = [price.amount_minor for price in prices if price.currency == currency]
    is_archived = status == ProductStatus.ARCHIVED
    archived_at = row.ended_at if row.status == ProductStatus.ARCHIVED else None
    return {
        **texts,
        "title": title,
        "status": status,
        "url": _https(report.url, store),
        "image_url": _https(report.image_url, store),
        "image_alt": line(report.image_alt, most=512),
        "currency": currency,
        "lowest_minor": min(amounts, default=None),
        "highest_minor": max(amounts, default=None),
        "is_available": any(variant.is_available for variant in report.variants),
        "variant_count": len({variant.shop_id for variant in report.variants}),
        "words": searching.words_of(
            [title, *texts.values(), *(line(variant.sku) for variant in report.variants)]
        ),
        "shop_updated_at": report.updated_at,
        "ended_at": (archived_at or report.updated_at) if is_archived else None,
    }


def _status(report: ShopProduct) -> ProductStatus:
    """Return the status. An unknown one counts as a draft, which is not offered."""
    known = {ProductStatus.ACTIVE, ProductStatus.DRAFT, ProductStatus.ARCHIVED}
    return next((status for status in known if status.value == report.status), ProductStatus.DRAFT)


def _prices(variant: ShopVariant) -> list[Money]:
    """Return the variant's prices, the one in the shop's currency first, without impossible ones."""
    return [
        price
        for price in variant.prices
        if 0 <= price.amount_minor <= _MOST_MINOR and len(price.currency) == 3
    ]


def _https(url: str, store: Store) -> str:
    """Return the URL if it may be opened; the sandbox's shops have no https."""
    is_safe = url.startswith("https://")
    if not store.livemode and settings.SANDBOX_URL:
        is_safe = is_safe or url.startswith(f"{settings.SANDBOX_URL}/")
    return line(url) if is_safe and len(url) <= _MOST_URL else ""


def _set(row: Product | Variant, values: Mapping[str, Any]) -> bool:
    """Set the fields. True if one of them changed."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    return bool(changed)


def _write(rows: Sequence[Product]) -> None:
    """Write locked rows. An upsert: it is several times faster than ``bulk_update``."""
    fixed = {"id", "store", "workspace", "shop_id", "seen_at", "created_at"}
    fields = [field.name for field in Product._meta.fields if field.name not in fixed]
    Product.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["store", "shop_id"], update_fields=fields
    )


def _write_variants(pairs: Sequence[tuple[Product, ShopProduct]]) -> None:
    """Make the variants of each product those of its report. A known variant keeps its id."""
    known = {
        (variant.product_id, variant.shop_id): variant
        for variant in Variant.objects.filter(product__in=[row.pk for row, _ in pairs])
    }
    changed: list[Variant] = []
    for row, report in pairs:
        for shop_id, reported in {each.shop_id: each for each in report.variants}.items():
            variant = known.pop((row.pk, shop_id), None)
            if variant is None:
                changed.append(_variant(row, reported))
            elif _set(variant, _variant_values(reported)):
                changed.append(variant)
    Variant.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["product", "shop_id"],
        update_fields=list(_VARIANT_FIELDS),
        batch_size=1000,
    )
    if known:
        Variant.objects.filter(pk__in=[variant.pk for variant in known.values()]).delete()


def _variant(row: Product, reported: ShopVariant) -> Variant:
    return Variant(
        product=row, workspace_id=row.workspace_id, shop_id=reported.shop_id, **_variant_values(reported)
    )


def _variant_values(reported: ShopVariant) -> dict[str, Any]:
    return {
        "title": line(reported.title, most=255),
        "sku": line(reported.sku, most=255),
        "position": min(max(0, reported.position), _MOST_POSITION),
        "prices": _prices(reported),
        "is_available": reported.is_available,
    }
