"""Installing an app: the consent page, the way back with a signature, and the token endpoint."""

import base64
import hashlib
import hmac
import html
import json
import re
from collections.abc import Mapping
from urllib.parse import parse_qs, parse_qsl, quote, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox import context, pages
from sandbox.shopify import grants, service, settings, shops
from sandbox.shopify.errors import PageError, ShopifyError, TokenError
from sandbox.shopify.grants import Grant
from sandbox.shopify.scopes import IN_WORDS
from sandbox.shopify.shops import Shop

_ASKED = ("client_id", "scope", "redirect_uri", "state")
_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
_OFFLINE = "urn:shopify:params:oauth:token-type:offline-access-token"


async def consent_page(request: Request) -> Response:
    """The consent page."""
    shop = _shop(request)
    asked = {name: request.query_params.get(name, "") for name in _ASKED}
    _check(request, asked)
    return pages.page(f"Install app in {shop.title}", _consent(request, shop, asked))


async def decide(request: Request) -> Response:
    """Redirect the person back with a signed code, or to the shop's own admin after a refusal."""
    shop = _shop(request)
    form = parse_qs((await request.body()).decode(), keep_blank_values=True)
    asked = {name: next(iter(form.get(name, ())), "") for name in _ASKED}
    _check(request, asked)
    if form.get("decision") != ["install"]:
        body = "<h1>The app was not installed</h1><p>At Shopify, this is the end: the app hears nothing.</p>"
        return pages.page("Not installed", body)
    stage = context.of(request)
    scopes = tuple(scope for scope in _scopes(asked) if scope in form.get("granted", ()))
    grant = Grant(shop=shop.host, client_id=asked["client_id"], scopes=scopes)
    code = grants.issue_code(stage.store, grant, at=stage.clock.now())
    query = {
        "code": code,
        "host": base64.b64encode(f"{shop.host}/admin".encode()).decode().rstrip("="),
        "shop": shop.host,
        "timestamp": str(int(stage.clock.now())),
    } | ({"state": asked["state"]} if asked["state"] else {})
    secret = settings.current(stage.store).apps[asked["client_id"]]
    query["hmac"] = signature(secret, query)
    separator = "&" if urlsplit(asked["redirect_uri"]).query else "?"
    address = asked["redirect_uri"] + separator + urlencode(query, quote_via=quote)
    return RedirectResponse(address, status_code=302)


def signature(secret: str, query: Mapping[str, str]) -> str:
    """Return the hexadecimal signature of a query, without its own member."""
    pairs = sorted((name, value) for name, value in query.items() if name not in ("hmac", "signature"))
    return hmac.new(secret.encode(), urlencode(pairs).encode(), hashlib.sha256).hexdigest()


async def token(request: Request) -> Response:
    """Exchange a code, a refresh token, a permanent token, or the app's own credentials."""
    try:
        shop = _shop(request)
    except ShopifyError as error:
        raise TokenError("invalid_request", str(error.errors), status=error.status) from None
    sent = await _sent(request)
    client_id = _authenticated(request, sent)
    kind = sent.get("grant_type", "authorization_code")
    if kind == "client_credentials":
        return _by_credentials(request, shop, client_id)
    if kind == "refresh_token":
        return _by_refresh_token(request, shop, sent, client_id)
    if kind == _EXCHANGE:
        return _by_exchange(request, shop, sent, client_id)
    if kind != "authorization_code":
        raise TokenError("unsupported_grant_type", f"The grant type {kind} is not supported.")
    return _by_code(request, shop, sent, client_id)


def _by_code(request: Request, shop: Shop, sent: Mapping[str, str], client_id: str) -> Response:
    stage = context.of(request)
    at = stage.clock.now()
    code = sent.get("code", "")
    grant = grants.take_code(stage.store, code, shop=shop.host, client_id=client_id, at=at)
    if grant is None:
        text = "The authorization code was not found or was already used"
        raise TokenError("invalid_request", text)
    service.of(request).install(grant, base_url=context.base_url(request))
    if sent.get("expiring") in ("1", "true"):
        return _pair(grant, *grants.issue_pair(stage.store, grant, at=at))
    access = grants.issue(stage.store, grant, lives_s=None, at=at)
    return _answer({"access_token": access, "scope": ",".join(grant.scopes)})


def _by_credentials(request: Request, shop: Shop, client_id: str) -> Response:
    """Only shops of the app's own organisation, here all but ``foreign-…``, have it installed."""
    stage = context.of(request)
    if shop.host.startswith("foreign-"):
        raise TokenError("shop_not_permitted", "Client credentials cannot be performed on this shop.")
    grant = grants.installed(stage.store, shop=shop.host, client_id=client_id)
    if grant is None:
        scopes = tuple(settings.current(stage.store).scopes)
        grant = Grant(shop=shop.host, client_id=client_id, scopes=scopes)
        service.of(request).install(grant, base_url=context.base_url(request))
    access = grants.issue(stage.store, grant, lives_s=grants.DAY_LIFE_S, at=stage.clock.now())
    scope = ",".join(grant.scopes)
    return _answer({"access_token": access, "scope": scope, "expires_in": grants.DAY_LIFE_S})


