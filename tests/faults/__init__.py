"""Processes are killed at random during work. Tests check what must hold once the work has settled."""
