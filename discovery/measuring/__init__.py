"""What a video file shows and sounds like, measured on this machine: figures, never a meaning.

``films`` measures a file and takes frames from it; ``values`` has the results. A film from outside is hostile
input: ``program`` opens it, in a process of its own with limits. Nothing is sent anywhere.
"""
