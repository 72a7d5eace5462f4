"""The writers: Gemini, OpenAI, and the offline writer.

Each writer is imported when it is chosen: a vendor's library takes longer to load than all of Django.
"""
