"""Sandbox controls for Stripe: delivery of events, and actions that are not possible through the API."""

import json
import time
from collections.abc import Callable
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox import context
from sandbox.stripe import cards, customers, deliveries, disputes, events, rendering
from sandbox.stripe.errors import StripeError
from sandbox.stripe.service import StripeService
from sandbox.stripe.work import Work

_RELEASE_WITHIN_S = 20.0
_ROOT = "/_sandbox/stripe"


class ToSign(BaseModel):
    """A payload to sign like one endpoint's events."""

    model_config = ConfigDict(extra="forbid")

    endpoint: str
    payload: str
    timestamp: int | None = None


class NewCard(BaseModel):
    """Another card for a customer."""

    model_config = ConfigDict(extra="forbid")

    customer: str
    number: str


class NewDispute(BaseModel):
    """A dispute about a charge. ``reason`` is Stripe's, or ``inquiry``; ``amount`` defaults to the rest."""

    model_config = ConfigDict(extra="forbid")

    charge: str
    reason: str = "fraudulent"
    amount: int | None = Field(default=None, ge=1)


class Decision(BaseModel):
    """A bank's decision. An inquiry may be ``escalated`` to a dispute."""

    model_config = ConfigDict(extra="forbid")

    outcome: Literal["won", "lost", "escalated"]


async def show_settings(request: Request) -> Response:
    return JSONResponse(_service(request).settings().model_dump())


async def change_settings(request: Request) -> Response:
    """Change the given settings; the others stay."""
    service = _service(request)
    given = json.loads(await request.body())
    settings = type(service.settings()).model_validate(service.settings().model_dump() | given)
    service.start()
    service.change_settings(settings)
    return JSONResponse(settings.model_dump())


async def show_deliveries(request: Request) -> Response:
    query = (
        "SELECT number, event, type, endpoint, url, attempts, status, last_answer FROM stripe_deliveries"
        " ORDER BY number"
    )
    rows = [dict(row) for row in context.of(request).store.rows(query)]
    return JSONResponse({"count": len(rows), "deliveries": rows})


async def release(request: Request) -> Response:
    """Send everything that is pending, and wait until it is accepted or the time is up."""
    counts = await run_in_threadpool(_service(request).dispatcher.release, timeout_s=_RELEASE_WITHIN_S)
    return JSONResponse(counts)


async def show_events(request: Request) -> Response:
    service = _service(request)
    with service.work() as work:
        found = [rendering.show(work.records, event) for event in work.records.all("event")]
    return JSONResponse({"count": len(found), "events": found})


async def resend(request: Request) -> Response:
    service = _service(request)
    service.start()
    with service.work() as work:
        queued = events.resend(work, request.path_params["id"])
    return JSONResponse({"queued": queued})


async def sign(request: Request) -> Response:
    """Return the signature header for a payload."""
    asked = ToSign.model_validate_json(await request.body())
    with _service(request).work() as work:
        endpoint = work.records.require("webhook_endpoint", asked.endpoint)
    at = int(time.time()) if asked.timestamp is None else asked.timestamp
    return JSONResponse({"header": deliveries.signature(endpoint["_signing"], asked.payload, at=at)})


async def replace_card(request: Request) -> Response:
    asked = NewCard.model_validate_json(await request.body())

    def replaced(work: Work) -> Any:
        customer = work.records.require("customer", asked.customer)
        return customers.replace_card(work, customer, cards.by_number(asked.number))

    return await _after(request, replaced)


async def begin_dispute(request: Request) -> Response:
    asked = NewDispute.model_validate_json(await request.body())

    def begun(work: Work) -> Any:
        charge = work.records.require("charge", asked.charge)
        return disputes.begin(work, charge, kind=asked.reason, amount=asked.amount)

    return await _after(request, begun)


async def decide_dispute(request: Request) -> Response:
    asked = Decision.model_validate_json(await request.body())

    def decided(work: Work) -> Any:
        dispute = work.records.require("dispute", request.path_params["id"])
        if asked.outcome == "escalated":
            return disputes.escalate(work, dispute)
        return disputes.decide(work, dispute, outcome=asked.outcome)

    return await _after(request, decided)


async def _after(request: Request, change: Callable[[Work], Any]) -> Response:
    """Return the object that ``change`` produces, after the clock's due changes."""
    service = _service(request)
    service.start()

    def changed() -> Any:
        service.catch_up()
        with service.work(base_url=context.base_url(request)) as work:
            return rendering.show(work.records, change(work))

    return JSONResponse(await run_in_threadpool(changed))


async def refuse(_: Request, error: Exception) -> Response:
    """Return Starlette's response to a StripeError outside the API itself."""
    if not isinstance(error, StripeError):
        raise error
    return JSONResponse(error.document, status_code=error.status)


def _service(request: Request) -> StripeService:
    service: StripeService = request.app.state.stripe
    return service


routes = [
    Route(f"{_ROOT}/settings", show_settings, methods=["GET"]),
    Route(f"{_ROOT}/settings", change_settings, methods=["PUT"]),
    Route(f"{_ROOT}/deliveries", show_deliveries, methods=["GET"]),
    Route(f"{_ROOT}/deliveries/release", release, methods=["POST"]),
    Route(f"{_ROOT}/events", show_events, methods=["GET"]),
    Route(f"{_ROOT}/events/{{id}}/resend", resend, methods=["POST"]),
    Route(f"{_ROOT}/sign", sign, methods=["POST"]),
    Route(f"{_ROOT}/cards", replace_card, methods=["POST"]),
    Route(f"{_ROOT}/disputes", begin_dispute, methods=["POST"]),
    Route(f"{_ROOT}/disputes/{{id}}/decide", decide_dispute, methods=["POST"]),
]
