"""The program that runs the voice models: ``python -m synthesis.assembly.synthesizer``.

Models and dictionaries take seconds to load and hundreds of megabytes, so the process stays for several
requests, and the memory is not the web server's. It imports no other module of this project.
"""
