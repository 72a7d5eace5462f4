"""Access: any test key is accepted, no possibly real key is. Some keys belong to another account."""

import base64
import binascii
import re

from sandbox.stripe.errors import StripeError

_ACCEPTED = re.compile(r"(?:sk|rk)_test_(?!invalid)\w+")
_PREFIX = re.compile(r"(?:sk|rk|pk)_(?:test|live)_")
_NO_KEY = (
    "You did not provide an API key. You need to provide your API key in the Authorization header, using "
    "Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See "
    "https://stripe.com/docs/api#authentication for details."
)


def check(authorization: str) -> str:
    """Return the key. Raises StripeError 401, whose message does not contain it."""
    key = _key(authorization)
    if not key:
        raise StripeError(401, _NO_KEY)
    if not _ACCEPTED.fullmatch(key):
        prefix = _PREFIX.match(key)
        shown = (prefix.group() if prefix else "") + "****"
        raise StripeError(401, f"Invalid API Key provided: {shown}")
    return key


def is_other(key: str) -> bool:
    """True for a key of the second account, which can't see the first one's objects."""
    return "_test_other" in key


def _key(authorization: str) -> str:
    scheme, _, credentials = authorization.partition(" ")
    if scheme.lower() != "basic":
        return credentials.strip()
    try:
        return base64.b64decode(credentials).decode().partition(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        return ""
