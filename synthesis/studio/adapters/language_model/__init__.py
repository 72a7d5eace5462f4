"""Who writes scripts: Gemini, OpenAI, or nobody but this machine.

Each writer is imported where it is chosen: a vendor's library takes longer to load than all of Django.
"""
