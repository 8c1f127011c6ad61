"""Sheets in and out: one that has faults, and a list that waits for a second yes."""

from datetime import date

from database.services.exporting import ask_for_list
from database.services.importing import choose_columns, dry_run, upload
from vef.demo.load.world import World, on

# As it came: a line break inside a name, a date of another calendar, somebody known already.
SHEET = """Enw,E-bost,Ffôn,Iaith,Dyddiad cydsynio
Llŷr Hafodwen,llyr.hafodwen@example.org,01632 960281,Cymraeg,18/07/2026
"Siân
Tŷ'n-y-coed",sian.tynycoed@example.org,,Cymraeg,18/07/2026
Marcus Fenwater,marcus.fenwater@example.net,01632 960282,Saesneg,31/02/2026
LLŶR HAFODWEN,Llyr.Hafodwen@EXAMPLE.org,,,18/07/2026
Beti Nantgwyn,beti.nantgwyn@example.com,,Cymraeg,18/07/2026
"""
AGREED = {
    "purposes": ["database", "email"],
    "on": "",
    "method": "paper",
    "language": "cy",
    "safe_channels": ["email"],
}


def load(world: World) -> None:
    """Huw checked a sheet, and asked for a list that Ffion has not agreed to yet."""
    with on(date(2026, 11, 19), 10, 15):
        run = upload(
            # Excel for Windows wrote it, with the marks of Welsh letters on.
            content=SHEET.encode("utf-8-sig"),
            name="Sioe Aberystwyth.csv",
            actor=world.users["huw"],
            reason="Paper forms from the stall at the Aberystwyth event, typed by a volunteer",
        )
        mapping = {int(place): column for place, column in run.mapping.items()}
        choose_columns(run, mapping=mapping, agreed=AGREED, actor=world.users["huw"])
        dry_run(run, actor=world.users["huw"])
    with on(date(2026, 11, 23), 16, 5):
        ask_for_list(
            reason="Labels for the Christmas letter to those who want post, printed in this office",
            columns=["reference", "name", "postal_address", "reading"],
            actor=world.users["huw"],
        )
