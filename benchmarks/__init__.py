"""How fast, how big: always as a ratio to a named baseline measured in the same run.

``python -m benchmarks`` runs all; ``python -m benchmarks.NAME`` runs one.
"""
