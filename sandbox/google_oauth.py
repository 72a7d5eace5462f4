"""Google's OAuth 2: a consent page, the token endpoint, and revocation."""

import base64
import hashlib
import html
from collections.abc import Mapping
from urllib.parse import parse_qs, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox import context, pages, tokens
from sandbox.tokens import Grant
from sandbox.world import channels
from sandbox.world.channels import Channel

_ASKED = (
    "client_id", "redirect_uri", "response_type", "scope", "state", "code_challenge", "code_challenge_method",
    "access_type", "prompt", "include_granted_scopes",
)  # fmt: skip
_IN_WORDS = {
    "youtube.upload": "Upload videos to the channel",
    "youtube.readonly": "See the channel, its videos and their statistics",
    "youtube": "Manage the channel",
    "youtube.force-ssl": "Manage the channel's videos, comments and captions",
    "yt-analytics.readonly": "See the channel's analytics",
}


async def consent_page(request: Request) -> Response:
    """The consent page."""
    asked = {name: request.query_params.get(name, "") for name in _ASKED}
    problem = _problem(asked)
    if problem:
        return pages.page(
            "Access blocked", f"<h1>Access blocked</h1><p>{html.escape(problem)}</p>", status=400
        )
    return pages.page("Choose a channel", _consent(asked, context.base_url(request)))


async def decide(request: Request) -> Response:
    """Redirect the person back with a code, or with access_denied."""
    form = await _form(request)
    asked = {name: form.get(name, "") for name in _ASKED}
    problem = _problem(asked)
    if problem:
        return pages.page(
            "Access blocked", f"<h1>Access blocked</h1><p>{html.escape(problem)}</p>", status=400
        )
    channel = channels.by_handle(form.get("channel", ""))
    if form.get("decision", "") != "allow":
        return _back(asked, {"error": "access_denied"})
    if channel is None or channel not in channels.demo():
        return pages.page("Choose a channel", _consent(asked, context.base_url(request)), status=400)
    stage = context.of(request)
    code = tokens.issue_code(
        stage.store,
        grant=Grant(
            client_id=asked["client_id"], channel_id=channel.id, scopes=_granted(request, asked, channel)
        ),
        redirect_uri=asked["redirect_uri"],
        challenge=asked["code_challenge"],
        # Google returns a refresh token at the first consent only, unless consent is requested again.
        offline=asked["access_type"] == "offline"
        and ("consent" in asked["prompt"] or not _has_consented(request, asked["client_id"], channel)),
        at=stage.clock.now(),
    )
    return _back(asked, {"code": code, "scope": asked["scope"]})


async def token(request: Request) -> Response:
    """Exchange a code or a refresh token for an access token."""
    form = await _form(request)
    client_id, client_secret = _client(request, form)
    if not client_id or not client_secret or client_secret == "invalid":
        return _refuse("invalid_client", "The OAuth client was not found.", status=401)
    grant_type = form.get("grant_type", "")
    if grant_type == "authorization_code":
        return _exchange_code(request, form, client_id)
    if grant_type == "refresh_token":
        return _refresh(request, form, client_id)
    return _refuse("unsupported_grant_type", f"Invalid grant_type: {grant_type}")


async def revoke(request: Request) -> Response:
    """Revoke a grant. Both of its tokens stop working."""
    form = await _form(request)
    text = form.get("token", "") or request.query_params.get("token", "")
    if not tokens.revoke(context.of(request).store, text):
        return _refuse("invalid_token", "Token expired or revoked")
    return JSONResponse({})


def _problem(asked: Mapping[str, str]) -> str:
    """Return the error that Google's page would show for the request, or an empty text."""
    if not asked["client_id"]:
        return "Error 400: invalid_request. Missing required parameter: client_id"
    target = urlsplit(asked["redirect_uri"])
    is_local = target.hostname in ("127.0.0.1", "localhost", "::1")
    if target.scheme != "https" and not (target.scheme == "http" and is_local):
        return "Error 400: redirect_uri_mismatch. Only https and loopback addresses are allowed."
    if asked["response_type"] != "code":
        return "Error 400: unsupported_response_type. Only response_type=code is supported."
    if not asked["scope"]:
        return "Error 400: invalid_request. Missing required parameter: scope"
    if asked["code_challenge"] and asked["code_challenge_method"] != "S256":
        return "Error 400: invalid_request. Only the code challenge method S256 is supported."
    return ""


def _consent(asked: Mapping[str, str], base_url: str) -> str:
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{html.escape(value)}">' for name, value in asked.items()
    )
    scopes = "".join(f"<li>{html.escape(_in_words(scope))}</li>" for scope in asked["scope"].split())
    choices = "".join(
        _choice(channel, base_url, checked=place == 0) for place, channel in enumerate(channels.demo())
    )
    host = html.escape(urlsplit(asked["redirect_uri"]).netloc)
    return (
        f"<h1>{host} wants access to a YouTube channel</h1>"
        '<p class="quiet">This page simulates Google\'s consent page. The channels are fictional.</p>'
        f"<p>It will be able to:</p><ul>{scopes}</ul>"
        f'<form method="post" action="/o/oauth2/v2/auth">{hidden}'
        f"<fieldset><legend>Choose a channel</legend>{choices}</fieldset>"
        '<p class="actions"><button name="decision" value="deny">Deny</button>'
        '<button class="primary" name="decision" value="allow">Allow</button></p></form>'
    )


