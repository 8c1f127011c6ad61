"""The golden thread of a topic: every step, who, when and why.

``steps_for`` tells the whole of one topic; ``topics`` tells where many stand, in
the same number of queries for one and for a thousand.
"""

from vef.dashboard.thread.facts import Reader, gather, gather_many
from vef.dashboard.thread.journey import Topic, steps_for, topics
from vef.dashboard.thread.steps import KEYS, State, Step

__all__ = [
    "KEYS",
    "Reader",
    "State",
    "Step",
    "Topic",
    "gather",
    "gather_many",
    "steps_for",
    "topics",
]
