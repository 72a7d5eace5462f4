"""What Stripe and our plans' prices need; part of base."""

from ettametta import env
from foundation import vendors

_sandbox_url = env.sandbox_url()

STRIPE_LIVE_MODE = env.flag("STRIPE_LIVE_MODE")
STRIPE_TEST_SECRET_KEY = env.text("STRIPE_TEST_SECRET_KEY")
STRIPE_LIVE_SECRET_KEY = env.text("STRIPE_LIVE_SECRET_KEY")
# Pinned, so that a newer client does not change what Stripe answers.
STRIPE_API_VERSION = "2026-08-26.dahlia"
# How often dj-stripe's looks at Stripe are repeated at once, before its event is put off.
STRIPE_NETWORK_RETRIES = 1
# The secret of an endpoint that was made elsewhere: in Stripe's dashboard, or by its command line.
STRIPE_WEBHOOK_SECRET = env.text("STRIPE_WEBHOOK_SECRET")
STRIPE_PORTAL_CONFIGURATION = env.text("STRIPE_PORTAL_CONFIGURATION")
STRIPE_PROMOTION_CODES = env.flag("STRIPE_PROMOTION_CODES")
STRIPE_AUTOMATIC_TAX = env.flag("STRIPE_AUTOMATIC_TAX")
STRIPE_TRIAL_DAYS = env.number("STRIPE_TRIAL_DAYS", 0)

# The mode's own key; without one, development talks to the sandbox, and production has no Stripe.
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
# Where Stripe's pages are, besides its own hosts: a custom domain of Checkout, or a stand-in's.
STRIPE_PAGE_ORIGINS = env.words("STRIPE_PAGE_ORIGINS")

DJSTRIPE_FOREIGN_KEY_TO_FIELD = "id"
DJSTRIPE_SUBSCRIBER_MODEL = "accounts.Workspace"
DJSTRIPE_SUBSCRIBER_MODEL_MIGRATION_DEPENDENCY = "0001_initial"

# What a paid plan costs a month, in the currency's smallest unit; empty is what billing/plans.py says.
PLAN_CURRENCY = env.text("PLAN_CURRENCY").lower()
PLAN_PRICES_MINOR = {
    "creator": env.number("CREATOR_PRICE_MINOR", 0),
    "empire": env.number("EMPIRE_PRICE_MINOR", 0),
}
# Days a plan is kept while its payment fails.
BILLING_GRACE_DAYS = env.number("BILLING_GRACE_DAYS", 7)

# A form that leads to Stripe is followed by redirects, which browsers check against the security policy.
STRIPE_FORM_TARGETS = [
    "https://checkout.stripe.com",
    "https://billing.stripe.com",
    "https://invoice.stripe.com",
    *STRIPE_PAGE_ORIGINS,
]
if STRIPE_API_URL.startswith(("http://127.0.0.1", "http://localhost")):
    # A stand-in on this machine shows its pages by whichever name and port it likes.
    STRIPE_FORM_TARGETS += ["http://127.0.0.1:*", "http://localhost:*"]
elif STRIPE_API_URL != "https://api.stripe.com":
    STRIPE_FORM_TARGETS.append("/".join(STRIPE_API_URL.split("/")[:3]))
