"""TikTok's texts on pages."""

from datetime import date

from publishing.platforms.areas import Area, SafeZone
from publishing.platforms.base import TextUnit, Words

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
        "Post the videos that you publish, or send them to your inbox as drafts.",
    ),
    never=(
        "Post a video that you did not publish here.",
        "Change or delete videos.",
        "See private videos, or read messages.",
        "See your password.",
    ),
    consent_note=(
        "TikTok lets you turn off single permissions. Keep all of them on: without those to see, nothing is "
        "connected, and without those to post, nothing can be published. You can revoke them at any time."
    ),
    title_hint="For your lists here. TikTok shows the caption only.",
    address_later=(
        "TikTok has the post. A video for everyone gets its own link once TikTok has reviewed it, usually "
        "within minutes; it can take hours. Until then the link leads to the profile."
    ),
    no_address=(
        "TikTok gives no link to videos that are not for everyone. You find it on the profile in the app."
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
    text_unit=TextUnit.UTF16,
    text_label="Caption",
    has_title=False,
    links_note="TikTok shows links in captions as plain text that people can't tap.",
    not_available=("First comment and playlists: not available in TikTok's API.",),
    safe_zone=SAFE_ZONE,
)

IN_INBOX = (
    "In your TikTok inbox: finish it in the app. Open the TikTok app, tap the notification in your inbox, "
    "add the caption and post it. Nothing is public until then."
)
POSTING_OFF = (
    "Posting to TikTok is turned off. Your administrator needs to set TIKTOK_POSTING; the connection reads "
    "your videos and their numbers meanwhile."
)
