"""YouTube Data API v3, over the sandbox's world and the videos uploaded to it."""
