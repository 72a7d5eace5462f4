"""The models that watch videos, chosen by settings."""
