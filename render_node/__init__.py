"""The render node: renders videos on request, over HTTP. A separate program, without Django."""
