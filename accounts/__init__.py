"""People, workspaces, API keys and access control."""
