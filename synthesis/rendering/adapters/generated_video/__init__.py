"""Clients of Google's paid video APIs: Gemini Omni with an API key, Veo 3.1 on Agent Platform.

Neither API is idempotent, so a request whose outcome is unknown is not sent again.
"""

from synthesis.rendering.adapters.base import Traits

TRAITS = Traits(is_paid=True)
