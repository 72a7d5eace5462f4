"""What discovery takes and answers over REST, by noun."""
