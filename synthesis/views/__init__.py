"""Pages of synthesis: the studio, the steps to a video, the video itself, the library."""
