"""Encryption, cookies, and the content security policy; part of base."""

from ettametta import env
from ettametta.settings.payments import STRIPE_FORM_TARGETS
from ettametta.settings.vendors import SANDBOX_URL, SHOPIFY_FORM_TARGETS, TIKTOK_WEB_URL

FIELD_ENCRYPTION_KEYS = env.words("FIELD_ENCRYPTION_KEYS")
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "ettametta.views.csrf_failure"

_outside_pictures = [
    "https://i.ytimg.com",
    "https://yt3.ggpht.com",
    # TikTok's pictures come from many hosts, all directly below these.
    "https://*.tiktokcdn.com",
    "https://*.tiktokcdn-us.com",
    "https://*.tiktokcdn-eu.com",
    *([SANDBOX_URL] if SANDBOX_URL else []),
]
# Workers download thumbnails from these hosts only; pages show small copies.
PICTURE_ORIGINS = tuple(_outside_pictures)
# Likewise the pictures of shops' products, which pages never load from there.
SHOP_PICTURE_ORIGINS = ("https://cdn.shopify.com", *([SANDBOX_URL] if SANDBOX_URL else []))
# Results of a stock search are shown with the vendor's own thumbnails.
_stock_pictures = ["https://images.pexels.com"]
_sign_in_at = ["https://accounts.google.com", TIKTOK_WEB_URL, *([SANDBOX_URL] if SANDBOX_URL else [])]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", *_outside_pictures, *_stock_pictures],
        # Synthesized speech is fetched and played from memory.
        "media-src": ["'self'", "blob:", *([SANDBOX_URL] if SANDBOX_URL else [])],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "frame-src": ["https://www.youtube-nocookie.com"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        # A form that leads to a vendor's consent page is redirected, and browsers check redirects too.
        "form-action": ["'self'", *_sign_in_at, *SHOPIFY_FORM_TARGETS, *STRIPE_FORM_TARGETS],
        "frame-ancestors": ["'none'"],
    },
}
