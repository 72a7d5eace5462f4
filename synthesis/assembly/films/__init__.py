"""The program that reads and writes films with PyAV. Each run carries out one task.

PyAV loads FFmpeg's libraries with x264 and x265, which are under the GPL. Therefore it runs in a process of
its own, which ``synthesis.assembly.pyav`` starts. The program imports nothing of the product but the measures
of ``storyboard`` and the conversions of ``colours``.
"""
