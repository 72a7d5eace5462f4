"""Rendering of scenes: engines, renderers (nodes, video servers, video APIs), and dispatch."""
