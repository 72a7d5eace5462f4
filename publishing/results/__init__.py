"""The numbers of published videos: read at fixed ages, from the platforms that count them."""

from publishing.results.marks import at, marks, views_at

__all__ = ["at", "marks", "views_at"]
