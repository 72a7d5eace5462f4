"""Whether a person's address may be mailed: confirmed, and not refused by their mail server."""

import re
from smtplib import SMTPRecipientsRefused

from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.models import AddressProblem, User

UNCONFIRMED = "Your e-mail address is not confirmed."
_PERMANENT = 500
# The second number of an enhanced status code (RFC 3463): 1 is the address, 2 is the mailbox. Others concern
# the sender or its server.
_ENHANCED = re.compile(r"\b5\.(\d{1,3})\.\d{1,3}\b")
_ABOUT_THE_ADDRESS = {"1", "2"}
_REASON_LENGTH = 300


def problem_of(*, user: User) -> str:
    """Return why nothing is mailed to the person, in a sentence; empty if their address is fine."""
    confirmed = EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True)
    if not confirmed.exists():
        return UNCONFIRMED
    found = AddressProblem.objects.filter(user=user).first()
    return found.reason if found is not None and found.applies_to(email=user.email) else ""


def is_refused(error: SMTPRecipientsRefused) -> bool:
    """True if the mail server says that the address or mailbox is unusable, and not only for now."""
    return any(_is_final(code, _words(reply)) for code, reply in error.recipients.values())


def note_refused(*, user: User, error: SMTPRecipientsRefused) -> str:
    """Store that the person's address was refused, and return the reason as a sentence."""
    replies = "; ".join(f"{code} {_words(reply)}" for code, reply in error.recipients.values())
    reason = f"The mail server of {user.email} refused the address: {replies}"[:_REASON_LENGTH]
    AddressProblem.objects.update_or_create(
        user=user, defaults={"email": user.email, "reason": reason, "refused_at": timezone.now()}
    )
    return reason


def try_again(*, user: User) -> None:
    """Forget the refusal, so that the next e-mail is sent."""
    AddressProblem.objects.filter(user=user).delete()


def _is_final(code: int, words: str) -> bool:
    enhanced = _ENHANCED.search(words)
    return code >= _PERMANENT and (enhanced is None or enhanced[1] in _ABOUT_THE_ADDRESS)


def _words(reply: bytes | str) -> str:
    text = reply.decode(errors="replace") if isinstance(reply, bytes) else reply
    return " ".join(text.split())
