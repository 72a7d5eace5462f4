"""The program that writes and reads content credentials. Each run carries out one task.

It alone loads the C2PA library, which parses files from outside. Therefore it runs in a process with limits,
without the product's secrets. It imports nothing of the product.
"""
