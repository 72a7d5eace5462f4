"""YouTube's texts on pages."""

from publishing.platforms.base import Words

SYSTEM = "YouTube"
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
    consent_note="Keep every permission on Google's page selected. You can revoke them at any time.",
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
)
