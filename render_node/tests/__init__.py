"""Tests of the node over HTTP: a real process on a free port."""
