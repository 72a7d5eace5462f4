"""Commerce's refusals."""

from foundation.errors import ForbiddenError, InvalidError, UpstreamError, UpstreamUnavailableError


class StoreLostError(UpstreamError):
    """The shop no longer accepts the store's token."""

    code = "store_lost"
    title = "Reconnect the shop"

    def __init__(self, *, system: str) -> None:
        super().__init__(
            f"{system} no longer accepts this connection. Reconnect the shop under Shop.", system=system
        )


class ScopeMissingError(UpstreamError):
    """The store lacks a permission that the call needs."""

    code = "store_scope_missing"
    title = "Permission missing"

    def __init__(self, *, system: str, scopes: tuple[str, ...] = ()) -> None:
        super().__init__(
            f"{system} refused this, because a permission is missing. Reconnect the shop under Shop, and "
            "keep every permission selected.",
            system=system,
            scopes=list(scopes),
        )


class StoreClosedError(UpstreamError):
    """The shop is frozen or locked, for example because its owner has not paid the platform."""

    code = "store_closed"
    title = "The shop is closed"

    def __init__(self, *, system: str) -> None:
        super().__init__(
            f"{system} has frozen or locked this shop. Its owner can open it again in the admin.",
            system=system,
        )


class ShopNotFoundError(UpstreamError):
    """No shop has this address, or no longer."""

    code = "shop_not_found"
    title = "Shop not found"

    def __init__(self, *, system: str) -> None:
        super().__init__(
            f"{system} has no shop at this address. Check the address, and connect the shop again.",
            system=system,
        )


class CommerceOffError(UpstreamUnavailableError):
    """This installation has no keys for the shop platform, and no sandbox."""

    code = "commerce_off"
    title = "Shops are not available"


class ShopAddressError(InvalidError):
    """What a person typed is not the address of a shop."""

    code = "shop_address_invalid"
    title = "Check the shop's address"


class ConsentForgedError(InvalidError):
    """The platform's callback is not genuine, or does not belong to this browser."""

    code = "shop_consent_forged"
    title = "Connect again"

    def __init__(self) -> None:
        super().__init__(
            "This page was not opened by the shop that you are connecting, or too late. Connect it again."
        )


class WebhookRefusedError(ForbiddenError):
    """A webhook is not genuine. Platforms test that such a one is answered with 401."""

    status = 401
    code = "shop_webhook_refused"

    def __init__(self) -> None:
        super().__init__("The signature does not match.")


class DiscountTakenError(UpstreamError):
    """The shop uses the code for another discount."""

    code = "discount_taken"


class UnsafeLinkError(UpstreamError):
    """A shop's address for a product is not one that customers may be sent to."""

    code = "unsafe_link"
