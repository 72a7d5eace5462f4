"""TikTok's stand-in: Login Kit, the Display API, and oEmbed."""
