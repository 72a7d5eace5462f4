"""The sandbox's simulated world: niches, channels and videos, each a pure function of absolute time."""
