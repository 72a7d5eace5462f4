"""Stripe's routes: the API, the pages for people, and the controls."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox import context
from sandbox.stripe import api, checkout_page, controls, invoice_page, portal_page
from sandbox.stripe.service import StripeService

_Endpoint = Callable[[Request], Awaitable[Response]]


class _Show(Protocol):
    def __call__(self, service: StripeService, identifier: str, base_url: str) -> Response: ...


class _Press(Protocol):
    def __call__(
        self, service: StripeService, identifier: str, form: Mapping[str, str], base_url: str
    ) -> Response: ...


def _shown(show: _Show) -> _Endpoint:
    async def endpoint(request: Request) -> Response:
        def respond() -> Response:
            service.catch_up()
            return show(service, request.path_params["id"], context.base_url(request))

        service: StripeService = request.app.state.stripe
        return await run_in_threadpool(respond)

    return endpoint


def _pressed(press: _Press) -> _Endpoint:
    async def endpoint(request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True))
        service: StripeService = request.app.state.stripe
        service.start()

        def respond() -> Response:
            service.catch_up()
            return press(service, request.path_params["id"], form, context.base_url(request))

        return await run_in_threadpool(respond)

    return endpoint


routes = [
    *controls.routes,
    Route("/stripe/checkout/{id}", _shown(checkout_page.show), methods=["GET"]),
    Route("/stripe/checkout/{id}", _pressed(checkout_page.press), methods=["POST"]),
    Route("/stripe/portal/{id}", _shown(portal_page.show), methods=["GET"]),
    Route("/stripe/portal/{id}", _pressed(portal_page.press), methods=["POST"]),
    Route("/stripe/invoices/{id}", _shown(invoice_page.show), methods=["GET"]),
    Route("/stripe/invoices/{id}", _pressed(invoice_page.press), methods=["POST"]),
    Route("/stripe/v1/{path:path}", api.answer, methods=["GET", "POST", "DELETE"]),
    Route("/stripe/{path:path}", api.unknown, methods=["GET", "POST", "DELETE"]),
]
