"""Pages of synthesis: studio, steps to a video, video, library."""
