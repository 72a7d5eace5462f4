"""TikTok's Login Kit: a consent page, the token endpoint, and revocation."""

import hashlib
import html
import re
from collections.abc import Mapping
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox import context, pages
from sandbox.tiktok import creators, grants, pictures
from sandbox.tiktok.creators import Creator
from sandbox.tiktok.errors import OAuthError
from sandbox.tiktok.grants import Grant

_ASKED = (
    "client_key",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
)
_ALWAYS = "user.info.basic"
_IN_WORDS = {
    _ALWAYS: "Read your profile info (avatar, display name)",
    "user.info.profile": "Read your additional profile info (bio, profile link, user name)",
    "user.info.stats": "Read your engagement stats (likes, followers, number of videos)",
    "video.list": "Read your public videos on TikTok",
    "video.publish": "Post content to TikTok",
    "video.upload": "Upload content as drafts to TikTok",
}


async def consent_page(request: Request) -> Response:
    """The consent page."""
    asked = {name: request.query_params.get(name, "") for name in _ASKED}
    problem = _problem(asked)
    return _blocked(problem) if problem else pages.page("Choose an account", _consent(request, asked))


async def decide(request: Request) -> Response:
    """Redirect the person back with a code, or with access_denied."""
    form = await _form(request)
    asked = {name: _first(form, name) for name in _ASKED}
    problem = _problem(asked)
    if problem:
        return _blocked(problem)
    if _first(form, "decision") != "allow":
        return _back(asked, {"error": "access_denied", "error_description": "User canceled the login"})
    creator = creators.named(_first(form, "account"))
    if creator is None or not creator.signs_in:
        return pages.page("Choose an account", _consent(request, asked), status=400)
    kept = {_ALWAYS, *form.get("granted", ())}
    scopes = tuple(scope for scope in asked["scope"].split(",") if scope in kept)
    stage = context.of(request)
    code = grants.issue_code(
        stage.store,
        grant=grants.new(client_key=asked["client_key"], open_id=creator.open_id, scopes=scopes),
        redirect_uri=asked["redirect_uri"],
        challenge=asked["code_challenge"],
        at=stage.clock.now(),
    )
    return _back(asked, {"code": code, "scopes": ",".join(scopes)})


async def token(request: Request) -> Response:
    """Exchange a code or a refresh token for tokens."""
    form = await _form(request)
    client_key = _client_key(form)
    if _first(form, "grant_type") == "authorization_code":
        return _issue(request, _by_code(request, form, client_key))
    if _first(form, "grant_type") == "refresh_token":
        return _issue(request, _by_refresh_token(request, form, client_key))
    raise OAuthError("unsupported_grant_type", "The grant type is not supported.")


async def revoke(request: Request) -> Response:
    """Revoke a grant by its access token. Success is an empty document."""
    form = await _form(request)
    client_key = _client_key(form)
    stage = context.of(request)
    if not grants.revoke(stage.store, _first(form, "token"), client_key=client_key, at=stage.clock.now()):
        raise OAuthError("invalid_request", "The access token is invalid or expired.")
    return JSONResponse({})


def _problem(asked: Mapping[str, str]) -> str:
    """Return the error that TikTok's page would show for the request, or an empty text."""
    target = urlsplit(asked["redirect_uri"])
    is_local = target.scheme == "http" and target.hostname in ("127.0.0.1", "localhost", "::1")
    if not asked["client_key"] or asked["client_key"] == "invalid":
        return "client_key"
    if (target.scheme != "https" and not is_local) or target.query or target.fragment:
        return "redirect_uri"
    if len(asked["redirect_uri"]) >= 512:
        return "redirect_uri"
    if asked["response_type"] != "code":
        return "unsupported_response_type"
    if _ALWAYS not in asked["scope"].split(",") or not set(asked["scope"].split(",")) <= _IN_WORDS.keys():
        return "scope"
    if asked["code_challenge"] and asked["code_challenge_method"] != "S256":
        return "code_challenge"
    return ""


def _blocked(problem: str) -> Response:
    body = (
        "<h1>Something went wrong</h1><p>We couldn't log in with TikTok. This may be due to specific app "
        f"settings. If you're a developer, correct the following and try again: {html.escape(problem)}</p>"
    )
    return pages.page("Something went wrong", body, status=400)


