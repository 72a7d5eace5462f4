"""Discovery over REST."""
