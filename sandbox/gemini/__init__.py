"""The Gemini API: structured text, video analysis, speech, and files."""
