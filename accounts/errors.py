"""The refusals of accounts."""

from foundation.errors import ConflictError, ForbiddenError, InvalidError


class RoleTooLowError(ForbiddenError):
    """The member's role does not allow it."""

    code = "role_too_low"

    def __init__(self, *, needed: str, role: str) -> None:
        super().__init__(
            f"This needs the role {needed}; yours here is {role}. Ask an owner or admin of the workspace.",
            needed=needed,
            role=role,
        )


class ScopeMissingError(ForbiddenError):
    """The API key was issued without the scope."""

    code = "scope_missing"

    def __init__(self, *, scope: str) -> None:
        super().__init__(
            f"This API key lacks the scope {scope}. Issue one that has it under Settings, API keys.",
            scope=scope,
        )


class EmailUnverifiedError(ForbiddenError):
    """The person has not confirmed their e-mail address."""

    code = "email_unverified"
    title = "Confirm your e-mail first"

    def __init__(self) -> None:
        super().__init__("Confirm your e-mail address first: open the link we sent, or ask for a new one.")


class LastOwnerError(ConflictError):
    """A workspace keeps at least one owner."""

    code = "last_owner"

    def __init__(self) -> None:
        super().__init__("A workspace needs an owner. Make somebody else an owner first.")


class InvitationUnusableError(InvalidError):
    """The invitation is unknown, used, withdrawn or too old."""

    code = "invitation_unusable"

    def __init__(self) -> None:
        super().__init__("This invitation can no longer be used. Ask for a new one.")
