"""The provider of stock, chosen by settings: live with a key, else the sandbox's stand-in, else none."""

from foundation import vendors
from synthesis.library.adapters.base import StockProvider

__all__ = ["stock_provider"]

_VENDOR = "pexels"


def stock_provider() -> StockProvider | None:
    """The provider; None if there is neither a key nor a sandbox."""
    from synthesis.library.adapters.pexels import Pexels

    access = vendors.named(_VENDOR).access()
    if access is None:
        return None
    return Pexels(api_key=access.key, base_url=access.base_url, livemode=access.is_live)
