"""The places that quote the definition of "victim" from the first day.

What comes with the program is written for the newest definition it brings. The terms of
reference quote the first, as their own words say; what the office holds nobody has read yet.
"""

from database.models import DefinitionQuote, VictimDefinition
from database.seed.definitions import DEFINITIONS

NEWEST = DEFINITIONS[-1][0]
FIRST = DEFINITIONS[0][0]
# Code, English, Welsh, the version it was written for.
PLACES: tuple[tuple[str, str, str, int | None], ...] = (
    (
        "who-this-is-for",
        "The page “Who this is for”, above the definition",
        "Y dudalen “Ar gyfer pwy y mae hyn”, uwchben y diffiniad",
        NEWEST,
    ),
    (
        "joining-page",
        "The joining page, and the ways somebody relates to what happened",
        "Y dudalen ymuno, a'r ffyrdd y mae rhywun yn gysylltiedig â'r hyn a ddigwyddodd",
        NEWEST,
    ),
    ("consent-wordings", "The consent wordings", "Geiriad y cydsyniadau", NEWEST),
    ("terms-of-reference", "The terms of reference", "Y cylch gorchwyl", FIRST),
    ("privacy-notice", "The privacy notice", "Yr hysbysiad preifatrwydd", None),
    (
        "processing-and-impact",
        "The record of processing and the impact assessments",
        "Y cofnod prosesu a'r asesiadau effaith",
        NEWEST,
    ),
    ("leaflets", "Leaflets and posters", "Taflenni a phosteri", None),
)


def seed() -> int:
    """Add the places that are missing; return how many. The definitions come first."""
    versions = {row.version: row for row in VictimDefinition.objects.all()}
    return sum(
        DefinitionQuote.objects.get_or_create(
            code=code,
            defaults={
                "name_en": en,
                "name_cy": cy,
                "order": order,
                "checked_against": versions.get(version) if version else None,
            },
        )[1]
        for order, (code, en, cy, version) in enumerate(PLACES)
    )
