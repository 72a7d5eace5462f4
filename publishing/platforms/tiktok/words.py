"""TikTok's texts on pages."""

from datetime import date

from publishing.platforms.areas import Area, SafeZone
from publishing.platforms.base import Words

SYSTEM = "TikTok"

# TikTok publishes pictures, not numbers. The shares are approximate.
SAFE_ZONE = SafeZone(
    area=Area(left=0.05, top=0.08, right=0.87, bottom=0.77),
    source_url="https://ads.tiktok.com/help/article/tiktok-auction-in-feed-ads",
    checked_on=date(2026, 11, 30),
)

WORDS = Words(
    name=SYSTEM,
    channel="a TikTok account",
    studio="TikTok Studio",
    consent_page="TikTok's page",
    allows=(
        "See your name, picture and user name.",
        "See how many followers and videos you have.",
        "See your public videos with their views, likes, comments and shares.",
    ),
    never=(
        "Post, change or delete videos.",
        "See private videos, or read messages.",
        "See your password.",
    ),
    consent_note=(
        "TikTok lets you turn off single permissions. Keep all of them on: without one of them, nothing is "
        "connected. You can revoke them at any time."
    ),
    no_posting=(
        "Posting to TikTok is not available yet. A TikTok connection reads your videos and their numbers."
    ),
    no_channel="TikTok returned no account for this sign-in. Try again.",
    short_access=(
        "TikTok gave access that can't be renewed. In the TikTok app, remove ettametta under Security and "
        "permissions, then connect again."
    ),
    not_configured=(
        "TikTok is not set up. Your administrator needs to set TIKTOK_API_KEY and TIKTOK_CLIENT_SECRET; see "
        "Settings, Integrations."
    ),
    title_characters=150,
    text_characters=2200,
    text_label="Caption",
    safe_zone=SAFE_ZONE,
)
