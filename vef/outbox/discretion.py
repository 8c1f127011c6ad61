"""Which messages a reader may not tie to a person: who got one would tell what is sealed.

An app that sends such messages says so here. The message itself stays in every list without
a name; only whose it is stays unsaid.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Q

# Given the reader, returns which messages they may not see beside a person.
Rule = Callable[[Any], Q]
_rules: list[Rule] = []
NOTHING = Q(pk__in=[])


def conceal(rule: Rule) -> None:
    """Register a rule. Called once, when the app is ready."""
    _rules.append(rule)


def concealed(user: Any) -> Q:
    """Return which messages this reader may not tie to a person."""
    found = NOTHING
    for rule in _rules:
        found |= rule(user)
    return found
