"""Assembly of videos: narration, captions, music, encoding. Uses no database and no module of the layers
above.
"""
