"""Everything that does not differ between environments; what differs comes from the environment."""

from pathlib import Path
from typing import Any

import django_stubs_ext
import environ

from ettametta import env
from ettametta.settings.payments import *  # noqa: F403 - settings modules extend one another
from ettametta.settings.payments import STRIPE_FORM_TARGETS
from ettametta.settings.stores import *  # noqa: F403 - settings modules extend one another
from ettametta.settings.stores import REDIS_URL

# Lets generic Django classes be written with their type arguments.
django_stubs_ext.monkeypatch()

BASE_DIR = env.ROOT
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var")))

# --- the site ---------------------------------------------------------------------------------------

DEBUG = False
SECRET_KEY = env.text("SECRET_KEY")
SITE_URL = env.base_url("SITE_URL", "http://127.0.0.1:8000")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ("127.0.0.1", "localhost", "[::1]"))
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", (SITE_URL,))
API_VERSION = "2026-11-01"
# For each workspace, API key and person instead of what the plan says; 0 leaves it to the plan.
API_REQUESTS_PER_MINUTE = env.number("API_REQUESTS_PER_MINUTE", 0)
ADMIN_PATH = env.text("ADMIN_PATH", "admin/")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "rest_framework",
    "drf_spectacular",
    "allauth",
    "allauth.account",
    "django_celery_beat",
    "djstripe",
    "foundation",
    "accounts",
    "billing",
    "discovery",
    "synthesis",
    "publishing",
    "ettametta",
]

MIDDLEWARE = [
    "foundation.logs.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "foundation.compression.CompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "foundation.intake.IntakeMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "foundation.slashes.SlashMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Not among the apps: its static scripts name files it does not bring, and pages use htmx itself.
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.access.middleware.CurrentWorkspaceMiddleware",
    "foundation.bulkhead.BulkheadMiddleware",
    "foundation.problems.ProblemMiddleware",
]

ROOT_URLCONF = "ettametta.urls"
WSGI_APPLICATION = "ettametta.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ettametta.context.frame",
            ],
        },
    },
]

# --- people -----------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "accounts.sign_in.MemberBackend",
    # Sessions name the backend that opened them; the admin's sign-in page uses this one too.
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {"login": "accounts.forms.SignInForm"}
ACCOUNT_ADAPTER = "accounts.sign_in.AccountAdapter"
# How many proxies stand in front: as many entries of X-Forwarded-For, from the right, are theirs.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("ALLAUTH_TRUSTED_PROXY_COUNT", 0)
# Many people share an address. ``key`` is an account at an address, or for the last two, an account.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "50/5m/ip,5/5m/key",
    "login_failed_account": "50/1h/key",
    # Mails to one address, whoever asks for them.
    "reset_password": "20/m/ip,3/15m/key,10/1d/key",
}

DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "ettametta <no-reply@localhost>")
_email = environ.Env.email_url_config(env.text("EMAIL_URL", "filemail://"))
EMAIL_BACKEND = _email["EMAIL_BACKEND"]
EMAIL_HOST = _email.get("EMAIL_HOST", "")
EMAIL_PORT = _email.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _email.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _email.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = _email.get("EMAIL_USE_TLS", False)
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_TIMEOUT = 10

# --- time, words ------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True

# --- files ------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(VAR_DIR / "media")))
WORK_ROOT = Path(env.text("WORK_ROOT", str(VAR_DIR / "work")))
S3_BUCKET = env.text("S3_BUCKET")
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "ettametta.stylesheets.GatheredStaticFilesStorage"},
}
if S3_BUCKET:
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": env.base_url("S3_ENDPOINT_URL") or None,
            "region_name": env.text("S3_REGION") or None,
            "default_acl": "private",
            "querystring_auth": True,
        },
    }
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "foundation.uploads.TemporaryFileHandler",
]

# --- web server -------------------------------------------------------------------------------------

