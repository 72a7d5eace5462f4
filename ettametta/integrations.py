"""Which outside systems are live, sandbox or off, and what each key is for."""

from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings


class Mode(StrEnum):
    """How a service is reached on this installation."""

    LIVE = "live"
    SANDBOX = "sandbox"
    OFF = "off"
    LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Integration:
    """One outside system. ``keys`` are the settings that must all be present for it to be live.

    ``without`` says what happens when they are not; ``has_sandbox`` whether the sandbox stands in for it.
    """

    name: str
    purpose: str
    keys: tuple[str, ...]
    where: str
    without: str
    has_sandbox: bool = True
    local: bool = False

    @property
    def mode(self) -> Mode:
        """Live with its keys; otherwise local, sandbox or off."""
        if all(getattr(settings, key) for key in self.keys):
            return Mode.LIVE
        if self.local:
            return Mode.LOCAL
        return Mode.SANDBOX if self.has_sandbox and settings.SANDBOX_URL else Mode.OFF

    @property
    def missing(self) -> list[str]:
        """The settings that are still empty."""
        return [key for key in self.keys if not getattr(settings, key)]


INTEGRATIONS = (
    Integration(
        name="YouTube discovery",
        purpose="Finds videos and channels, and reads their public numbers.",
        keys=("YOUTUBE_API_KEY",),
        where="Google Cloud console: enable the YouTube Data API v3, then create an API key.",
        without="Discover shows the sandbox's videos, or nothing in production.",
    ),
    Integration(
        name="YouTube publishing",
        purpose="Connects a creator's channel and uploads finished videos.",
        keys=("GOOGLE_OAUTH_CLIENT_ID", "GOOGLE_OAUTH_CLIENT_SECRET"),
        where="Google Cloud console: OAuth client of type web application, "
        "redirect address SITE_URL/connections/youtube/callback/.",
        without="Channels of the sandbox can be connected, or none in production.",
    ),
    Integration(
        name="Gemini",
        purpose="Writes scripts.",
        keys=("GEMINI_API_KEY",),
        where="Google AI Studio: create an API key.",
        without="Scripts come from OpenAI if its key is set, else from the offline writer (English only).",
        local=True,
    ),
    Integration(
        name="Gemini Omni",
        purpose="Generates scenes, for money.",
        keys=("GEMINI_API_KEY",),
        where="Google AI Studio: create an API key of a project with billing.",
        without="The sandbox draws them, or none are generated in production.",
    ),
    Integration(
        name="Veo",
        purpose="Generates scenes, for money, on Google's Agent Platform.",
        keys=("GOOGLE_CLOUD_PROJECT",),
        where="Google Cloud console: enable Agent Platform, and give this machine application default "
        "credentials.",
        without="The sandbox draws them, or none are generated in production.",
    ),
    Integration(
        name="OpenAI",
        purpose="Writes scripts when Gemini is not configured.",
        keys=("OPENAI_API_KEY",),
        where="OpenAI platform: create a project key.",
        without="Scripts come from Gemini if its key is set, else from the offline writer (English only).",
        local=True,
    ),
    Integration(
        name="Stripe",
        purpose="Takes payments for plans; keys of its test mode work as well, and charge nobody.",
        keys=("STRIPE_LIVE_SECRET_KEY",) if settings.STRIPE_LIVE_MODE else ("STRIPE_TEST_SECRET_KEY",),
        where="Stripe's dashboard: developers, API keys. Then run manage.py connect_stripe.",
        without="The sandbox's pages take no money; in production, operators give plans in the admin.",
    ),
    Integration(
        name="Render node",
        purpose="Draws the scenes.",
        keys=("RENDER_NODE_URL", "RENDER_NODE_TOKEN", "RENDER_NODE_WEBHOOK_SECRET"),
        where="Your own machine: python -m render_node. make up starts one that needs no GPU.",
        without="Renders wait until a node is there.",
        has_sandbox=False,
    ),
)


def in_sandbox() -> list[str]:
    """The names of the services whose data is not real on this installation."""
    return [entry.name for entry in INTEGRATIONS if entry.mode is Mode.SANDBOX]
