"""A stand-in for language models: it reads a prompt's facts and answers in any schema."""
