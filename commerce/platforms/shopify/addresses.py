"""Addresses of shops. Only ``<name>.myshopify.com`` is ever called."""

import re

from commerce.errors import ShopAddressError

_NAME = r"[a-z0-9][a-z0-9-]{0,62}"
_DOMAIN = re.compile(rf"{_NAME}\.myshopify\.com")
_TYPED = re.compile(
    rf"(?P<bare>{_NAME})"
    rf"|(?:https?://)?(?:admin\.shopify\.com/store/(?P<store>{_NAME})|(?P<host>{_NAME})\.myshopify\.com)"
    r"(?:[/?#]\S*)?"
)
_PLACE = "{shop}"


def domain_of(*, address: str) -> str:
    """Return the permanent domain of what a person typed: a name, a domain, or a page of the shop.

    Raises ShopAddressError for anything else, such as a domain of the shop's own.
    """
    typed = address.strip()
    found = _TYPED.fullmatch(typed.lower()) if typed.isascii() else None
    if found is None:
        raise ShopAddressError(
            "Enter the shop's permanent address, such as your-shop.myshopify.com. It is in the admin under "
            "Settings, Domains."
        )
    return f"{found['bare'] or found['store'] or found['host']}.myshopify.com"


def is_domain(text: str) -> bool:
    """True for a shop's permanent domain."""
    return _DOMAIN.fullmatch(text) is not None


def base_url(*, template: str, domain: str) -> str:
    """Return the URL of a shop. Without ``{shop}`` in the template, all shops have the same one.

    Raises ShopAddressError for a domain that is not a shop's permanent one.
    """
    if not is_domain(domain):
        raise ShopAddressError("This is not the permanent address of a shop.")
    return template.replace(_PLACE, domain)


def names_shop(template: str) -> bool:
    """True if a URL of this template says which shop it is."""
    return _PLACE in template


def admin_url(*, domain: str, page: str) -> str:
    """Return the URL of a page in the shop's admin, such as ``products/1``."""
    return f"https://admin.shopify.com/store/{domain.partition('.')[0]}/{page}"
