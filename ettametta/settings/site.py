"""The site: its URL, applications and middleware; part of base."""

import django_stubs_ext

from ettametta import env

# Allows type arguments for generic Django classes.
django_stubs_ext.monkeypatch()

BASE_DIR = env.ROOT

DEBUG = False
SECRET_KEY = env.text("SECRET_KEY")
SITE_URL = env.base_url("SITE_URL", "http://127.0.0.1:8000")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ("127.0.0.1", "localhost", "[::1]"))
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", (SITE_URL,))
ADMIN_PATH = env.text("ADMIN_PATH", "admin/")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
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
    "commerce",
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
    # Not in INSTALLED_APPS: its static scripts refer to missing files, and pages use htmx directly.
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.access.middleware.CurrentWorkspaceMiddleware",
    "foundation.bulkhead.BulkheadMiddleware",
    "foundation.problems.ProblemMiddleware",
]

ROOT_URLCONF = "ettametta.urls"
WSGI_APPLICATION = "ettametta.wsgi.application"

_CONTEXT_PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "ettametta.context.frame",
]
# Pages use Jinja2; admin, mails and third-party pages use Django templates.
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "environment": "ettametta.templating.environment",
            "context_processors": _CONTEXT_PROCESSORS,
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": _CONTEXT_PROCESSORS},
    },
]
FORM_RENDERER = "ettametta.form_rendering.FormRenderer"
# An undefined name in a page raises in development and tests. In production it is logged and renders empty.
STRICT_TEMPLATES = False

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True

# Per worker process: Django threads, and requests that may wait for one before they are refused.
WEB_THREADS = env.number("WEB_THREADS", 2)
WEB_QUEUE = env.number("WEB_QUEUE", 32)