# In each worker process: threads that run Django, and requests that may wait for one before they are refused.
WEB_THREADS = env.number("WEB_THREADS", 2)
WEB_QUEUE = env.number("WEB_QUEUE", 32)

# --- work in the background -------------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 900
CELERY_TASK_SOFT_TIME_LIMIT = 840
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "synthesis.run_media_step": {"queue": "media"},
    "synthesis.*": {"queue": "control"},
    "discovery.*": {"queue": "collection"},
    "publishing.*": {"queue": "publishing"},
    # A queue of their own: a slow Stripe must not delay other work.
    "billing.apply_*": {"queue": "stripe"},
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A message of a dead worker returns after the visibility timeout; kombu's own sweep defaults make that 100 s.
# Any step longer than the timeout may run twice, which the leases make harmless.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 1200,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    "socket_timeout": 10,
    "socket_connect_timeout": 5,
}
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"

# --- security ---------------------------------------------------------------------------------------

FIELD_ENCRYPTION_KEYS = env.words("FIELD_ENCRYPTION_KEYS")
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "ettametta.views.csrf_failure"

# --- other systems ----------------------------------------------------------------------------------

SANDBOX_URL = env.sandbox_url()

YOUTUBE_API_KEY = env.text("YOUTUBE_API_KEY")
YOUTUBE_API_URL = env.base_url("YOUTUBE_API_URL", "https://youtube.googleapis.com")
YOUTUBE_DAILY_UNITS = env.number("YOUTUBE_DAILY_UNITS", 10_000)
YOUTUBE_DAILY_SEARCHES = env.number("YOUTUBE_DAILY_SEARCHES", 100)
YOUTUBE_DERIVED_METRICS_ACCEPTED = env.flag("YOUTUBE_DERIVED_METRICS_ACCEPTED", default=True)

GOOGLE_OAUTH_CLIENT_ID = env.text("GOOGLE_OAUTH_CLIENT_ID")
GOOGLE_OAUTH_CLIENT_SECRET = env.text("GOOGLE_OAUTH_CLIENT_SECRET")
GOOGLE_OAUTH_AUTHORIZE_URL = env.base_url(
    "GOOGLE_OAUTH_AUTHORIZE_URL", "https://accounts.google.com/o/oauth2/v2/auth"
)
GOOGLE_OAUTH_TOKEN_URL = env.base_url("GOOGLE_OAUTH_TOKEN_URL", "https://oauth2.googleapis.com/token")
GOOGLE_OAUTH_REVOKE_URL = env.base_url("GOOGLE_OAUTH_REVOKE_URL", "https://oauth2.googleapis.com/revoke")

GEMINI_API_KEY = env.text("GEMINI_API_KEY")
GEMINI_API_URL = env.base_url("GEMINI_API_URL", "https://generativelanguage.googleapis.com")
GEMINI_MODEL = env.text("GEMINI_MODEL", "gemini-3.8-flash")
GEMINI_VIDEO_MODEL = env.text("GEMINI_VIDEO_MODEL", "gemini-omni-1.2-flash")
# What a second of video costs, in millionths of a US dollar: prices change, so they are settings.
GEMINI_VIDEO_MICROUSD_PER_S = env.number("GEMINI_VIDEO_MICROUSD_PER_S", 120_000)

# Veo, on Google's Agent Platform. The credentials are found the way Google's own tools find them.
GOOGLE_CLOUD_PROJECT = env.text("GOOGLE_CLOUD_PROJECT")
GOOGLE_CLOUD_LOCATION = env.text("GOOGLE_CLOUD_LOCATION", "us-central1")
VEO_MODEL = env.text("VEO_MODEL", "veo-3.1-generate-001")
VEO_API_URL = env.base_url("VEO_API_URL")
VEO_MICROUSD_PER_S = env.number("VEO_MICROUSD_PER_S", 400_000)

# How many videos a paid API is asked for side by side.
VIDEO_API_SLOTS = env.number("VIDEO_API_SLOTS", 4)
# Seconds of paid video a month that any workspace may ask for, whatever its plan.
PAID_VIDEO_SECONDS = env.number("PAID_VIDEO_SECONDS", 0)

