"""The refusals of accounts."""

from foundation.errors import ConflictError, DomainError, ForbiddenError, InvalidError, TooManyRequestsError


class SignedOutError(DomainError):
    """The session ended before an open page requested one of its parts or sent its form."""

    status = 401
    code = "signed_out"
    title = "Signed out"

    def __init__(
        self,
        message: str = "You are signed out. Copy any unsaved text, then reload the page and sign in again.",
    ) -> None:
        super().__init__(message)


class RoleTooLowError(ForbiddenError):
    """The member's role does not allow the action."""

    code = "role_too_low"

    def __init__(self, *, needed: str, role: str) -> None:
        super().__init__(
            f"This requires the {needed} role. Your role is {role}. Ask an owner or admin of the workspace.",
            needed=needed,
            role=role,
        )


class ScopeMissingError(ForbiddenError):
    """The API key lacks the scope."""

    code = "scope_missing"

    def __init__(self, *, scope: str) -> None:
        super().__init__(
            f"This API key lacks the scope {scope}. Create a key with this scope under Settings, API keys.",
            scope=scope,
        )


class ScopeBeyondIssuerError(ForbiddenError):
    """An API key can't issue a key with more permissions than its own."""

    code = "scope_beyond_issuer"

    def __init__(self, *, scopes: list[str]) -> None:
        super().__init__(
            f"This API key can't grant scopes it lacks: {', '.join(scopes)}. Create the key in the browser.",
            scopes=scopes,
        )


class KeyRevokedError(ConflictError):
    """A revoked or expired key can't be rotated."""

    code = "api_key_revoked"

    def __init__(self) -> None:
        super().__init__(
            "This API key is revoked or expired, so it can't be rotated. Create a new one instead."
        )


class EmailUnverifiedError(ForbiddenError):
    """The person has not confirmed their e-mail address."""

    code = "email_unverified"
    title = "Confirm your e-mail first"

    def __init__(self) -> None:
        super().__init__(
            "Confirm your e-mail address first. Open the link we sent you, or request a new one."
        )


class LastOwnerError(ConflictError):
    """A workspace must keep at least one owner."""

    code = "last_owner"

    def __init__(self) -> None:
        super().__init__("A workspace needs at least one owner. Make another member an owner first.")


class AlreadyMemberError(ConflictError):
    """The invited person is already a member of the workspace."""

    code = "already_member"

    def __init__(self, *, email: str) -> None:
        super().__init__(
            f"{email} is already in this workspace. To change the role, use the list of members."
        )


class TooManyInvitationsError(ConflictError):
    """The workspace has reached its limit of invitations, which prevents spam."""

    code = "too_many_invitations"

    def __init__(self, *, limit: int) -> None:
        super().__init__(
            f"You have {limit} open invitations, the maximum. Withdraw one, or wait until one is accepted.",
            limit=limit,
        )


class InvitationsTooFastError(TooManyRequestsError):
    """Too many invitations in a short time: to one address, by one person, or from one workspace."""

    code = "invitations_too_fast"

    def __init__(self, *, limit: int, whose: str, retry_after_s: int) -> None:
        hours = max(1, round(retry_after_s / 3600))
        super().__init__(
            f"The limit is {limit} invitations {whose}. Try again in {hours} h.",
            retry_after_s=retry_after_s,
            limit=limit,
        )


class InvitationUnusableError(InvalidError):
    """The invitation is unknown, used, withdrawn or expired."""

    code = "invitation_unusable"

    def __init__(self) -> None:
        super().__init__("This invitation is no longer valid. Ask for a new one.")


class InvitationForAnotherAddressError(ForbiddenError):
    """The person is signed in with another address than the invited one."""

    code = "invitation_for_somebody_else"

    def __init__(self, *, email: str) -> None:
        super().__init__(
            f"This invitation was sent to {email}. Sign out, then sign in or sign up with that address."
        )
