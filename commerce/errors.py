"""Commerce's refusals."""

from foundation.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    UpstreamError,
    UpstreamUnavailableError,
)


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


class OrderUnreadableError(UpstreamUnavailableError):
    """The shop answers with an order whose amounts or times can't be read. Later it may be whole."""

    code = "order_unreadable"

    def __init__(self, *, system: str) -> None:
        super().__init__(f"{system} sent an order without readable amounts or times.", system=system)


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


class ConsentRefusedError(InvalidError):
    """The shop did not grant the permissions that every shop needs."""

    code = "shop_consent_refused"
    title = "Permission missing"


class OwnShopError(ForbiddenError):
    """Only operators connect the installation's own shop, if it has one."""

    code = "own_shop_only_by_operators"

    def __init__(self) -> None:
        super().__init__("Only an operator of this installation can connect its own shop.")


class WebhookRefusedError(ForbiddenError):
    """A webhook is not genuine. Platforms test that such a one is answered with 401."""

    status = 401
    code = "shop_webhook_refused"
    title = "Not accepted"

    def __init__(self) -> None:
        super().__init__("The signature does not match.")


class DiscountTakenError(UpstreamError):
    """The shop uses the code for another discount."""

    code = "discount_taken"


class UnsafeLinkError(UpstreamError):
    """A shop's address for a product is not one that customers may be sent to."""

    code = "unsafe_link"


class StoreInactiveError(ConflictError):
    """The shop is disconnected, or has to be reconnected."""

    code = "store_inactive"
    title = "The shop is not connected"

    def __init__(self, *, name: str) -> None:
        super().__init__(f"{name} is not connected now. Connect it again under Shop.")


class OfferedAlreadyError(ConflictError):
    """The product is on this scene, or on the whole video, already."""

    code = "offered_already"
    title = "Already offered"

    def __init__(self, *, where: str) -> None:
        super().__init__(f"This product is already offered {where}. Change that offer instead.")


class OfferRemovedError(ConflictError):
    """The offer was removed from its video."""

    code = "offer_removed"
    title = "Offer removed"

    def __init__(self) -> None:
        super().__init__("This product was removed from the video. Add it again first.")


class TooManyOffersError(ConflictError):
    """The video has as many offers as it may have."""

    code = "too_many_offers"

    def __init__(self, *, most: int) -> None:
        super().__init__(f"A video can have {most} offers. Remove one first.")


class ProductGoneError(ConflictError):
    """The product is archived, or no longer in its shop."""

    code = "product_gone"
    title = "Not for sale"

    def __init__(self, *, product: str) -> None:
        super().__init__(f"“{product}” is no longer for sale in the shop, so it can't be offered.")


class CodeInUseError(ConflictError):
    """Another discount of the shop has this code."""

    code = "discount_code_in_use"
    title = "Code in use"

    def __init__(self, *, code: str) -> None:
        super().__init__(f"The code {code} is in use already. Choose another one.", discount_code=code)


class VariantNeededError(InvalidError):
    """Links of the offer are to open the checkout, and no variant is chosen."""

    code = "variant_needed"

    def __init__(self) -> None:
        message = "Choose the variant that the checkout has in its cart."
        super().__init__(message, errors=[{"field": "variant", "code": self.code, "detail": message}])


class OtherVideoError(InvalidError):
    """The scene, the post or the product does not belong to the offer's video or shop."""

    code = "other_video"
    title = "Check the video"


class StoreNotUsableError(ConflictError):
    """The shop is not connected now."""

    code = "store_not_usable"
    title = "Reconnect the shop"

    def __init__(self, *, store: str) -> None:
        super().__init__(f"{store} is not connected now. Reconnect it under Shop.")


class DraftsNotAllowedError(ConflictError):
    """The shop has not permitted product drafts."""

    code = "drafts_not_allowed"
    title = "Permission needed"

    def __init__(self, *, store: str) -> None:
        super().__init__(f"{store} has not permitted product drafts. Allow it on the video's page Merch.")


class DraftStateError(ConflictError):
    """The draft's status does not allow it."""

    code = "draft_state"
