"""What is due to go: the list that waits for a second person to agree."""

from datetime import date

from database.models import RetentionRule
from database.services.retention import list_due
from vef.demo.load.world import World, on


def load(world: World) -> None:
    """Gruff withdrew on 30 October: his record is due to go on 29 November."""
    with on(date(2026, 11, 23), 8, 40):
        list_due(RetentionRule.objects.get(code="withdrawn"), actor=world.users["dpo"])
