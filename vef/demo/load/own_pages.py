"""What came by people's own links lately: a number that waits, a stop, and a link on its way."""

from datetime import date

from database.models import Channel, ConsentMethod
from database.services import by_link
from database.services.own_link import send_own_link
from database.services.stops import stop_channel
from vef.demo.load.world import World, on

DANA, ELIS = 3, 13


def load(world: World) -> None:
    """Dana's new number waits, since she is at risk; the link to her page is still to be sent."""
    with on(date(2026, 11, 12), 20, 15):
        by_link.change_details(world.people[DANA], language="en", details={"phone": "07700 900103"})
    with on(date(2026, 11, 17), 10, 40):
        stop_channel(
            world.people[ELIS],
            channel=Channel.PHONE,
            method=ConsentMethod.PHONE,
            actor=world.users["huw"],
        )
    with on(date(2026, 11, 22), 16, 5):
        send_own_link(world.people[DANA], actor=world.users["huw"])
