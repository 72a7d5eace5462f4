"""The GraphQL documents (Admin API 2026-10).

``points`` is an estimate of what each may cost: an object 1, a connection its size times its nodes.
"""

from collections.abc import Sequence

from commerce.platforms.shopify.graphql import Query

# Parts of one page. Further parts of one product or order are read apart.
VARIANTS = 50
ORDERS = 10
REFUNDS = 10
LINES = 10
HOOKS = 100

SHOP = Query(
    "shop",
    """query shop {
  shop { myshopifyDomain name currencyCode ianaTimezone primaryDomain { host } enabledPresentmentCurrencies }
}""",
    points=3,
)
SCOPES = Query("scopes", "query scopes { currentAppInstallation { accessScopes { handle } } }", points=10)

_PRODUCT = """
    id title handle vendor productType status onlineStoreUrl updatedAt
    priceRangeV2 { minVariantPrice { amount currencyCode } }
    featuredMedia { alt preview { image { url altText } } }"""
_VARIANT = "id title sku position price availableForSale"
_PAGE = "pageInfo { hasNextPage endCursor }"


def _priced(countries: Sequence[str]) -> str:
    """The variant's fields, with its price in each country."""
    prices = (
        f" price{each}: contextualPricing(context: {{country: {each}}}) {{ price {{ amount currencyCode }} }}"
        for each in countries
    )
    return _VARIANT + "".join(prices)


