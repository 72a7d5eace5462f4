"""Shopify as a platform whose shops can be connected."""

from commerce.platforms.shopify.platform import SHOPIFY

__all__ = ["SHOPIFY"]
