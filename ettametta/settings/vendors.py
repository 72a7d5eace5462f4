"""Outside systems: their keys, URLs, models and prices, and their stand-ins; part of base."""

from ettametta import env
from ettametta.settings.payments import STRIPE_LIVE_MODE
from ettametta.settings.site import SITE_URL
from foundation.vendors import Mode, Vendor

SANDBOX_URL = env.sandbox_url()

YOUTUBE_API_KEY = env.text("YOUTUBE_API_KEY")
YOUTUBE_API_URL = env.base_url("YOUTUBE_API_URL", "https://youtube.googleapis.com")
YOUTUBE_ANALYTICS_URL = env.base_url("YOUTUBE_ANALYTICS_URL", "https://youtubeanalytics.googleapis.com")
YOUTUBE_DAILY_UNITS = env.number("YOUTUBE_DAILY_UNITS", 10_000)
YOUTUBE_DAILY_SEARCHES = env.number("YOUTUBE_DAILY_SEARCHES", 100)
# Classes of providers of licensed data, as dotted paths: see docs/plugins.md.
DISCOVERY_PLUGINS = env.words("DISCOVERY_PLUGINS")
YOUTUBE_DERIVED_METRICS_ACCEPTED = env.flag("YOUTUBE_DERIVED_METRICS_ACCEPTED", default=True)

GOOGLE_OAUTH_CLIENT_ID = env.text("GOOGLE_OAUTH_CLIENT_ID")
GOOGLE_OAUTH_CLIENT_SECRET = env.text("GOOGLE_OAUTH_CLIENT_SECRET")
GOOGLE_OAUTH_AUTHORIZE_URL = env.base_url(
    "GOOGLE_OAUTH_AUTHORIZE_URL", "https://accounts.google.com/o/oauth2/v2/auth"
)
GOOGLE_OAUTH_TOKEN_URL = env.base_url("GOOGLE_OAUTH_TOKEN_URL", "https://oauth2.googleapis.com/token")
GOOGLE_OAUTH_REVOKE_URL = env.base_url("GOOGLE_OAUTH_REVOKE_URL", "https://oauth2.googleapis.com/revoke")

# The client key of the app at TikTok for Developers, with its secret.
TIKTOK_API_KEY = env.text("TIKTOK_API_KEY")
TIKTOK_CLIENT_SECRET = env.text("TIKTOK_CLIENT_SECRET")
TIKTOK_API_URL = env.base_url("TIKTOK_API_URL", "https://open.tiktokapis.com")
# What TikTok has approved the app for: "off" (reading only), "private" (posting, not audited) or "public".
TIKTOK_POSTING = env.choice("TIKTOK_POSTING", ("off", "private", "public"))
# The website: its consent page and watch pages.
TIKTOK_WEB_URL = env.base_url("TIKTOK_WEB_URL", "https://www.tiktok.com")

# The client of our app, from Shopify's Dev Dashboard. After a rotation, the previous secret signs webhooks
# for an hour.
SHOPIFY_CLIENT_ID = env.text("SHOPIFY_CLIENT_ID")
SHOPIFY_CLIENT_SECRET = env.text("SHOPIFY_CLIENT_SECRET")
SHOPIFY_CLIENT_SECRET_PREVIOUS = env.text("SHOPIFY_CLIENT_SECRET_PREVIOUS")
# The installation's own shop: reached with the client above, or with a token of an older custom app.
SHOPIFY_SHOP_URL = env.text("SHOPIFY_SHOP_URL")
SHOPIFY_ACCESS_TOKEN = env.text("SHOPIFY_ACCESS_TOKEN")
SHOPIFY_API_VERSION = env.text("SHOPIFY_API_VERSION", "2026-10")
# {shop} stands for the shop's permanent domain.
SHOPIFY_API_BASE = env.text("SHOPIFY_API_BASE", "https://{shop}").rstrip("/")
# A consent page redirects people to sign-in and admin, and browsers check each address.
SHOPIFY_FORM_TARGETS = [
    "/".join(SHOPIFY_API_BASE.split("/")[:3]).replace("{shop}", "*.myshopify.com"),
    "https://*.shopify.com",
]

