"""Shopify's GraphQL answers: the fields that we read."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from commerce.platforms.shopify.graphql import Mutated
from commerce.platforms.shopify.texts import Digits, Items, LongText, Moment, Node, Number, Text

_PRICE = "price"


class Host(Node):
    """A domain of a shop."""

    host: Text = ""


class Shop(Node):
    """The shop of the token."""

    myshopify_domain: Text
    name: Text = ""
    currency_code: Text
    iana_timezone: Text = ""
    primary_domain: Host | None = None
    enabled_presentment_currencies: Annotated[list[Text], Items] = []


class ShopAnswer(Node):
    """The answer to *shop*."""

    shop: Shop


class Scope(Node):
    """A permission."""

    handle: Text


class Installation(Node):
    """Our app in the shop."""

    access_scopes: Annotated[list[Scope], Items]


class ScopesAnswer(Node):
    """The answer to *scopes*."""

    current_app_installation: Installation


class PageInfo(Node):
    """Where the next page begins."""

    has_next_page: bool = False
    end_cursor: str | None = None

    @property
    def next(self) -> str:
        """The cursor of the next page; empty on the last one."""
        return (self.end_cursor or "") if self.has_next_page else ""


class Amount(Node):
    """An amount with its currency."""

    amount: Digits
    currency_code: str


class Bag(Node):
    """An amount in the shop's currency and in the customer's. Only the first is read."""

    shop_money: Amount


class _Priced(Node):
    price: Amount | None = None


class PriceRange(Node):
    """A product's prices in the shop's currency."""

    min_variant_price: Amount


class Variant(Node):
    """A variant. ``in_countries`` are its prices in other currencies."""

    id: Number
    title: Text = ""
    sku: Text = ""
    position: int | None = None
    price: Digits | None = None
    available_for_sale: bool | None = None
    in_countries: list[_Priced] = []

    @model_validator(mode="before")
    @classmethod
    def _gather_prices(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        prices = [each for name, each in value.items() if name.startswith(_PRICE) and name != _PRICE]
        return {**value, "in_countries": [each for each in prices if isinstance(each, dict)]}


class VariantPage(Node):
    """Some of a product's variants."""

    nodes: Annotated[list[Variant], Items] = []
    page_info: PageInfo = PageInfo()


class Image(Node):
    """A picture."""

    url: LongText = ""
    alt_text: Text = ""


class Preview(Node):
    """The preview of a medium."""

    image: Image | None = None


class Medium(Node):
    """A picture, video or model of a product."""

    alt: Text = ""
    preview: Preview | None = None


class Product(Node):
    """A product. In a bulk operation's file, its variants are lines of their own."""

    id: Number
    title: Text = ""
    handle: Text = ""
    vendor: Text = ""
    product_type: Text = ""
    status: Text = ""
    online_store_url: LongText = ""
    updated_at: Moment = None
    price_range: PriceRange | None = Field(default=None, validation_alias="priceRangeV2")
    featured_media: Medium | None = None
    variants: VariantPage = VariantPage()


class ProductNodes(Node):
    """Some products."""

    nodes: Annotated[list[Product], Items]
    page_info: PageInfo


class ProductsAnswer(Node):
    """The answer to *products*."""

    products: ProductNodes


class ProductAnswer(Node):
    """The answer to *product*."""

    product: Product | None


class _WithVariants(Node):
    variants: VariantPage


class VariantsAnswer(Node):
    """The answer to *variants*."""

    product: _WithVariants | None


class Operation(Node):
    """A bulk operation."""

    id: Text
    status: Text = ""
    error_code: Text = ""
    url: LongText = ""
    object_count: Digits | None = None
    query: str | None = None

    @property
    def objects(self) -> int | None:
        """How many lines its file has; None if that is not said."""
        count = self.object_count or ""
        return int(count) if count.isascii() and count.isdigit() and len(count) < 12 else None


class OperationAnswer(Node):
    """The answer to *bulkOperation*."""

    bulk_operation: Operation | None


class OperationNodes(Node):
    """Some bulk operations."""

    nodes: Annotated[list[Operation], Items]


class OperationsAnswer(Node):
    """The answer to *bulkOperations*."""

    bulk_operations: OperationNodes


class BulkStarted(Mutated):
    """The payload of *bulkOperationRunQuery*."""

    bulk_operation: Operation | None = None


def _decimal(value: Any) -> str | None:
    return None if value is None else str(value)


class _Value(Node):
    percentage: Annotated[str | None, BeforeValidator(_decimal)] = None


class ProductId(Node):
    """The id of a product."""

    id: Number


class _ProductIds(Node):
    nodes: Annotated[list[ProductId], Items] = []


class _DiscountItems(Node):
    kind: Text = Field(default="", validation_alias="__typename")
    products: _ProductIds | None = None


class _Gets(Node):
    value: _Value
    items: _DiscountItems


class _Code(Node):
    code: Text


class _Codes(Node):
    nodes: Annotated[list[_Code], Items] = []


class CodeDiscount(Node):
    """What a code does. Only amounts off products and orders have ``customer_gets``."""

    kind: Text = Field(default="", validation_alias="__typename")
    title: Text = ""
    status: Text = ""
    codes: _Codes = _Codes()
    customer_gets: _Gets | None = None


class DiscountNode(Node):
    """A discount."""

    id: Number
    code_discount: CodeDiscount | None = None


class DiscountAnswer(Node):
    """The answer to *discount*."""

    code_discount_node_by_code: DiscountNode | None


class DiscountChanged(Mutated):
    """The payload of a change to a discount."""

    code_discount_node: DiscountNode | None = None


class DraftAnswer(Node):
    """The answer to *draft_by_handle*."""

    product_by_identifier: Product | None


class Parameter(Node):
    """A field of an upload's form."""

    name: str
    value: str


class Target(Node):
    """Where to upload a file, and where it is then."""

    url: str
    resource_url: str
    parameters: Annotated[list[Parameter], Items] = []


class Staged(Mutated):
    """The payload of *stagedUploadsCreate*."""

    staged_targets: Annotated[list[Target], Items] = []


class ProductSet(Mutated):
    """The payload of *productSet*."""

    product: Product | None = None


class Subscription(Node):
    """A webhook subscription."""

    id: Text
    topic: Text
    uri: LongText = ""
    include_fields: Annotated[list[str], Items] = []


class SubscriptionNodes(Node):
    """Some webhook subscriptions."""

    nodes: Annotated[list[Subscription], Items]
    page_info: PageInfo


class SubscriptionsAnswer(Node):
    """The answer to *webhookSubscriptions*."""

    webhook_subscriptions: SubscriptionNodes


class Subscribed(Mutated):
    """The payload of *webhookSubscriptionCreate* and *webhookSubscriptionUpdate*."""

    webhook_subscription: Subscription | None = None


class Unsubscribed(Mutated):
    """The payload of *webhookSubscriptionDelete*."""


class Uninstalled(Mutated):
    """The payload of *appUninstall*."""
