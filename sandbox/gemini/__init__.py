"""The Gemini API: structured text, video analysis, speech, files and video generation; also Veo."""
