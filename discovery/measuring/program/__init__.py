"""The program that opens a video and measures it. Each run carries out one task and ends.

It knows nothing of the product and imports none of its modules. PyAV's FFmpeg libraries are under the GPL,
and the file may be hostile: the program runs in a process of its own, which limits itself before it opens
the file.
"""
