"""The Gemini API: structured text, video analysis, speech, files, and films; Veo beside it."""
