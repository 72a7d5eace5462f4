"""The render node: draws pictures for whoever asks over HTTP. A program of its own, without Django."""
