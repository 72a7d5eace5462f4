"""The render node: renders videos on request, over HTTP. A program of its own, without Django."""
