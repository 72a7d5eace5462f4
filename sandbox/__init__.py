"""Stand-ins of the outside systems: one loopback process that speaks their wire protocols."""
