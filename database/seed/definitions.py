"""What "victim" has meant, version by version, in short sentences of our own."""

from datetime import date

from database.models import VictimDefinition

# Version, in use from, source (English, Welsh), text (English, Welsh). Lists begin with "- ".
DEFINITIONS = (
    (
        1,
        date(2020, 10, 2),
        "Code of Practice for Victims of Crime (2015), as the terms of reference quoted it",
        "Cod Ymarfer ar gyfer Dioddefwyr Troseddau (2015), fel yr oedd yn y cylch gorchwyl",
        "A victim is:\n\n"
        "- a person who was harmed directly by a crime. The harm may be to body, mind or "
        "feelings, or a loss of money\n"
        "- a close relative of a person who died directly because of a crime.",
        "Mae dioddefwr yn un o'r bobl hyn:\n\n"
        "- person a gafodd niwed uniongyrchol oherwydd trosedd. Gall fod yn niwed i'r corff, i'r "
        "meddwl neu i deimladau, neu'n golled ariannol\n"
        "- perthynas agos i rywun a fu farw yn uniongyrchol oherwydd trosedd.",
    ),
    (
        2,
        date(2021, 4, 1),
        "Code of Practice for Victims of Crime in England and Wales (in force from April 2021)",
        "Cod Ymarfer ar gyfer Dioddefwyr Troseddau yng Nghymru a Lloegr (mewn grym ers Ebrill "
        "2021)",
        "A victim is:\n\n"
        "- a person who was harmed directly by a crime. The harm may be to body, mind or "
        "feelings, or a loss of money\n"
        "- a close relative of a person who died directly because of a crime, or somebody the "
        "family named to speak for them.\n\n"
        "These people have the same rights:\n\n"
        "- a parent or guardian of a victim under 18\n"
        "- somebody named to speak for a victim who cannot speak for themselves.\n\n"
        "Businesses and charities are not in the definition, but can be given services.",
        "Mae dioddefwr yn un o'r bobl hyn:\n\n"
        "- person a gafodd niwed uniongyrchol oherwydd trosedd. Gall fod yn niwed i'r corff, i'r "
        "meddwl neu i deimladau, neu'n golled ariannol\n"
        "- perthynas agos i rywun a fu farw yn uniongyrchol oherwydd trosedd, neu rywun a "
        "enwebwyd i siarad dros y teulu.\n\n"
        "Mae gan y bobl hyn yr un hawliau:\n\n"
        "- rhiant neu warcheidwad dioddefwr o dan 18 oed\n"
        "- rhywun a enwebwyd i siarad dros ddioddefwr sy'n methu siarad drosto'i hun.\n\n"
        "Nid yw busnesau ac elusennau yn y diffiniad, ond gallant gael gwasanaethau.",
    ),
    (
        3,
        date(2025, 1, 29),
        "Victims and Prisoners Act 2024, section 1",
        "Deddf Dioddefwyr a Charcharorion 2024, adran 1",
        "A victim is a person who was harmed directly because a crime was done to them, or "
        "because:\n\n"
        "- they saw or heard it, or felt its effects at the time\n"
        "- they were born as a direct result of it\n"
        "- a close family member died as a direct result of it\n"
        "- domestic abuse affected them as a child.\n\n"
        "The harm may be to body, mind or feelings, or a loss of money. It makes no difference "
        "whether anybody reported the crime, was charged with it or was found guilty of it.",
        "Dioddefwr yw person a gafodd niwed uniongyrchol am fod rhywun wedi cyflawni trosedd yn "
        "ei erbyn, neu am un o'r rhesymau hyn:\n\n"
        "- gwelodd y drosedd neu ei chlywed, neu brofi ei heffaith ar y pryd\n"
        "- cafodd ei eni o ganlyniad uniongyrchol iddi\n"
        "- bu farw aelod agos o'r teulu o ganlyniad uniongyrchol iddi\n"
        "- effeithiodd cam-drin domestig ar y person pan oedd yn blentyn.\n\n"
        "Gall fod yn niwed i'r corff, i'r meddwl neu i deimladau, neu'n golled ariannol. Nid oes "
        "gwahaniaeth a roddodd rhywun wybod am y drosedd, a gafodd rhywun ei gyhuddo neu a gafwyd "
        "rhywun yn euog.",
    ),
)


def seed() -> int:
    """Add the definitions that are missing; return how many."""
    return sum(
        VictimDefinition.objects.get_or_create(
            version=version,
            defaults={
                "in_use_from": day,
                "source_en": source_en,
                "source_cy": source_cy,
                "text_en": text_en,
                "text_cy": text_cy,
            },
        )[1]
        for version, day, source_en, source_cy, text_en, text_cy in DEFINITIONS
    )
