"""Settings that are the same in all environments. Differences come from environment variables.

Each module holds the settings of one topic.
"""

from ettametta.settings.api import *  # noqa: F403 - settings modules extend one another
from ettametta.settings.files import *  # noqa: F403 - settings modules extend one another
from ettametta.settings.logs import *  # noqa: F403 - settings modules extend one another
from ettametta.settings.payments import *  # noqa: F403 - settings modules extend one another
from ettametta.settings.people import *  # noqa: F403 - settings modules extend one another
from ettametta.settings.security import *  # noqa: F403 - settings modules extend one another
from ettametta.settings.site import *  # noqa: F403 - settings modules extend one another
from ettametta.settings.stores import *  # noqa: F403 - settings modules extend one another
from ettametta.settings.tasks import *  # noqa: F403 - settings modules extend one another
from ettametta.settings.vendors import *  # noqa: F403 - settings modules extend one another
