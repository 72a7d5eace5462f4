"""Answers one API request: authentication, routing, idempotency and response format."""

import hashlib
import json
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from sandbox import context
from sandbox.faults import PRESCRIBED, Rule
from sandbox.stripe import access, forms, operations, parameters, rendering
from sandbox.stripe.errors import StripeError
from sandbox.stripe.operations import Operation
from sandbox.stripe.records import Doc
from sandbox.stripe.service import StripeService
from sandbox.stripe.work import API_VERSION, Work, new_id

_SAME_KEY = (
    "Keys for idempotent requests can only be used with the same parameters they were first used with. Try "
    "using a key other than '{key}' if you meant to execute a different request."
)
# Errors that are unrelated to the request itself: the next request with the same key is executed.
_NOT_KEPT = (401, 429)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiRequest:
    """A fully read request."""

    method: str
    path: str
    text: str
    key: str | None
    base_url: str
    request_id: str

    @property
    def fingerprint(self) -> str:
        """A hash of the request, independent of the order of its parameters."""
        parts = [self.method, self.path, sorted(parse_qsl(self.text, keep_blank_values=True))]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A status and a JSON text. ``original`` is the request that first got this response."""

    status: int
    body: str
    original: str | None = None


async def answer(request: Request) -> Response:
    """Answer any path below ``/stripe/v1/``."""
    body = (await request.body()).decode("utf-8", "replace")
    is_post = request.method == "POST"
    api_request = ApiRequest(
        method=request.method,
        path=request.path_params["path"].strip("/"),
        text=body if is_post else "&".join(part for part in (request.url.query, body) if part),
        key=(request.headers.get("idempotency-key") or None) if is_post else None,
        base_url=context.base_url(request),
        request_id=new_id("req", 14),
    )
    try:
        key = access.check(request.headers.get("authorization", ""))
        service: StripeService = request.app.state.stripe
        if access.is_other(key):
            service = request.app.state.other_stripe
        found = await run_in_threadpool(_carry_out, service, api_request, request.scope.get(PRESCRIBED))
    except StripeError as error:
        found = Answer(status=error.status, body=json.dumps(error.document, indent=2))
    return _sent(found, api_request, request.headers.get("stripe-version", API_VERSION))


async def unknown(request: Request) -> Response:
    """Answer a path outside ``/v1/``."""
    error = _unrecognized(request.method, request.url.path.removeprefix("/stripe"))
    return Response(json.dumps(error.document, indent=2), status_code=404, media_type="application/json")


def _carry_out(service: StripeService, request: ApiRequest, rule: Rule | None) -> Answer:
    service.start()
    service.catch_up()
    found = operations.find(request.method, request.path)
    if found is None:
        raise _unrecognized(request.method, f"/v1/{request.path}")
    operation, identifiers = found
    with service.work(
        base_url=request.base_url, request_id=request.request_id, idempotency_key=request.key
    ) as work:
        earlier = _earlier(work, request)
        if earlier is not None:
            return earlier
        if rule is not None and not rule.is_done:
            done = _prescribed(rule)
        else:
            done = _done(work, operation, request, identifiers)
        if rule is None:
            _keep(work, request, done)
            return done
        if rule.is_done or rule.is_kept:
            # Stripe stores the result of the work, unless the rule says that the fault is stored.
            _keep(work, request, _prescribed(rule) if rule.is_kept else done, even_errors=rule.is_kept)
        return _prescribed(rule)


def _prescribed(rule: Rule) -> Answer:
    return Answer(status=rule.status or 200, body=json.dumps(rule.body))


def _done(work: Work, operation: Operation, request: ApiRequest, identifiers: tuple[str, ...]) -> Answer:
    """Execute the request. A refusal rolls back what was done, unless it specifies otherwise."""
    try:
        with work.records.store.transaction():
            given = parameters.read(operation.params, forms.decode(request.text))
            try:
                doc: Doc = operation.function(work, given, *identifiers)
            except StripeError as error:
                if not error.keeps_work:
                    raise
                return Answer(status=error.status, body=json.dumps(error.document, indent=2))
            shown = rendering.show(work.records, doc, given.get("expand") or ())
            return Answer(status=200, body=json.dumps(shown, indent=2))
    except StripeError as error:
        return Answer(status=error.status, body=json.dumps(error.document, indent=2))


def _earlier(work: Work, request: ApiRequest) -> Answer | None:
    """Return this key's stored response. Raises StripeError if the key was used for another request."""
    if request.key is None:
        return None
    row = work.records.store.row("SELECT * FROM stripe_answers WHERE key = ?", (request.key,))
    if row is None:
        return None
    if row["fingerprint"] != request.fingerprint:
        raise StripeError(400, _SAME_KEY.format(key=request.key), kind="idempotency_error")
    return Answer(status=row["status"], body=row["body"], original=row["request_id"])


def _keep(work: Work, request: ApiRequest, done: Answer, *, even_errors: bool = False) -> None:
    is_kept = even_errors or (done.status < 500 and done.status not in _NOT_KEPT)
    if request.key is not None and is_kept:
        work.records.store.change(
            "INSERT INTO stripe_answers VALUES (?, ?, ?, ?, ?)",
            (request.key, request.fingerprint, done.status, request.request_id, done.body),
        )


def _unrecognized(method: str, path: str) -> StripeError:
    message = (
        f"Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs or we can help at "
        "https://support.stripe.com/."
    )
    return StripeError(404, message)


def _sent(found: Answer, request: ApiRequest, version: str) -> Response:
    headers = {"Request-Id": request.request_id, "Stripe-Version": version, "Cache-Control": "no-store"}
    if request.key is not None:
        headers["Idempotency-Key"] = request.key
    if found.original is not None:
        headers |= {"Idempotent-Replayed": "true", "Original-Request": found.original}
    return Response(found.body, status_code=found.status, headers=headers, media_type="application/json")
