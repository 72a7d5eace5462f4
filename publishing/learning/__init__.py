"""What was expected of a publication, how it turned out, and what helps."""
