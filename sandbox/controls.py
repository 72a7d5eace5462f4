"""The sandbox's own controls: its clock, faults, journal and memory."""

import json
from dataclasses import asdict

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from sandbox import clock, context, faults
from sandbox.shopify.service import ShopifyService
from sandbox.stripe.service import StripeService

_SETTLES_WITHIN_S = 5.0


async def healthz(_: Request) -> Response:
    return PlainTextResponse("ok")


async def reset(request: Request) -> Response:
    """Delete everything that was done to this sandbox."""
    stage = context.of(request)
    stage.clock.setting = clock.Setting()
    stage.faults.rules = []
    stage.files.by_id.clear()
    stage.films.by_id.clear()
    stage.watches.runs.clear()
    stage.journal.entries.clear()
    stage.quota.reset()
    shopify: ShopifyService = request.app.state.shopify
    await run_in_threadpool(shopify.reset, timeout_s=_SETTLES_WITHIN_S)
    stage.store.clear()
    request.app.state.pexels.reset()
    request.app.state.tiktok.reset()
    request.app.state.other_stripe.store.clear()
    service: StripeService = request.app.state.stripe
    await run_in_threadpool(service.dispatcher.settle, timeout_s=_SETTLES_WITHIN_S)
    return Response(status_code=204)


async def show_clock(request: Request) -> Response:
    time = context.of(request).clock
    return JSONResponse({"now": clock.rfc3339(time.now()), "setting": time.setting.model_dump(mode="json")})


async def change_clock(request: Request) -> Response:
    """Set the clock. Everything that is due at Stripe until then is done before the response."""
    context.of(request).clock.setting = clock.Setting.model_validate_json(await request.body())
    service: StripeService = request.app.state.stripe
    await run_in_threadpool(service.catch_up)
    shopify: ShopifyService = request.app.state.shopify
    shopify.dispatcher.wake()
    return await show_clock(request)


async def show_faults(request: Request) -> Response:
    rules = [rule.model_dump() for rule in context.of(request).faults.rules]
    # In ASCII, since a rule may contain a lone surrogate.
    return Response(json.dumps(rules), media_type="application/json")


async def replace_faults(request: Request) -> Response:
    """Replace the active rules by these."""
    context.of(request).faults.rules = faults.RULES.validate_python(json.loads(await request.body()))
    return await show_faults(request)


async def clear_faults(request: Request) -> Response:
    context.of(request).faults.rules = []
    return Response(status_code=204)


async def show_requests(request: Request) -> Response:
    """Return the requests whose path contains ``path``, and their number."""
    part, method = request.query_params.get("path", ""), request.query_params.get("method")
    entries = [
        asdict(entry)
        for entry in context.of(request).journal.entries
        if part in entry.path and method in (None, entry.method)
    ]
    return JSONResponse({"count": len(entries), "requests": entries})


async def show_quota(request: Request) -> Response:
    """Return each caller's usage today, and the limits."""
    quota = context.of(request).quota
    return JSONResponse({"daily": quota.daily, "used": quota.used(context.now(request))})


async def change_quota(request: Request) -> Response:
    """Set the daily size of one or more buckets."""
    quota = context.of(request).quota
    sizes = await request.json()
    quota.daily.update({bucket: int(sizes[bucket]) for bucket in quota.daily if bucket in sizes})
    return await show_quota(request)


routes = [
    Route("/healthz", healthz),
    Route("/_sandbox/reset", reset, methods=["POST"]),
    Route("/_sandbox/clock", show_clock, methods=["GET"]),
    Route("/_sandbox/clock", change_clock, methods=["PUT"]),
    Route("/_sandbox/faults", show_faults, methods=["GET"]),
    Route("/_sandbox/faults", replace_faults, methods=["PUT"]),
    Route("/_sandbox/faults", clear_faults, methods=["DELETE"]),
    Route("/_sandbox/requests", show_requests),
    Route("/_sandbox/quota", show_quota, methods=["GET"]),
    Route("/_sandbox/quota", change_quota, methods=["PUT"]),
]
