"""Stand-ins of outside systems: one loopback process that implements their wire protocols."""