OPENAI_API_KEY = env.text("OPENAI_API_KEY")
OPENAI_API_URL = env.base_url("OPENAI_API_URL", "https://api.openai.com/v1")
OPENAI_MODEL = env.text("OPENAI_MODEL", "gpt-5.4-mini")

# Which language model writes scripts: gemini, openai or offline. Empty chooses by the keys that are present.
LANGUAGE_MODEL = env.text("LANGUAGE_MODEL")

RENDER_NODE_URL = env.base_url("RENDER_NODE_URL")
RENDER_NODE_TOKEN = env.text("RENDER_NODE_TOKEN")
RENDER_NODE_WEBHOOK_SECRET = env.text("RENDER_NODE_WEBHOOK_SECRET")
# Where the node reaches us, when that is not the public address.
RENDER_NODE_WEBHOOK_BASE_URL = env.base_url("RENDER_NODE_WEBHOOK_BASE_URL", SITE_URL)
# A render without headway for so long has failed, and its video goes back to the quota.
RENDER_DEADLINE_S = env.number("RENDER_DEADLINE_S", 1800)

FFMPEG_BINARY = env.text("FFMPEG_BINARY")

# --- content security policy -------------------------------------------------------------------------

_outside_pictures = ["https://i.ytimg.com", "https://yt3.ggpht.com", *([SANDBOX_URL] if SANDBOX_URL else [])]
# Thumbnails are fetched from these alone, by workers; pages show small copies.
PICTURE_ORIGINS = tuple(_outside_pictures)
_sign_in_at = ["https://accounts.google.com", *([SANDBOX_URL] if SANDBOX_URL else [])]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", *_outside_pictures],
        # A voice that reads what was typed is fetched, and played from memory.
        "media-src": ["'self'", "blob:", *([SANDBOX_URL] if SANDBOX_URL else [])],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "frame-src": ["https://www.youtube-nocookie.com"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        # A form that leads to a vendor's consent page is followed by redirects, which browsers check too.
        "form-action": ["'self'", *_sign_in_at, *STRIPE_FORM_TARGETS],
        "frame-ancestors": ["'none'"],
    },
}

# --- REST -------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.ApiKeyAuthentication",
        "accounts.authentication.BrowserAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["foundation.intake.JsonParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "foundation.problems.rest_exception_handler",
    "DATETIME_FORMAT": "%Y-%m-%dT%H:%M:%S.%fZ",
    "COERCE_DECIMAL_TO_STRING": False,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "ettametta",
    "DESCRIPTION": "From a trend to a published short video.",
    "VERSION": API_VERSION,
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "foundation.openapi.describe_refusals",
    ],
    "ENUM_NAME_OVERRIDES": {
        "ChannelStatusEnum": "discovery.models.ChannelStatus",
        "IdeaStatusEnum": "discovery.models.IdeaStatus",
        "VideoStatusEnum": "synthesis.models.VideoStatus",
        "DraftStatusEnum": "synthesis.models.DraftStatus",
        "SceneStatusEnum": "synthesis.models.SceneStatus",
        "RenderStatusEnum": "synthesis.models.RenderStatus",
        "SceneOriginEnum": "synthesis.models.Origin",
        "AssetOriginEnum": "synthesis.models.AssetOrigin",
        "ConnectionStatusEnum": "publishing.models.ConnectionStatus",
        "PublicationStatusEnum": "publishing.models.PublicationStatus",
    },
}

# --- logs -------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"context": {"()": "foundation.logs.ContextFilter"}},
    "formatters": {"json": {"()": "foundation.logs.JsonFormatter"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["context"]},
    },
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.server": {"level": "WARNING", "propagate": True},
        "celery.app.trace": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "googleapiclient": {"level": "WARNING"},
        "stripe": {"level": "WARNING"},
    },
}