def _by_refresh_token(request: Request, shop: Shop, sent: Mapping[str, str], client_id: str) -> Response:
    stage = context.of(request)
    text = sent.get("refresh_token", "")
    found = grants.refresh(stage.store, text, shop=shop.host, client_id=client_id, at=stage.clock.now())
    if found is None:
        raise TokenError("invalid_grant", "This request requires an active refresh_token")
    return _pair(*found)


def _by_exchange(request: Request, shop: Shop, sent: Mapping[str, str], client_id: str) -> Response:
    """Exchange a permanent token for an expiring one. Session tokens of embedded apps are refused."""
    stage = context.of(request)
    if sent.get("subject_token_type") != _OFFLINE or sent.get("expiring") not in ("1", "true"):
        raise TokenError("invalid_subject_token", "The sandbox exchanges offline access tokens only.")
    text = sent.get("subject_token", "")
    grant = grants.exchangeable(stage.store, text, shop=shop.host, client_id=client_id)
    if grant is None:
        raise TokenError("invalid_subject_token")
    return _pair(grant, *grants.issue_pair(stage.store, grant, at=stage.clock.now()))


def _pair(grant: Grant, access: str, refresh: str) -> Response:
    return _answer(
        {
            "access_token": access,
            "scope": ",".join(grant.scopes),
            "expires_in": grants.OFFLINE_LIFE_S,
            "refresh_token": refresh,
            "refresh_token_expires_in": grants.REFRESH_LIFE_S,
        }
    )


def _answer(document: Mapping[str, object]) -> Response:
    return JSONResponse(document, headers={"Cache-Control": "no-store"})


def _shop(request: Request) -> Shop:
    return shops.named(context.of(request).store, request.path_params["host"])


def _check(request: Request, asked: Mapping[str, str]) -> None:
    """Raise PageError unless Shopify would show the consent page for the request."""
    target = urlsplit(asked["redirect_uri"])
    is_local = target.scheme == "http" and target.hostname in ("127.0.0.1", "localhost", "::1")
    if asked["client_id"] not in settings.current(context.of(request).store).apps:
        raise PageError(400, "Oauth error invalid_request", "Could not find Shopify API application.")
    if target.scheme != "https" and not is_local:
        text = "The redirect_uri is not whitelisted."
        raise PageError(400, "Oauth error invalid_request", text)
    unknown = [scope for scope in _scopes(asked) if scope not in IN_WORDS]
    if unknown or not _scopes(asked):
        text = f"These scopes are invalid: {', '.join(unknown) or '(none)'}."
        raise PageError(400, "Oauth error invalid_scope", text)


def _scopes(asked: Mapping[str, str]) -> list[str]:
    return [scope for scope in re.split(r"[,\s]+", asked["scope"]) if scope]


def _consent(request: Request, shop: Shop, asked: Mapping[str, str]) -> str:
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{html.escape(value)}">' for name, value in asked.items()
    )
    scopes = "".join(
        f'<label class="choice"><input type="checkbox" name="granted" value="{scope}" checked>'
        f"<span>{IN_WORDS[scope]}<small>{scope}</small></span></label>"
        for scope in _scopes(asked)
    )
    host = html.escape(urlsplit(asked["redirect_uri"]).netloc)
    return (
        f"<h1>Install the app of {host}?</h1>"
        f"<p>The app will be installed in <strong>{html.escape(shop.title)}</strong> ({shop.host}).</p>"
        '<p class="quiet">This page simulates Shopify. The shop is fictional. At Shopify, all required '
        "permissions are granted together; here you can untick some, as with optional ones.</p>"
        f'<form method="post" action="{html.escape(request.url.path)}">{hidden}'
        f"<fieldset><legend>The app will be able to</legend>{scopes}</fieldset>"
        '<p class="actions"><button name="decision" value="cancel">Cancel</button>'
        '<button class="primary" name="decision" value="install">Install</button></p></form>'
    )


def _authenticated(request: Request, sent: Mapping[str, str]) -> str:
    """Return the client id of a request with the right secret."""
    client_id, secret = sent.get("client_id", ""), sent.get("client_secret", "")
    expected = settings.current(context.of(request).store).apps.get(client_id)
    if expected is None:
        raise TokenError("application_cannot_be_found")
    if not hmac.compare_digest(secret, expected):
        raise TokenError("invalid_client", "The client secret is invalid.", status=401)
    return client_id


async def _sent(request: Request) -> dict[str, str]:
    """The members of a JSON document or a form."""
    text = (await request.body()).decode("utf-8", "replace")
    if "json" not in request.headers.get("content-type", ""):
        return dict(parse_qsl(text, keep_blank_values=True))
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise TokenError("invalid_request", "The body is not valid JSON.")
    return {name: str(value) for name, value in found.items()}


_BASE = "/shopify/shops/{host}/admin/oauth"
routes = [
    Route(f"{_BASE}/authorize", consent_page, methods=["GET"]),
    Route(f"{_BASE}/authorize", decide, methods=["POST"]),
    Route(f"{_BASE}/access_token", token, methods=["POST"]),
]
