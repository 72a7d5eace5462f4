"""Settings for Stripe and the plans' prices; part of base."""

from ettametta import env
from foundation import vendors

_sandbox_url = env.sandbox_url()

STRIPE_LIVE_MODE = env.flag("STRIPE_LIVE_MODE")
STRIPE_TEST_SECRET_KEY = env.text("STRIPE_TEST_SECRET_KEY")
STRIPE_LIVE_SECRET_KEY = env.text("STRIPE_LIVE_SECRET_KEY")
# Pinned, so that a newer client does not change Stripe's responses.
STRIPE_API_VERSION = "2026-08-26.dahlia"
# Immediate retries of dj-stripe's reads from Stripe, before its event is postponed.
STRIPE_NETWORK_RETRIES = 1
# The secret of an endpoint that was created elsewhere: in Stripe's dashboard, or with its CLI.
STRIPE_WEBHOOK_SECRET = env.text("STRIPE_WEBHOOK_SECRET")
STRIPE_PORTAL_CONFIGURATION = env.text("STRIPE_PORTAL_CONFIGURATION")
STRIPE_PROMOTION_CODES = env.flag("STRIPE_PROMOTION_CODES")
STRIPE_AUTOMATIC_TAX = env.flag("STRIPE_AUTOMATIC_TAX")
STRIPE_TRIAL_DAYS = env.number("STRIPE_TRIAL_DAYS", 0)

# The mode's key. Without one, development uses the sandbox, and production has no Stripe.
_stripe_key = STRIPE_LIVE_SECRET_KEY if STRIPE_LIVE_MODE else STRIPE_TEST_SECRET_KEY
STRIPE_IS_SANDBOX = (
    vendors.decide(
        has_keys=bool(_stripe_key),
        stand_in=vendors.Mode.OFF if STRIPE_LIVE_MODE else vendors.Mode.SANDBOX,
        sandbox_url=_sandbox_url,
    )
    is vendors.Mode.SANDBOX
)
STRIPE_SECRET_KEY = "sk_test_" + "sandbox0" * 4 if STRIPE_IS_SANDBOX else _stripe_key
STRIPE_API_URL = (
    f"{_sandbox_url}/stripe"
    if STRIPE_IS_SANDBOX
    else env.base_url("STRIPE_API_URL", "https://api.stripe.com")
)
# Additional hosts of Stripe's pages: a custom domain of Checkout, or a stand-in's.
STRIPE_PAGE_ORIGINS = env.words("STRIPE_PAGE_ORIGINS")

DJSTRIPE_FOREIGN_KEY_TO_FIELD = "id"
DJSTRIPE_SUBSCRIBER_MODEL = "accounts.Workspace"
DJSTRIPE_SUBSCRIBER_MODEL_MIGRATION_DEPENDENCY = "0001_initial"

# Monthly price of a paid plan, in the currency's smallest unit; empty uses the one in billing/plans.py.
PLAN_CURRENCY = env.text("PLAN_CURRENCY").lower()
PLAN_PRICES_MINOR = {
    "creator": env.number("CREATOR_PRICE_MINOR", 0),
    "empire": env.number("EMPIRE_PRICE_MINOR", 0),
}
# Days that a plan is kept while its payment fails.
BILLING_GRACE_DAYS = env.number("BILLING_GRACE_DAYS", 7)

# A form that leads to Stripe is redirected, and browsers check redirects against the CSP.
STRIPE_FORM_TARGETS = [
    "https://checkout.stripe.com",
    "https://billing.stripe.com",
    "https://invoice.stripe.com",
    *STRIPE_PAGE_ORIGINS,
]
if STRIPE_API_URL.startswith(("http://127.0.0.1", "http://localhost")):
    # A stand-in on this machine may use any host name and port for its pages.
    STRIPE_FORM_TARGETS += ["http://127.0.0.1:*", "http://localhost:*"]
elif STRIPE_API_URL != "https://api.stripe.com":
    STRIPE_FORM_TARGETS.append("/".join(STRIPE_API_URL.split("/")[:3]))
