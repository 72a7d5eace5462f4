"""Video by Google's paid APIs: Gemini Omni with an API key, Veo 3.1 on Agent Platform.

Both are Renderers that know no keys of ours, so that nothing is sent twice on doubt.
"""
