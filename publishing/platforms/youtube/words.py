"""YouTube's texts on pages."""

from datetime import date

from publishing.platforms.areas import Area, SafeZone
from publishing.platforms.base import TextUnit, Words

SYSTEM = "YouTube"
# YouTube publishes pictures, not numbers. The shares are approximate.
SAFE_ZONE = SafeZone(
    area=Area(left=0.03, top=0.10, right=0.88, bottom=0.80),
    source_url="https://support.google.com/google-ads/answer/13704860",
    checked_on=date(2026, 11, 30),
)
NO_CHANNEL = "This Google account has no YouTube channel. Create one first."

WORDS = Words(
    name=SYSTEM,
    channel="a YouTube channel",
    studio="YouTube Studio",
    consent_page="Google's page",
    allows=("Upload the videos that you publish.", "See your channel and its videos."),
    never=(
        "Delete or change videos.",
        "Read or write messages and comments.",
        "See your password.",
    ),
    consent_note=(
        "Keep every permission on Google's page selected. You can revoke them at any time. Playlists and "
        "first comments need one more permission, which is requested only when you want them."
    ),
    no_channel=NO_CHANNEL,
    short_access=(
        "YouTube gave access for only one hour. Remove ettametta from your Google account's third-party "
        "access, then connect again."
    ),
    not_configured=(
        "Publishing to YouTube is not set up. Your administrator needs to set GOOGLE_OAUTH_CLIENT_ID and "
        "GOOGLE_OAUTH_CLIENT_SECRET; see Settings, Integrations."
    ),
    title_characters=100,
    text_characters=5000,
    text_unit=TextUnit.BYTES,
    links_note=(
        "YouTube shows links in descriptions and comments of Shorts as plain text that people can't tap. "
        "Under longer videos, they can."
    ),
    safe_zone=SAFE_ZONE,
)
