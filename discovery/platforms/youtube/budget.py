"""YouTube's API costs: an installation has a number of units per day, in Pacific Time.

Search has a separate bucket of a hundred calls. Every other call used here costs one unit. ``batchGetStats``
is counted with the rest: YouTube seems to grant it separately, but its documentation does not say so.
"""

DAY_ENDS = "midnight Pacific time"
UNITS = "units"
SEARCHES = "searches"
