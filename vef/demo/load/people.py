"""The people of partners: whom a lead would like to let in, and who left."""

from datetime import date

from partners.services import people
from vef.accounts.models import Role
from vef.demo.load.world import World, deliver_the_past, on


def load(world: World) -> None:
    """Add a colleague who waits for the office, and one who was turned down."""
    bethan, police = world.users["bethan"], world.organisations["dpp"]
    with on(date(2026, 11, 12), 15):
        refused = people.ask_to_invite(
            organisation=police,
            actor=bethan,
            email="rhun.glasfryn@example.org",
            name="Rhun Glasfryn",
            role=Role.PARTNER,
            language="en",
        )
    with on(date(2026, 11, 13), 9):
        people.refuse_invitation(
            refused,
            actor=world.users["admin"],
            reason="We could not find this person in the force's directory.",
        )
        deliver_the_past()
    with on(date(2026, 11, 20), 16):
        people.ask_to_invite(
            organisation=police,
            actor=bethan,
            email="carys.penybryn@example.org",
            name="Carys Penybryn",
            role=Role.PARTNER,
            language="cy",
        )
