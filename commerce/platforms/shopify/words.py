"""The name of Shopify, and its texts on pages."""

from commerce.platforms.base import Words

SYSTEM = "Shopify"
# The attribute of a cart that carries the code of our link.
LINK_ATTRIBUTE = "ettametta_link"

WORDS = Words(
    name=SYSTEM,
    allows=(
        "Read products, with their pictures and prices.",
        "Read orders: amounts, discount codes and the link that led to them. Customers' names, addresses and "
        "contact details are not read and not stored.",
        "Create discount codes for your posts, and end them.",
    ),
    never=(
        "Change or delete existing products.",
        "Publish a product. Merch is created as a draft, with a permission of its own.",
        "Change orders, or contact your customers.",
    ),
    address_hint="your-shop.myshopify.com",
    sandbox_shops=("sandbox-goods", "sandbox-kissa"),
    not_configured=(
        "Shopify is not set up on this installation. Your administrator needs to set SHOPIFY_CLIENT_ID and "
        "SHOPIFY_CLIENT_SECRET."
    ),
)
