"""Outside systems that belong to no platform."""
