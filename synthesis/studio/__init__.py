"""What people edit: videos, scenes, scripts."""