def _choice(channel: Channel, base_url: str, *, checked: bool) -> str:
    mark = " checked" if checked else ""
    return (
        f'<label class="choice"><input type="radio" name="channel" value="{channel.handle}"{mark}>'
        f'<img src="{base_url}/media/avatars/{channel.id}.jpg?size=default" alt="">'
        f"<span>{html.escape(channel.name)}<small>@{channel.handle}</small></span></label>"
    )


def _in_words(scope: str) -> str:
    return _IN_WORDS.get(scope.rpartition("/")[2], scope)


def _back(asked: Mapping[str, str], facts: Mapping[str, str]) -> Response:
    query = dict(facts) | ({"state": asked["state"]} if asked["state"] else {})
    joint = "&" if urlsplit(asked["redirect_uri"]).query else "?"
    return RedirectResponse(asked["redirect_uri"] + joint + urlencode(query), status_code=302)


def _has_consented(request: Request, client_id: str, channel: Channel) -> bool:
    store = context.of(request).store
    query = "SELECT 1 FROM refresh_tokens WHERE client_id = ? AND channel_id = ?"
    return store.row(query, (client_id, channel.id)) is not None


def _granted(request: Request, asked: Mapping[str, str], channel: Channel) -> tuple[str, ...]:
    """The scopes of the consent and, if requested, those that the person granted earlier."""
    scopes = asked["scope"].split()
    if asked["include_granted_scopes"] == "true":
        query = "SELECT scopes FROM refresh_tokens WHERE client_id = ? AND channel_id = ?"
        rows = context.of(request).store.rows(query, (asked["client_id"], channel.id))
        scopes += [scope for row in rows for scope in row["scopes"].split()]
    return tuple(dict.fromkeys(scopes))


def _exchange_code(request: Request, form: Mapping[str, str], client_id: str) -> Response:
    stage = context.of(request)
    now = stage.clock.now()
    code = tokens.take_code(stage.store, form.get("code", ""), at=now)
    if code is None or code.is_expired or code.grant.client_id != client_id:
        return _refuse("invalid_grant", "Malformed auth code.")
    if code.redirect_uri != form.get("redirect_uri", ""):
        return _refuse("redirect_uri_mismatch", "Bad Request")
    if code.challenge and code.challenge != _challenge(form.get("code_verifier", "")):
        return _refuse("invalid_grant", "Invalid code verifier.")
    refresh_token = tokens.issue_refresh_token(stage.store, code.grant) if code.is_offline else None
    return _issue(request, code.grant, refresh_token, with_refresh_token=True)


def _refresh(request: Request, form: Mapping[str, str], client_id: str) -> Response:
    text = form.get("refresh_token", "")
    grant = tokens.by_refresh_token(context.of(request).store, text)
    if grant is None or grant.client_id != client_id:
        return _refuse("invalid_grant", "Token has been expired or revoked.")
    return _issue(request, grant, text, with_refresh_token=False)


def _issue(
    request: Request, grant: Grant, refresh_token: str | None, *, with_refresh_token: bool
) -> Response:
    stage = context.of(request)
    access_token = tokens.issue_access_token(
        stage.store, grant, refresh_token=refresh_token, at=stage.clock.now()
    )
    document: dict[str, object] = {
        "access_token": access_token,
        "expires_in": tokens.ACCESS_LIFE_S,
        "scope": " ".join(grant.scopes),
        "token_type": "Bearer",
    }
    if with_refresh_token and refresh_token:
        document["refresh_token"] = refresh_token
    return JSONResponse(document, headers={"Cache-Control": "no-store"})


def _client(request: Request, form: Mapping[str, str]) -> tuple[str, str]:
    """The client's id and secret, from the body or from basic authentication."""
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        name, _, secret = base64.b64decode(encoded).decode().partition(":")
        return name, secret
    return form.get("client_id", ""), form.get("client_secret", "")


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


async def _form(request: Request) -> dict[str, str]:
    """The fields of a submitted form."""
    pairs = parse_qs((await request.body()).decode(), keep_blank_values=True)
    return {name: values[0] for name, values in pairs.items()}


def _refuse(error: str, description: str, *, status: int = 400) -> Response:
    return JSONResponse({"error": error, "error_description": description}, status_code=status)


routes = [
    Route("/o/oauth2/v2/auth", consent_page, methods=["GET"]),
    Route("/o/oauth2/v2/auth", decide, methods=["POST"]),
    Route("/token", token, methods=["POST"]),
    Route("/revoke", revoke, methods=["POST"]),
]