def _consent(request: Request, asked: Mapping[str, str]) -> str:
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{html.escape(value)}">' for name, value in asked.items()
    )
    scopes = "".join(_permission(scope) for scope in asked["scope"].split(","))
    choices = "".join(
        _choice(request, creator, checked=place == 0) for place, creator in enumerate(creators.signing_in())
    )
    host = html.escape(urlsplit(asked["redirect_uri"]).netloc)
    return (
        f"<h1>{host} wants access to a TikTok account</h1>"
        '<p class="quiet">This page simulates TikTok\'s consent page. The accounts are fictional.</p>'
        f'<form method="post" action="/tiktok/v2/auth/authorize/">{hidden}'
        f"<fieldset><legend>It will be able to</legend>{scopes}</fieldset>"
        f"<fieldset><legend>Choose an account</legend>{choices}</fieldset>"
        '<p class="actions"><button name="decision" value="deny">Cancel</button>'
        '<button class="primary" name="decision" value="allow">Continue</button></p></form>'
    )


def _permission(scope: str) -> str:
    fixed = " disabled" if scope == _ALWAYS else ""
    return (
        f'<label class="choice"><input type="checkbox" name="granted" value="{scope}" checked{fixed}>'
        f"<span>{_IN_WORDS[scope]}</span></label>"
    )


def _choice(request: Request, creator: Creator, *, checked: bool) -> str:
    mark = " checked" if checked else ""
    return (
        f'<label class="choice"><input type="radio" name="account" value="{creator.username}"{mark}>'
        f'<img src="{html.escape(pictures.avatar_url(request, creator))}" alt="">'
        f"<span>{html.escape(creator.channel.name)}<small>@{creator.username}</small></span></label>"
    )


def _back(asked: Mapping[str, str], facts: Mapping[str, str]) -> Response:
    query = dict(facts) | ({"state": asked["state"]} if asked["state"] else {})
    return RedirectResponse(asked["redirect_uri"] + "?" + urlencode(query, quote_via=quote), status_code=302)


def _client_key(form: Mapping[str, list[str]]) -> str:
    client_key, secret = _first(form, "client_key"), _first(form, "client_secret")
    if not client_key or not secret or "invalid" in (client_key, secret):
        raise OAuthError("invalid_client", "Client key or secret is incorrect.", status=401)
    return client_key


def _by_code(request: Request, form: Mapping[str, list[str]], client_key: str) -> Grant:
    stage = context.of(request)
    code = grants.take_code(stage.store, _first(form, "code"), at=stage.clock.now())
    if code is None or code.is_expired or code.grant.client_key != client_key:
        raise OAuthError("invalid_grant", "Authorization code is expired or invalid.")
    if code.redirect_uri != _first(form, "redirect_uri"):
        raise OAuthError("invalid_request", "Redirect_uri is not matched with the uri when requesting code.")
    # Unlike in RFC 7636, the challenge is in hexadecimal digits.
    verifier = hashlib.sha256(_first(form, "code_verifier").encode()).hexdigest()
    if code.challenge and code.challenge != verifier:
        raise OAuthError("invalid_request", "Code verifier or code challenge is invalid.")
    return code.grant


def _by_refresh_token(request: Request, form: Mapping[str, list[str]], client_key: str) -> Grant:
    stage = context.of(request)
    text, now = _first(form, "refresh_token"), stage.clock.now()
    grant = grants.use_refresh_token(stage.store, text, client_key=client_key, at=now)
    if grant is None:
        raise OAuthError("invalid_grant", "Refresh token is invalid or expired.")
    return grant


def _issue(request: Request, grant: Grant) -> Response:
    stage = context.of(request)
    access, refresh = grants.issue_tokens(stage.store, grant, at=stage.clock.now())
    document = {
        "access_token": access,
        "expires_in": grants.ACCESS_LIFE_S,
        "open_id": grant.open_id,
        "refresh_expires_in": grants.REFRESH_LIFE_S,
        "refresh_token": refresh,
        "scope": ",".join(grant.scopes),
        "token_type": "Bearer",
    }
    return JSONResponse(document, headers={"Cache-Control": "no-store"})


async def _form(request: Request) -> dict[str, list[str]]:
    """The fields of a submitted form. The token endpoint accepts no other body."""
    sent = request.headers.get("content-type", "")
    if not re.match(r"application/x-www-form-urlencoded\b", sent):
        raise OAuthError("invalid_request", "The request parameters are malformed.")
    return parse_qs((await request.body()).decode(), keep_blank_values=True)


def _first(form: Mapping[str, list[str]], name: str) -> str:
    return next(iter(form.get(name, ())), "")


routes = [
    Route("/tiktok/v2/auth/authorize/", consent_page, methods=["GET"]),
    Route("/tiktok/v2/auth/authorize/", decide, methods=["POST"]),
    Route("/tiktok/v2/oauth/token/", token, methods=["POST"]),
    Route("/tiktok/v2/oauth/revoke/", revoke, methods=["POST"]),
]