GEMINI_API_KEY = env.text("GEMINI_API_KEY")
GEMINI_API_URL = env.base_url("GEMINI_API_URL", "https://generativelanguage.googleapis.com")
GEMINI_MODEL = env.text("GEMINI_MODEL", "gemini-3.8-flash")
# The model that watches videos, and its prices in millionths of a US dollar for a million tokens.
GEMINI_VISION_MODEL = env.text("GEMINI_VISION_MODEL", "gemini-3.8-flash")
GEMINI_VISION_INPUT_MICROUSD = env.number("GEMINI_VISION_INPUT_MICROUSD", 750_000)
GEMINI_VISION_OUTPUT_MICROUSD = env.number("GEMINI_VISION_OUTPUT_MICROUSD", 3_750_000)
# Of a longer video, only this much is watched, from its start.
VISION_WATCHED_MINUTES = env.number("VISION_WATCHED_MINUTES", 30)
GEMINI_SPEECH_MODEL = env.text("GEMINI_SPEECH_MODEL", "gemini-3.8-flash-tts")
GEMINI_VIDEO_MODEL = env.text("GEMINI_VIDEO_MODEL", "gemini-omni-1.2-flash")
# Price of a second of video, in millionths of a US dollar. Prices change, so they are settings.
GEMINI_VIDEO_MICROUSD_PER_S = env.number("GEMINI_VIDEO_MICROUSD_PER_S", 120_000)

# Veo, on Google's Agent Platform. Credentials are found as by Google's own tools.
GOOGLE_CLOUD_PROJECT = env.text("GOOGLE_CLOUD_PROJECT")
GOOGLE_CLOUD_LOCATION = env.text("GOOGLE_CLOUD_LOCATION", "us-central1")
VEO_MODEL = env.text("VEO_MODEL", "veo-3.1-generate-001")
VEO_API_URL = env.base_url("VEO_API_URL")
VEO_MICROUSD_PER_S = env.number("VEO_MICROUSD_PER_S", 400_000)

# Concurrent videos at a paid API.
VIDEO_API_SLOTS = env.number("VIDEO_API_SLOTS", 4)
# Seconds of paid video per month and workspace, whatever its plan.
PAID_VIDEO_SECONDS = env.number("PAID_VIDEO_SECONDS", 0)

OPENAI_API_KEY = env.text("OPENAI_API_KEY")
OPENAI_API_URL = env.base_url("OPENAI_API_URL", "https://api.openai.com/v1")
OPENAI_MODEL = env.text("OPENAI_MODEL", "gpt-5.4-mini")
# The fallback that looks at frames, with its prices as above.
OPENAI_VISION_MODEL = env.text("OPENAI_VISION_MODEL", "gpt-5.4-mini")
OPENAI_VISION_INPUT_MICROUSD = env.number("OPENAI_VISION_INPUT_MICROUSD", 750_000)
OPENAI_VISION_OUTPUT_MICROUSD = env.number("OPENAI_VISION_OUTPUT_MICROUSD", 4_500_000)

# What models may cost per day for watching videos, for all workspaces: millionths of a US dollar.
ANALYSIS_DAY_MICROUSD = env.number("ANALYSIS_DAY_MICROUSD", 20_000_000)
# An analysis without progress for this long fails, and does not count.
ANALYSIS_DEADLINE_S = env.number("ANALYSIS_DEADLINE_S", 1800)

ELEVENLABS_API_KEY = env.text("ELEVENLABS_API_KEY")
ELEVENLABS_API_URL = env.base_url("ELEVENLABS_API_URL", "https://api.elevenlabs.io")
ELEVENLABS_MODEL = env.text("ELEVENLABS_MODEL", "eleven_multilingual_v2")

# Offers the sandbox's simulated voices, which hum instead of speaking, while there is no key.
SANDBOX_VOICES = env.flag("SANDBOX_VOICES")
_WITHOUT_VOICE_KEY = Mode.SANDBOX if SANDBOX_VOICES else Mode.LOCAL

PEXELS_API_KEY = env.text("PEXELS_API_KEY")
PEXELS_API_URL = env.base_url("PEXELS_API_URL", "https://api.pexels.com")
# What Pexels allows a key by default. It raises the limits on request.
PEXELS_HOURLY_REQUESTS = env.number("PEXELS_HOURLY_REQUESTS", 200)
PEXELS_MONTHLY_REQUESTS = env.number("PEXELS_MONTHLY_REQUESTS", 20_000)

