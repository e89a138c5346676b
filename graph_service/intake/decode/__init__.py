"""Decoders: one file format each, from bytes to raw rows with their position.

In: byte chunks. Out: rows. Refuses: see the modules. Only ``graph_service.intake.receive`` is meant for callers.
"""
