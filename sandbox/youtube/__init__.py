"""YouTube Data API v3 for the sandbox's world and the videos uploaded to it."""
