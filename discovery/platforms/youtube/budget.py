"""What asking YouTube costs: an installation has so many units a day, by Californian days.

Searching has a bucket of its own, which holds a hundred calls. Everything else that is asked here costs one
unit a call; ``batchGetStats`` is counted with the rest although YouTube seems to grant it apart, because its
documentation does not say so.
"""

DAY_ENDS = "midnight Pacific time"
UNITS = "units"
SEARCHES = "searches"
