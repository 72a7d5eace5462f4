"""Video by Google's paid APIs: Gemini Omni with an API key, Veo 3.1 on Agent Platform.

Neither is idempotent, so that nothing is sent twice on doubt.
"""

from synthesis.rendering.adapters.base import Traits

TRAITS = Traits(is_paid=True)
