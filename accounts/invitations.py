"""Invitations: send, withdraw, accept."""

import hashlib
import secrets
from datetime import timedelta
from smtplib import SMTPException

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts import audit, workspaces
from accounts.errors import (
    AlreadyMemberError,
    EmailUnverifiedError,
    InvitationForAnotherAddressError,
    InvitationsTooFastError,
    InvitationUnusableError,
    TooManyInvitationsError,
)
from accounts.models import Invitation, Membership, Role, User, Workspace
from foundation.errors import UpstreamUnavailableError

VALID_FOR = timedelta(days=7)
MOST_OPEN = 25
# The key in the browser session for the invitation's link, until the person has signed up.
SESSION_KEY = "invitation"


def invite(*, workspace: Workspace, by: Membership, email: str, role: Role) -> Invitation:
    """Create an invitation for ``email`` and send its link. Replaces an open invitation to the same address.

    Raises EmailUnverifiedError for a sender without a confirmed address, RoleTooLowError for a role above the
    sender's, AlreadyMemberError, TooManyInvitationsError, InvitationsTooFastError, and
    UpstreamUnavailableError if the mail can't be sent; then no invitation is created.
    """
    token = secrets.token_urlsafe(32)
    invitation = _open(workspace=workspace, by=by, email=email.lower(), role=role, token=token)
    try:
        _send(invitation, token)
    except (OSError, SMTPException) as error:
        withdraw(invitation=invitation, actor=by.user)
        raise UpstreamUnavailableError(
            "The invitation e-mail could not be sent. Try again in a few minutes.", system="mail"
        ) from error
    return invitation


@transaction.atomic
def _open(*, workspace: Workspace, by: Membership, email: str, role: Role, token: str) -> Invitation:
    if not by.user.has_confirmed_email:
        raise EmailUnverifiedError()
    workspaces.check_rank(by=by, role=role)
    # Lock first, so that concurrent invitations are counted one after the other.
    Workspace.objects.select_for_update().get(pk=workspace.pk)
    if Membership.objects.for_workspace(workspace).filter(user__email__iexact=email).exists():
        raise AlreadyMemberError(email=email)
    now = timezone.now()
    _require_pace(workspace=workspace, by=by, email=email)
    unanswered = Invitation.objects.for_workspace(workspace).filter(accepted_at=None, withdrawn_at=None)
    unanswered.filter(email=email).update(withdrawn_at=now)
    if unanswered.filter(expires_at__gt=now).count() >= MOST_OPEN:
        raise TooManyInvitationsError(limit=MOST_OPEN)
    invitation = Invitation.objects.create(
        workspace=workspace,
        email=email,
        role=role,
        token_sha256=_digest(token),
        invited_by=by.user,
        expires_at=now + VALID_FOR,
    )
    audit.record(
        workspace=workspace,
        actor=by.user,
        action="invitation.sent",
        subject=invitation.pk,
        email=email,
        role=role.value,
    )
    return invitation


def _require_pace(*, workspace: Workspace, by: Membership, email: str) -> None:
    """Limit the mails to one recipient, by one person and from one workspace. Withdrawn ones count."""
    limits = (
        (Q(email=email), 3, timedelta(days=1), "a day to one address"),
        (Q(invited_by=by.user), 30, timedelta(hours=1), "an hour per person"),
        (Q(workspace=workspace), 50, timedelta(days=1), "a day per workspace"),
    )
    for whose, limit, period, words in limits:
        recent = Invitation.objects.filter(whose, created_at__gt=timezone.now() - period)
        if recent.count() >= limit:
            raise InvitationsTooFastError(limit=limit, whose=words, retry_after_s=int(period.total_seconds()))


@transaction.atomic
def withdraw(*, invitation: Invitation, actor: User) -> None:
    """Withdraw the invitation. No effect if it was already accepted or withdrawn."""
    still_open = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
    if still_open.update(withdrawn_at=timezone.now()):
        audit.record(
            workspace=invitation.workspace,
            actor=actor,
            action="invitation.withdrawn",
            subject=invitation.pk,
            email=invitation.email,
        )


def find(*, token: str) -> Invitation:
    """Return the invitation of the link's ``token``. Raises InvitationUnusableError."""
    known = Invitation.objects.select_related("workspace", "invited_by")
    invitation = known.filter(token_sha256=_digest(token)).first()
    if invitation is None or not invitation.is_open:
        raise InvitationUnusableError()
    return invitation


def is_accepted(*, token: str, user: User) -> bool:
    """True when ``user`` accepted the invitation of the link's ``token`` before."""
    accepted = Invitation.objects.exclude(accepted_at=None)
    return accepted.filter(token_sha256=_digest(token), email=user.email.lower()).exists()


def is_for(*, token: str, email: str) -> bool:
    """True when ``token`` belongs to an open invitation to that address."""
    invitation = Invitation.objects.filter(token_sha256=_digest(token), email=email.lower()).first()
    return invitation is not None and invitation.is_open


@transaction.atomic
def accept(*, token: str, user: User) -> Membership:
    """Add ``user`` to the workspace. The link came by mail, so the address counts as confirmed from now on.

    Raises InvitationUnusableError, also for a second use, and InvitationForAnotherAddressError.
    """
    invitation = find(token=token)
    if invitation.email != user.email.lower():
        raise InvitationForAnotherAddressError(email=invitation.email)
    still_open = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
    if not still_open.update(accepted_at=timezone.now()):
        raise InvitationUnusableError()
    membership, _ = Membership.objects.get_or_create(
        workspace=invitation.workspace, user=user, defaults={"role": invitation.role}
    )
    EmailAddress.objects.update_or_create(
        user=user,
        email=user.email,
        defaults={"verified": True},
        create_defaults={"verified": True, "primary": True},
    )
    audit.record(
        workspace=invitation.workspace,
        actor=user,
        action="member.joined",
        subject=user.pk,
        email=user.email,
        role=membership.role,
    )
    return membership


def _send(invitation: Invitation, token: str) -> None:
    context = {
        "invitation": invitation,
        "inviter": invitation.invited_by,
        "workspace": invitation.workspace,
        "role": Role(invitation.role).label,
        "days": VALID_FOR.days,
        "url": settings.SITE_URL + reverse("accounts:invitation", args=[token]),
    }
    # A line break in a name must not become a header of the message.
    subject = " ".join(render_to_string("emails/invitation_subject.txt", context).split())
    send_mail(subject, render_to_string("emails/invitation.txt", context), None, [invitation.email])


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
