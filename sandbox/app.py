"""The sandbox as one ASGI application."""

from pathlib import Path

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox import controls, elevenlabs, google_errors, google_oauth, openai, pages
from sandbox.clock import Clock
from sandbox.context import Context
from sandbox.elevenlabs import ElevenLabsError
from sandbox.faults import Faults
from sandbox.gemini import routes as gemini
from sandbox.gemini_state import Files, Films, Watches
from sandbox.google_errors import GoogleError
from sandbox.journal import Journal
from sandbox.media import routes as media
from sandbox.middleware import FaultMiddleware, JournalMiddleware, MethodOverrideMiddleware
from sandbox.openai import OpenAIError
from sandbox.pexels import routes as pexels
from sandbox.pexels.routes import Allowance, PexelsError
from sandbox.quota import Quota
from sandbox.shopify import errors as shopify_errors
from sandbox.shopify import routes as shopify
from sandbox.shopify.customers import Crowd
from sandbox.shopify.errors import PageError, ShopifyError, TokenError
from sandbox.shopify.service import ShopifyService
from sandbox.store import Store
from sandbox.stripe import controls as stripe_controls
from sandbox.stripe import routes as stripe
from sandbox.stripe.errors import StripeError
from sandbox.stripe.service import StripeService
from sandbox.stripe.work import OTHER_ACCOUNT_ID
from sandbox.tiktok import errors as tiktok_errors
from sandbox.tiktok import routes as tiktok
from sandbox.tiktok.errors import OAuthError, TikTokError
from sandbox.tiktok.limits import Limits
from sandbox.youtube import routes as youtube


def create(data_dir: Path, *, has_customers: bool = False) -> Starlette:
    """Create an application whose persistent state is in ``data_dir``.

    ``has_customers``: invented customers come to the simulated shops by themselves.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    app = Starlette(
        routes=[
            *controls.routes,
            *pages.routes,
            *google_oauth.routes,
            *youtube.routes,
            *media.routes,
            *gemini.routes,
            *openai.routes,
            *elevenlabs.routes,
            *pexels.routes,
            *stripe.routes,
            *tiktok.routes,
            *shopify.routes,
        ],
        middleware=[
            Middleware(JournalMiddleware),
            Middleware(FaultMiddleware),
            Middleware(MethodOverrideMiddleware),
        ],
        exception_handlers={
            GoogleError: google_errors.answer,
            OpenAIError: openai.refuse,
            ElevenLabsError: elevenlabs.refuse,
            PexelsError: pexels.refuse,
            StripeError: stripe_controls.refuse,
            TikTokError: tiktok_errors.answer,
            OAuthError: tiktok_errors.answer,
            ShopifyError: shopify_errors.answer,
            TokenError: shopify_errors.answer,
            PageError: shopify_errors.answer,
            HTTPException: _not_found,
            ValidationError: _invalid,
            ValueError: _invalid,
        },
    )
    app.state.context = stage = Context(
        clock=Clock(),
        faults=Faults(),
        files=Files(),
        films=Films(),
        journal=Journal(),
        quota=Quota(),
        store=Store(data_dir / "sandbox.sqlite3"),
        watches=Watches(),
        data_dir=data_dir,
    )
    app.state.pexels = Allowance()
    app.state.tiktok = Limits()
    app.state.stripe = StripeService(stage.store, stage.clock)
    app.state.shopify = shop_service = ShopifyService(stage.store, stage.clock, data_dir)
    if has_customers:
        Crowd(shop_service).start()
    app.state.other_stripe = StripeService(
        Store(data_dir / "other_account.sqlite3"), stage.clock, account_id=OTHER_ACCOUNT_ID
    )
    return app


async def _not_found(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    return JSONResponse(
        google_errors.body(status, "Not found in the sandbox.", reason="notFound"), status_code=status
    )


async def _invalid(_: Request, error: Exception) -> Response:
    return JSONResponse(google_errors.body(400, str(error), reason="badRequest"), status_code=400)
