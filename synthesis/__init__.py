"""Videos: script, scenes, renders, narration, captions and assembly."""
