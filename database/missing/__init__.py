"""Who is missing: members, invited and participants against published figures.

``counting`` counts exactly, for those few who may see it; ``floored`` makes tables fit to
leave the office; ``report`` lays both out the same way. What leaves is frozen by
``database.services.releases``.
"""

from database.missing.populations import Population, register_population

__all__ = ["Population", "register_population"]
