"""The rows a people database starts with: experiences, case stages, consent wordings.

They are rows, so that an office can word them its own way: a second run adds
what is missing and changes nothing that is there (domain facts §1 to §3).
"""

from datetime import date

from django.db import transaction

from database.models import CaseStage, ConsentWording, Experience, Purpose

# code, English, Welsh
EXPERIENCES = (
    ("asb", "Anti-social behaviour", "Ymddygiad gwrthgymdeithasol"),
    ("burglary", "Burglary", "Byrgleriaeth"),
    (
        "theft",
        "Theft (including shop, vehicle, bicycle or farm theft)",
        "Dwyn (gan gynnwys o siop, cerbyd, beic neu fferm)",
    ),
    ("robbery", "Robbery", "Lladrad"),
    ("damage", "Criminal damage or arson", "Difrod troseddol neu losgi bwriadol"),
    ("assault", "Assault or violence", "Ymosodiad neu drais"),
    (
        "da",
        "Domestic abuse, including coercive control",
        "Cam-drin domestig, gan gynnwys rheolaeth drwy orfodaeth",
    ),
    ("stalking", "Stalking", "Stelcio"),
    ("harassment", "Harassment or threats", "Aflonyddu neu fygythiadau"),
    ("sexual", "Rape or another sexual offence", "Trais rhywiol neu drosedd rywiol arall"),
    ("hate", "Hate crime or hate incident", "Trosedd neu ddigwyddiad casineb"),
    ("fraud", "Fraud, scams or identity theft", "Twyll, sgamiau neu ddwyn hunaniaeth"),
    ("cyber", "Online crime or abuse", "Troseddau neu gamdriniaeth ar-lein"),
    (
        "road",
        "A road collision caused by someone else's offence",
        "Gwrthdrawiad ar y ffordd oherwydd trosedd rhywun arall",
    ),
    (
        "homicide",
        "The death of someone close, through crime",
        "Marwolaeth rhywun agos oherwydd trosedd",
    ),
    ("business", "Crime against a business or farm", "Trosedd yn erbyn busnes neu fferm"),
    ("other", "Something else", "Rhywbeth arall"),
    ("unsaid", "Prefer not to say", "Mae'n well gen i beidio â dweud"),
)

# code, English, Welsh, finalised?
STAGES = (
    ("unreported", "Not reported to the police", "Heb roi gwybod i'r heddlu", True),
    (
        "reported",
        "Reported, not yet investigated",
        "Wedi rhoi gwybod, ond heb ei ymchwilio eto",
        False,
    ),
    ("investigation", "Police investigation under way", "Ymchwiliad yr heddlu ar y gweill", False),
    (
        "nfa",
        "Closed without a charge (no further action)",
        "Wedi'i gau heb gyhuddiad (dim camau pellach)",
        True,
    ),
    (
        "charged",
        "Someone charged, waiting for court",
        "Rhywun wedi'i gyhuddo, yn aros am y llys",
        False,
    ),
    ("court", "In court", "Yn y llys", False),
    (
        "sentencing",
        "Convicted, waiting for sentence",
        "Wedi'i gael yn euog, yn aros am ddedfryd",
        False,
    ),
    (
        "acquitted",
        "Not guilty, or case stopped at court",
        "Yn ddieuog, neu'r achos wedi dod i ben yn y llys",
        True,
    ),
    (
        "postsentence",
        "Sentence passed; offender serving it",
        "Dedfryd wedi'i rhoi; y troseddwr yn ei chyflawni",
        True,
    ),
    ("appeal", "Appeal under way", "Apêl ar y gweill", False),
    ("closed", "Closed some time ago", "Wedi dod i ben ers tro", True),
    ("unsaid", "Prefer not to say", "Mae'n well gen i beidio â dweud", None),
)

# The words of version 1, by purpose: English, Welsh.
WORDINGS = {
    Purpose.DATABASE: (
        "I agree that the Office of the Police and Crime Commissioner may keep my contact details so that "
        "it can invite me to take part.",
        "Rwy'n cytuno y caiff Swyddfa Comisiynydd yr Heddlu a Throseddu gadw fy manylion cyswllt er mwyn fy "
        "ngwahodd i gymryd rhan.",
    ),
    Purpose.EMAIL: (
        "I agree that you may contact me by email.",
        "Rwy'n cytuno y cewch gysylltu â mi drwy e-bost.",
    ),
    Purpose.PHONE: (
        "I agree that you may phone me.",
        "Rwy'n cytuno y cewch fy ffonio.",
    ),
    Purpose.SMS: (
        "I agree that you may send me text messages.",
        "Rwy'n cytuno y cewch anfon negeseuon testun ataf.",
    ),
    Purpose.POST: (
        "I agree that you may write to me by post.",
        "Rwy'n cytuno y cewch ysgrifennu ataf drwy'r post.",
    ),
}


@transaction.atomic
def seed_reference_rows() -> int:
    """Add what is missing; return how many rows were added."""
    added = 0
    for order, (code, name_en, name_cy) in enumerate(EXPERIENCES):
        added += Experience.objects.get_or_create(
            code=code, defaults={"name_en": name_en, "name_cy": name_cy, "order": order}
        )[1]
    for order, (code, name_en, name_cy, is_finalised) in enumerate(STAGES):
        added += CaseStage.objects.get_or_create(
            code=code,
            defaults={
                "name_en": name_en,
                "name_cy": name_cy,
                "is_finalised": is_finalised,
                "order": order,
            },
        )[1]
    for purpose, (text_en, text_cy) in WORDINGS.items():
        added += ConsentWording.objects.get_or_create(
            purpose=purpose,
            version=1,
            defaults={"text_en": text_en, "text_cy": text_cy, "in_use_from": date(2023, 4, 3)},
        )[1]
    return added
