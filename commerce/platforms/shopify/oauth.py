"""Consent and tokens: the installation of our app, renewals, and the installation's own shop."""

import hashlib
import hmac
import time
from collections.abc import Iterable, Sequence
from typing import Annotated, Any
from urllib.parse import parse_qsl, quote_plus, urlencode

from pydantic import BaseModel, BeforeValidator, ValidationError

from commerce.errors import ConsentForgedError, StoreLostError
from commerce.platforms.shopify import documents, refusals, scopes
from commerce.platforms.shopify.texts import Text
from commerce.platforms.shopify.words import SYSTEM
from commerce.platforms.values import ShopTokens
from foundation import foreign_texts
from foundation.errors import UpstreamError, UpstreamUnavailableError
from foundation.upstream import UpstreamClient

_PATH = "/admin/oauth/access_token"
_MOST_BYTES = 64 * 1024
# Between Shopify's redirect and its arrival here.
_CALLBACK_LASTS_S = 300
# The app, or its secret, is wrong; the tokens may still be good.
_APP_REFUSED = frozenset({"invalid_client", "unauthorized_client", "application_cannot_be_found"})
_NOT_OURS = frozenset({"shop_not_permitted", "app_not_installed"})


def _seconds(value: Any) -> int | None:
    """A lifetime; None if it does not end, or is not known."""
    text = value if isinstance(value, str) else str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 and int(text) > 0 else None


class _Answer(BaseModel):
    """The answer of the token endpoint: tokens, or an error.

    Nothing but a missing access token makes it unreadable: the refresh token that was used has ended.
    """

    access_token: Text = ""
    refresh_token: Text = ""
    expires_in: Annotated[int | None, BeforeValidator(_seconds)] = None
    scope: Annotated[str, BeforeValidator(lambda value: foreign_texts.line(value, most=4000))] = ""
    error: Text = ""
    error_description: Text = ""


# --- consent ------------------------------------------------------------------------------------------------


def authorize_url(
    *, base_url: str, client_id: str, state: str, redirect_url: str, wanted: Sequence[str]
) -> str:
    """Return the consent page of a shop. Without grant options, the token is the app's, not a person's."""
    query = {"client_id": client_id, "scope": ",".join(wanted), "redirect_uri": redirect_url, "state": state}
    return f"{base_url}/admin/oauth/authorize?{urlencode(query)}"


def check_callback(*, query: str, domain: str, secrets: Iterable[str]) -> None:
    """Check the signature, the shop and the age of a callback. Raises ConsentForgedError."""
    fields = _fields(query)
    sent = fields.pop("hmac", "").lower().encode("utf-8", "replace")
    fields.pop("signature", None)
    messages = _signable(fields)
    digests = [
        hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest().encode()
        for secret in secrets
        if secret
        for message in messages
    ]
    is_signed = [hmac.compare_digest(each, sent) for each in digests]
    if not any(is_signed) or fields.get("shop", "").lower() != domain:
        raise ConsentForgedError
    if "timestamp" in fields and not _is_recent(fields["timestamp"]):
        raise ConsentForgedError


def _fields(query: str) -> dict[str, str]:
    """The parameters of a query. A repeated one is refused, since only one of its values would be used."""
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=True, max_num_fields=30)
    except ValueError as error:
        raise ConsentForgedError from error
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ConsentForgedError
    return fields


def _signable(fields: dict[str, str]) -> tuple[str, str]:
    """What is signed: the sorted parameters, encoded, or with only the separators encoded.

    Shopify's own libraries differ here. The forms are the same unless a value has other characters than
    letters, digits, dots and hyphens.
    """
    pairs = sorted(fields.items())
    encoded = "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs)
    separated = "&".join(f"{_escaped(name).replace('=', '%3D')}={_escaped(value)}" for name, value in pairs)
    return encoded, separated


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("&", "%26")


def _is_recent(timestamp: str) -> bool:
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 11:
        return False
    return abs(time.time() - int(timestamp)) <= _CALLBACK_LASTS_S


# --- tokens -------------------------------------------------------------------------------------------------


class TokenEndpoint:
    """The token endpoint of one shop, with our app's id and secret."""

    def __init__(
        self, *, base_url: str, headers: dict[str, str], client_id: str, client_secret: str, timeout_s: float
    ) -> None:
        self._http = UpstreamClient(SYSTEM, base_url=base_url, headers=headers, timeout_s=timeout_s)
        self._app = {"client_id": client_id, "client_secret": client_secret}

    def exchange(self, *, code: str) -> ShopTokens:
        """Exchange a callback's code for tokens that expire, with a refresh token."""
        return self._tokens(json={**self._app, "code": code, "expiring": "1"}, is_renewal=False)

    def refresh(self, *, refresh_token: str) -> ShopTokens:
        """Return new tokens. The old refresh token works until the new one is used. Raises StoreLostError."""
        grant = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        return self._tokens(json={**self._app, **grant}, is_renewal=True)

    def for_own_shop(self) -> ShopTokens:
        """Return a token for a shop of the app's own organisation. It lasts for a day."""
        form = {**self._app, "grant_type": "client_credentials"}
        return self._tokens(data=form, is_renewal=True)

    def _tokens(self, *, is_renewal: bool, **options: Any) -> ShopTokens:
        try:
            response = self._http.request("POST", _PATH, **options)
        except UpstreamError as error:
            raise _refusal(error, is_renewal=is_renewal) from error
        answer = _parsed(response.content)
        if answer is None or (not answer.access_token and not answer.error):
            raise refusals.unreadable()
        if answer.error:
            raise _explained(answer, is_renewal=is_renewal)
        return ShopTokens(
            access_token=answer.access_token,
            refresh_token=answer.refresh_token,
            expires_in_s=answer.expires_in,
            scopes=scopes.listed(answer.scope),
        )


def _parsed(content: bytes) -> _Answer | None:
    try:
        return _Answer.model_validate(documents.parsed(content, most_bytes=_MOST_BYTES))
    except (ValueError, ValidationError):
        return None


def _refusal(error: UpstreamError, *, is_renewal: bool) -> UpstreamError:
    """Our error for an answer that is not a success."""
    if isinstance(error, UpstreamUnavailableError):
        return error
    status = error.context.get("upstream_status")
    answer = _parsed(str(error.context.get("upstream_body", "")).encode("utf-8", "replace"))
    if answer is not None and answer.error:
        return _explained(answer, is_renewal=is_renewal)
    if status in (400, 401) and is_renewal:
        return StoreLostError(system=SYSTEM)
    if status in (400, 401, 403):
        return _unaccepted()
    return refusals.of_status(error)


def _explained(answer: _Answer, *, is_renewal: bool) -> UpstreamError:
    if answer.error in _APP_REFUSED:
        return UpstreamError(
            f"{SYSTEM} rejects this installation's app. Your administrator needs to check SHOPIFY_CLIENT_ID "
            "and SHOPIFY_CLIENT_SECRET.",
            system=SYSTEM,
            reason=answer.error,
        )
    if answer.error in _NOT_OURS:
        return UpstreamError(
            "The app is not installed in this shop, or the shop belongs to another organisation.",
            system=SYSTEM,
            reason=answer.error,
        )
    return StoreLostError(system=SYSTEM) if is_renewal else _unaccepted()


def _unaccepted() -> UpstreamError:
    return UpstreamError(f"{SYSTEM} did not accept the consent. Connect the shop again.", system=SYSTEM)
