"""Sends e-mails of notifications. A killed worker loses none, and repeats at most the one it was sending.

SMTP has no idempotency: if a worker dies after the mail server accepted a message and before that is stored,
the message is sent again, with the same Message-ID.
"""

import logging
from datetime import timedelta
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused

from django.utils import timezone

from accounts.models import NotificationEmail, NotificationEmailStatus
from accounts.notifications import composing, inbox, mailboxes, planning
from accounts.notifications.planning import Claim
from foundation.errors import UpstreamUnavailableError

logger = logging.getLogger(__name__)

# Delays after failed attempts: 22 hours in all.
_RETRY_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
_NOTE_LENGTH = 300
_REFUSED_FOR_GOOD = range(500, 600)


def send_due(*, at_most: int = 100) -> int:
    """Send the e-mails that are due, and return how many messages were sent.

    Stops at the first failure of the mail server; the sweep retries.
    """
    sent = 0
    for line in planning.due_lines(at_most=at_most):
        while sent < at_most and (claim := planning.claim_next(line=line)) is not None:
            try:
                sent += _send(claim)
            except UpstreamUnavailableError:
                logger.warning("mail not sent", extra={"email_id": claim.pk})
                return sent
    return sent


def _send(claim: Claim) -> bool:
    """Send the message. False if the mail server refused it for good."""
    email = NotificationEmail.objects.select_related("workspace", "user").get(pk=claim.pk)
    message = composing.compose(email=email)
    try:
        message.send()
    except SMTPRecipientsRefused as error:
        if not mailboxes.is_refused(error):
            _retry(claim, email, error)
        _give_up(claim, email, mailboxes.note_refused(user=email.user, error=error))
        return False
    except SMTPDataError as error:
        if error.smtp_code not in _REFUSED_FOR_GOOD:
            _retry(claim, email, error)
        _give_up(claim, email, f"The mail server refused the message: {error}")
        return False
    except (SMTPException, OSError) as error:
        _retry(claim, email, error)
    _end(claim, NotificationEmailStatus.SENT, attempts=email.attempts + 1, sent_at=timezone.now(), note="")
    logger.info("notification mailed", extra={"email_id": email.pk, "event": email.event})
    return True


def _retry(claim: Claim, email: NotificationEmail, error: Exception) -> None:
    """Schedule another attempt, or give up after the last one. Raises UpstreamUnavailableError."""
    if email.attempts >= len(_RETRY_AFTER):
        _give_up(claim, email, f"The mail server could not be reached: {type(error).__name__}.")
    else:
        claim.row().update(
            attempts=email.attempts + 1,
            next_try_at=timezone.now() + _RETRY_AFTER[email.attempts],
            lease_until=None,
            note=f"{type(error).__name__}: {error}"[:_NOTE_LENGTH],
        )
    raise UpstreamUnavailableError("The mail server did not accept the message.", system="mail") from error


def _give_up(claim: Claim, email: NotificationEmail, note: str) -> None:
    _end(claim, NotificationEmailStatus.FAILED, attempts=email.attempts + 1, note=note[:_NOTE_LENGTH])
    inbox.reveal(email_ids=[email.pk])
    logger.warning("notification not mailed", extra={"email_id": email.pk, "event": email.event})


def _end(claim: Claim, status: NotificationEmailStatus, **fields: object) -> None:
    """End the message, unless another worker has claimed it since."""
    claim.row().update(status=status, status_changed_at=timezone.now(), lease_until=None, **fields)
