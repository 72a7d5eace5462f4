"""People, workspaces, API keys, and who may see what."""