# Where ``manage.py fetch_voices`` finds Piper voices: the revision and the file's path are appended.
PIPER_VOICES_URL = env.base_url("PIPER_VOICES_URL", "https://huggingface.co/rhasspy/piper-voices/resolve")

# The language model for scripts: gemini, openai or offline. If empty, the available keys decide.
LANGUAGE_MODEL = env.text("LANGUAGE_MODEL")

RENDER_NODE_URL = env.base_url("RENDER_NODE_URL")
RENDER_NODE_TOKEN = env.text("RENDER_NODE_TOKEN")
RENDER_NODE_WEBHOOK_SECRET = env.text("RENDER_NODE_WEBHOOK_SECRET")
# The URL at which the node reaches us, if not the public one.
RENDER_NODE_WEBHOOK_BASE_URL = env.base_url("RENDER_NODE_WEBHOOK_BASE_URL", SITE_URL)
# A render without progress for this long fails, and its video is refunded to the quota.
RENDER_DEADLINE_S = env.number("RENDER_DEADLINE_S", 1800)

FFMPEG_BINARY = env.text("FFMPEG_BINARY")

# The settings that make each system live, and its stand-in: see foundation/vendors.py.
VENDORS = {
    "youtube_discovery": Vendor(keys=("YOUTUBE_API_KEY",), url="YOUTUBE_API_URL"),
    "youtube_publishing": Vendor(
        keys=("GOOGLE_OAUTH_CLIENT_ID", "GOOGLE_OAUTH_CLIENT_SECRET"), url="YOUTUBE_API_URL"
    ),
    "tiktok": Vendor(
        keys=("TIKTOK_API_KEY", "TIKTOK_CLIENT_SECRET"), url="TIKTOK_API_URL", sandbox_path="/tiktok"
    ),
    "shopify": Vendor(
        keys=("SHOPIFY_CLIENT_ID", "SHOPIFY_CLIENT_SECRET"),
        url="SHOPIFY_API_BASE",
        sandbox_path="/shopify/shops/{shop}",
    ),
    "gemini": Vendor(keys=("GEMINI_API_KEY",), url="GEMINI_API_URL", stand_in=Mode.LOCAL),
    "gemini_speech": Vendor(keys=("GEMINI_API_KEY",), url="GEMINI_API_URL", stand_in=_WITHOUT_VOICE_KEY),
    "elevenlabs": Vendor(
        keys=("ELEVENLABS_API_KEY",),
        url="ELEVENLABS_API_URL",
        sandbox_path="/elevenlabs",
        stand_in=_WITHOUT_VOICE_KEY,
    ),
    "gemini_vision": Vendor(keys=("GEMINI_API_KEY",), url="GEMINI_API_URL"),
    "gemini_omni": Vendor(keys=("GEMINI_API_KEY",), url="GEMINI_API_URL"),
    "veo": Vendor(keys=("GOOGLE_CLOUD_PROJECT",), url="VEO_API_URL"),
    "openai": Vendor(
        keys=("OPENAI_API_KEY",), url="OPENAI_API_URL", sandbox_path="/openai/v1", stand_in=Mode.LOCAL
    ),
    "openai_vision": Vendor(keys=("OPENAI_API_KEY",), url="OPENAI_API_URL", sandbox_path="/openai/v1"),
    "pexels": Vendor(keys=("PEXELS_API_KEY",), url="PEXELS_API_URL", sandbox_path="/pexels"),
    "stripe": Vendor(
        keys=("STRIPE_LIVE_SECRET_KEY",) if STRIPE_LIVE_MODE else ("STRIPE_TEST_SECRET_KEY",),
        url="STRIPE_API_URL",
        sandbox_path="/stripe",
        stand_in=Mode.OFF if STRIPE_LIVE_MODE else Mode.SANDBOX,
    ),
    "render_node": Vendor(
        keys=("RENDER_NODE_URL", "RENDER_NODE_TOKEN", "RENDER_NODE_WEBHOOK_SECRET"),
        url="RENDER_NODE_URL",
        stand_in=Mode.OFF,
    ),
}
