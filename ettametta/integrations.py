"""Outside systems: their modes, and the purpose of each key."""

from dataclasses import dataclass

from foundation import vendors
from foundation.vendors import Mode


@dataclass(frozen=True, slots=True)
class Integration:
    """One outside system, as shown on the integrations page. ``vendor`` is its name in settings.

    ``without`` describes the effect while it is not live.
    """

    name: str
    vendor: str
    purpose: str
    where: str
    without: str

    @property
    def mode(self) -> Mode:
        """The system's mode on this installation."""
        return vendors.named(self.vendor).mode

    @property
    def keys(self) -> tuple[str, ...]:
        """The settings that are all required for it to be live."""
        return vendors.named(self.vendor).keys


INTEGRATIONS = (
    Integration(
        name="YouTube discovery",
        vendor="youtube_discovery",
        purpose="Finds videos and channels, and reads their public statistics.",
        where="Google Cloud console: enable the YouTube Data API v3, then create an API key.",
        without="Discover shows sandbox videos, or nothing in production.",
    ),
    Integration(
        name="YouTube publishing",
        vendor="youtube_publishing",
        purpose="Connects a creator's channel and uploads finished videos.",
        where="Google Cloud console: OAuth client of type web application, "
        "redirect address SITE_URL/connections/youtube/callback/.",
        without="Only sandbox channels can be connected, or none in production.",
    ),
    Integration(
        name="TikTok",
        vendor="tiktok",
        purpose="Connects a creator's account, posts videos and reads their numbers. Posting needs "
        "TIKTOK_POSTING.",
        where="TikTok for Developers: an app with Login Kit, the Display API and the Content Posting API, "
        "redirect address SITE_URL/connections/tiktok/callback/. See docs/tiktok.md.",
        without="Only sandbox accounts can be connected, or none in production.",
    ),
    Integration(
        name="Shopify",
        vendor="shopify",
        purpose="Connects a creator's shop: products on videos, tracked links, discount codes, "
        "and orders by post.",
        where="Shopify's Dev Dashboard: an app with the redirect address SITE_URL/shop/shopify/callback/.",
        without="Only sandbox shops can be connected, or none in production.",
    ),
    Integration(
        name="Gemini",
        vendor="gemini",
        purpose="Writes scripts. The same key also reads narration: see Gemini speech.",
        where="Google AI Studio: create an API key.",
        without="Scripts come from OpenAI if its key is set, else from the offline writer (English only).",
    ),
    Integration(
        name="Gemini vision",
        vendor="gemini_vision",
        purpose="Watches videos and reports timecoded findings. Paid by the token.",
        where="Google AI Studio: create an API key. It is the key of Gemini.",
        without="The sandbox simulates findings about its own videos, or there is no analysis in production.",
    ),
    Integration(
        name="Gemini speech",
        vendor="gemini_speech",
        purpose="Reads narration with Google's voices, in more than thirty languages. Paid.",
        where="Google AI Studio: create an API key of a project with billing. It is the key of Gemini.",
        without="Narration uses the voices of this installation.",
    ),
    Integration(
        name="ElevenLabs",
        vendor="elevenlabs",
        purpose="Reads narration with the voices of an ElevenLabs account. Paid.",
        where="ElevenLabs: Developers, API keys. Allow text to speech and reading voices. "
        "Commercial use needs a paid plan.",
        without="Narration uses the voices of this installation.",
    ),
    Integration(
        name="Gemini Omni",
        vendor="gemini_omni",
        purpose="Generates scenes. Paid.",
        where="Google AI Studio: create an API key of a project with billing.",
        without="The sandbox simulates them, or none are generated in production.",
    ),
    Integration(
        name="Veo",
        vendor="veo",
        purpose="Generates scenes on Google's Agent Platform. Paid.",
        where="Google Cloud console: enable Agent Platform, and give this machine application default "
        "credentials.",
        without="The sandbox simulates them, or none are generated in production.",
    ),
    Integration(
        name="OpenAI",
        vendor="openai",
        purpose="Writes scripts when Gemini is not configured.",
        where="OpenAI platform: create a project key.",
        without="Scripts come from Gemini if its key is set, else from the offline writer (English only).",
    ),
    Integration(
        name="OpenAI vision",
        vendor="openai_vision",
        purpose="Looks at frames of your own videos while Gemini is not available. Paid by the token.",
        where="OpenAI platform: create a project key. It is the key of OpenAI.",
        without="Analysis waits until Gemini is available again.",
    ),
    Integration(
        name="Pexels",
        vendor="pexels",
        purpose="Finds stock clips and photos for scenes. With a key, the scenes of new videos show stock.",
        where="Pexels: Image and video API, your API key. Free; 200 requests an hour and 20,000 a month.",
        without="Scenes are motion graphics. The sandbox's drawn clips can be tried, or none in production.",
    ),
    Integration(
        name="Stripe",
        vendor="stripe",
        purpose="Takes payments for plans. Test-mode keys also work and charge no one.",
        where="Stripe's dashboard: developers, API keys. Then run manage.py connect_stripe.",
        without="Sandbox pages take no money. In production, administrators assign plans in the admin.",
    ),
    Integration(
        name="Render node",
        vendor="render_node",
        purpose="Renders the scenes.",
        where="Your own machine: python -m render_node. make up starts one that needs no GPU.",
        without="Renders wait until a node is available.",
    ),
)


def in_sandbox() -> list[str]:
    """Return the names of the services whose data comes from the sandbox."""
    return [entry.name for entry in INTEGRATIONS if entry.mode is Mode.SANDBOX]
