"""A stand-in for language models: parses the facts of a prompt and responds in any schema."""
