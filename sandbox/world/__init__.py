"""The sandbox's believable world: niches, channels and videos, each a pure function of absolute time."""
