"""Who draws: engines, render nodes, video APIs, and whose turn it is."""