def products_per_page(countries: Sequence[str]) -> int:
    """How many products fit into a query: one may cost a thousand points, as Shopify counts them."""
    return max(1, 700 // (8 + VARIANTS * (1 + 2 * len(countries))))


def products(countries: Sequence[str]) -> Query:
    """A page of all products."""
    text = f"""query products($first: Int!, $after: String) {{
  products(first: $first, after: $after, sortKey: ID) {{ {_PAGE} nodes {{{_PRODUCT}
    variants(first: {VARIANTS}) {{ {_PAGE} nodes {{ {_priced(countries)} }} }} }} }}
}}"""
    return Query(f"products{len(countries)}", text, points=700)


def product(countries: Sequence[str]) -> Query:
    """One product."""
    text = f"""query product($id: ID!) {{
  product(id: $id) {{{_PRODUCT}
    variants(first: {VARIANTS}) {{ {_PAGE} nodes {{ {_priced(countries)} }} }} }}
}}"""
    return Query(f"product{len(countries)}", text, points=100)


def more_variants(countries: Sequence[str]) -> Query:
    """Further variants of one product."""
    text = f"""query variants($id: ID!, $after: String) {{
  product(id: $id) {{
    variants(first: {VARIANTS}, after: $after) {{ {_PAGE} nodes {{ {_priced(countries)} }} }} }}
}}"""
    return Query(f"variants{len(countries)}", text, points=100)


def all_products(countries: Sequence[str]) -> str:
    """The query of a bulk operation. Its lines are products and variants, in any order."""
    return f"""{{
  products {{ edges {{ node {{{_PRODUCT}
    variants {{ edges {{ node {{ {_priced(countries)} }} }} }} }} }} }}
}}"""


START_BULK = Query(
    "bulkOperationRunQuery",
    """mutation start($query: String!) {
  bulkOperationRunQuery(query: $query) {
    bulkOperation { id status } userErrors { field message code } }
}""",
    points=10,
)
BULK = Query(
    "bulkOperation",
    "query bulk($id: ID!) { bulkOperation(id: $id) { id status errorCode url objectCount } }",
    points=1,
)
RUNNING_BULKS = Query(
    "bulkOperations",
    """query bulks {
  bulkOperations(first: 20, query: "operation_type:query", sortKey: CREATED_AT, reverse: true) {
    nodes { id status query } }
}""",
    points=20,
)

_REFUND = "id createdAt processedAt totalRefundedSet { shopMoney { amount currencyCode } }"
_TRANSACTIONS = """
  transactions(first: 5) { pageInfo { hasNextPage endCursor }
    nodes { kind status amountSet { shopMoney { amount currencyCode } } } }"""
_ORDER = f"""
    id name createdAt processedAt updatedAt cancelledAt test displayFinancialStatus discountCodes
    customAttributes {{ key value }}
    totalPriceSet {{ shopMoney {{ amount currencyCode }} }}
    currentTotalPriceSet {{ shopMoney {{ amount currencyCode }} }}
    totalRefundedSet {{ shopMoney {{ amount currencyCode }} }}
    refunds(first: {REFUNDS}) {{ {_REFUND} }}
    lineItems(first: {LINES}) {{ {_PAGE} nodes {{ product {{ id }} }} }}"""
_JOURNEY = """
    customerJourneySummary { ready
      lastVisit { occurredAt landingPage referralCode utmParameters { content } } }"""

ORDERS_SINCE = Query(
    "orders",
    f"""query orders($first: Int!, $after: String, $query: String!) {{
  orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {{ {_PAGE} nodes {{{_ORDER} }} }}
}}""",
    points=900,
)
ORDER = Query("order", f"query order($id: ID!) {{ order(id: $id) {{{_ORDER}{_JOURNEY} }} }}", points=100)
# An order has rarely more than one refund. These two are for those that have many, or some not yet paid.
REFUNDS_PAID = Query(
    "refunds_paid",
    f"query refunds($id: ID!) {{ order(id: $id) {{ refunds(first: 25) {{ {_REFUND}{_TRANSACTIONS} }} }} }}",
    points=500,
)
ALL_REFUNDS = Query(
    "refunds_all",
    f"query refunds($id: ID!) {{ order(id: $id) {{ refunds(first: 250) {{ {_REFUND} }} }} }}",
    points=760,
)
MORE_LINES = Query(
    "lines",
    f"""query lines($id: ID!, $after: String) {{
  order(id: $id) {{ lineItems(first: 250, after: $after) {{ {_PAGE} nodes {{ product {{ id }} }} }} }}
}}""",
    points=510,
)

_DISCOUNT = """id codeDiscount { __typename ... on DiscountCodeBasic {
      title status codes(first: 1) { nodes { code } }
      customerGets {
        value { __typename ... on DiscountPercentage { percentage } }
        items { __typename ... on DiscountProducts { products(first: 250) { nodes { id } } } } } } }"""
DISCOUNT = Query(
    "discount",
    f"query discount($code: String!) {{ codeDiscountNodeByCode(code: $code) {{ {_DISCOUNT} }} }}",
    points=260,
)
CREATE_DISCOUNT = Query(
    "discountCodeBasicCreate",
    f"""mutation create($discount: DiscountCodeBasicInput!) {{
  discountCodeBasicCreate(basicCodeDiscount: $discount) {{
    codeDiscountNode {{ {_DISCOUNT} }} userErrors {{ field message code }} }}
}}""",
    points=270,
)
ACTIVATE_DISCOUNT = Query(
    "discountCodeActivate",
    """mutation activate($id: ID!) {
  discountCodeActivate(id: $id) { codeDiscountNode { id } userErrors { field message code } }
}""",
    points=10,
)
END_DISCOUNT = Query(
    "discountCodeDeactivate",
    """mutation end($id: ID!) {
  discountCodeDeactivate(id: $id) { codeDiscountNode { id } userErrors { field message code } }
}""",
    points=10,
)

DRAFT_BY_HANDLE = Query(
    "draft_by_handle",
    f"""query draft($handle: String!) {{
  productByIdentifier(identifier: {{handle: $handle}}) {{{_PRODUCT}
    variants(first: 10) {{ {_PAGE} nodes {{ {_VARIANT} }} }} }}
}}""",
    points=20,
)
DRAFT_BY_TAG = Query(
    "draft_by_tag",
    f"""query draft($query: String!) {{
  products(first: 1, query: $query) {{ {_PAGE} nodes {{{_PRODUCT}
    variants(first: 10) {{ {_PAGE} nodes {{ {_VARIANT} }} }} }} }}
}}""",
    points=20,
)
STAGE_UPLOAD = Query(
    "stagedUploadsCreate",
    """mutation stage($input: [StagedUploadInput!]!) {
  stagedUploadsCreate(input: $input) {
    stagedTargets { url resourceUrl parameters { name value } } userErrors { field message } }
}""",
    points=11,
)
# With a handle, a repeated request finds the first product.
CREATE_DRAFT = Query(
    "productSet",
    f"""mutation draft($handle: String!, $input: ProductSetInput!) {{
  productSet(identifier: {{handle: $handle}}, input: $input, synchronous: true) {{
    product {{{_PRODUCT}
      variants(first: 10) {{ {_PAGE} nodes {{ {_VARIANT} }} }} }}
    userErrors {{ field message code }} }}
}}""",
    points=50,
)

HOOKS_PAGE = Query(
    "webhookSubscriptions",
    f"""query hooks($after: String) {{
  webhookSubscriptions(first: {HOOKS}, after: $after) {{ {_PAGE} nodes {{ id topic uri includeFields }} }}
}}""",
    points=HOOKS + 2,
)
CREATE_HOOK = Query(
    "webhookSubscriptionCreate",
    """mutation hook($topic: WebhookSubscriptionTopic!, $input: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $input) {
    webhookSubscription { id topic uri includeFields } userErrors { field message } }
}""",
    points=10,
)
UPDATE_HOOK = Query(
    "webhookSubscriptionUpdate",
    """mutation rehook($id: ID!, $input: WebhookSubscriptionInput!) {
  webhookSubscriptionUpdate(id: $id, webhookSubscription: $input) {
    webhookSubscription { id topic uri includeFields } userErrors { field message } }
}""",
    points=10,
)
DELETE_HOOK = Query(
    "webhookSubscriptionDelete",
    """mutation unhook($id: ID!) {
  webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId userErrors { field message } }
}""",
    points=10,
)
UNINSTALL = Query(
    "appUninstall",
    "mutation uninstall { appUninstall { app { id } userErrors { field message code } } }",
    points=10,
)
