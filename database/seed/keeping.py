"""How long things are kept, proposed; the numbers are the office's to set."""

from database.models import RetentionRule

# Code, days, needs a second person, name and reason in English and Welsh.
RULES = (
    (
        "withdrawn",
        30,
        True,
        "People who withdrew",
        "Pobl sydd wedi tynnu'n ôl",
        "They asked us to stop. A month is enough to answer what they may still ask.",
        "Gofynnon nhw i ni stopio. Mae mis yn ddigon i ateb unrhyw gwestiwn sydd ganddynt o hyd.",
    ),
    (
        "unconfirmed",
        30,
        False,
        "People we added who were never confirmed",
        "Pobl a ychwanegwyd gennym ond na chawsant eu cadarnhau",
        "Nobody confirmed that it was them, and nothing they agreed to is recorded.",
        "Ni chadarnhaodd neb mai nhw oeddent, ac nid oes cytundeb ganddynt wedi'i gofnodi.",
    ),
    (
        "lapsed",
        913,
        True,
        "People who did not renew their agreement",
        "Pobl na adnewyddodd eu cytundeb",
        "An agreement counts for 24 months. Six more leave time to ask them again.",
        "Mae cytundeb yn para 24 mis. Mae chwe mis arall yn rhoi amser i ofyn iddynt eto.",
    ),
    (
        "answers",
        183,
        True,
        "Names with answers",
        "Enwau gydag atebion",
        "Six months after those who took part were told the outcome, nobody needs to know who "
        "said what. What was said stays, without a name.",
        "Chwe mis ar ôl dweud y canlyniad wrth y rhai a gymerodd ran, nid oes angen i neb wybod "
        "pwy ddywedodd beth. Bydd yr hyn a ddywedwyd yn aros, heb enw.",
    ),
    (
        "left-out",
        183,
        True,
        "Why people were not invited",
        "Pam na chafodd pobl eu gwahodd",
        "Once the outcome is told, the reasons are of no more use.",
        "Ar ôl dweud y canlyniad, nid oes defnydd pellach i'r rhesymau.",
    ),
    (
        "messages",
        365,
        True,
        "Messages",
        "Negeseuon",
        "For a year we can show what was sent, withheld or came back.",
        "Am flwyddyn gallwn ddangos beth a anfonwyd, a ddaliwyd yn ôl neu a ddychwelwyd.",
    ),
    (
        "links",
        90,
        False,
        "Links that have expired",
        "Dolenni sydd wedi dod i ben",
        "They open nothing. Three months are enough to look into a complaint.",
        "Nid ydynt yn agor dim. Mae tri mis yn ddigon i ymchwilio i gŵyn.",
    ),
    (
        "codes",
        1,
        False,
        "One-time codes",
        "Codau untro",
        "Nobody can use them any more.",
        "Ni all neb eu defnyddio bellach.",
    ),
    (
        "sessions",
        1,
        False,
        "Sessions that have ended",
        "Sesiynau sydd wedi dod i ben",
        "Nobody is signed in by them any more.",
        "Nid oes neb wedi mewngofnodi drwyddynt bellach.",
    ),
)


def seed() -> int:
    """Add the rules that are missing; return how many."""
    return sum(
        RetentionRule.objects.get_or_create(
            code=code,
            defaults={
                "days": days,
                "needs_approval": needs_approval,
                "name_en": name_en,
                "name_cy": name_cy,
                "reason_en": reason_en,
                "reason_cy": reason_cy,
            },
        )[1]
        for code, days, needs_approval, name_en, name_cy, reason_en, reason_cy in RULES
    )
