"""The lists people choose from: experiences, case stages, adjustments."""

from database.models import Adjustment, CaseStage, Experience, Relationship

# Code, English, Welsh; the commonest first.
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
    (
        "hba",
        "“Honour”-based abuse, forced marriage or FGM",
        "Camdriniaeth ar sail “anrhydedd”, priodas dan orfod neu FGM",
    ),
    ("hate", "Hate crime or hate incident", "Trosedd neu ddigwyddiad casineb"),
    ("fraud", "Fraud, scams or identity theft", "Twyll, sgamiau neu ddwyn hunaniaeth"),
    ("cyber", "Online crime or abuse", "Troseddau neu gamdriniaeth ar-lein"),
    (
        "slavery",
        "Modern slavery, trafficking, cuckooing or exploitation",
        "Caethwasiaeth fodern, masnachu pobl, “cuckooing” neu gamfanteisio",
    ),
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
    ("childabuse", "Abuse as a child", "Camdriniaeth yn ystod plentyndod"),
    ("business", "Crime against a business or farm", "Trosedd yn erbyn busnes neu fferm"),
    ("other", "Something else", "Rhywbeth arall"),
    ("pns", "Prefer not to say", "Mae'n well gen i beidio â dweud"),
)
# In the words of whoever answers. Nobody is asked to say that they were born of a crime:
# "Something else" covers it.
RELATIONSHIPS = (
    ("direct", "It happened to me", "Fe ddigwyddodd i mi"),
    (
        "witness",
        "I saw or heard it, or was directly affected at the time",
        "Fe welais neu fe glywais i beth ddigwyddodd, neu cefais fy effeithio'n uniongyrchol "
        "ar y pryd",
    ),
    (
        "bereaved",
        "A close family member died because of a crime",
        "Bu farw aelod agos o fy nheulu oherwydd trosedd",
    ),
    (
        "spokesperson",
        "I am the nominated spokesperson for a family or a victim",
        "Fi yw'r llefarydd enwebedig dros deulu neu ddioddefwr",
    ),
    (
        "parent",
        "I am a parent or guardian of someone under 18 it happened to",
        "Rwy'n rhiant neu'n warcheidwad i rywun o dan 18 oed y digwyddodd hyn iddo",
    ),
    (
        "child-da",
        "I lived with domestic abuse as a child",
        "Roeddwn i'n byw gyda cham-drin domestig pan oeddwn i'n blentyn",
    ),
    ("supporter", "I supported someone close to me", "Fe wnes i gefnogi rhywun agos ataf"),
    (
        "business",
        "It affected a business or organisation I run or work for",
        "Fe effeithiodd ar fusnes neu sefydliad rwy'n ei redeg neu'n gweithio iddo",
    ),
    ("other", "Something else", "Rhywbeth arall"),
    ("pns", "Prefer not to say", "Mae'n well gen i beidio â dweud"),
)
# Code: English and Welsh of what stands under a choice.
RELATIONSHIP_HINTS = {
    "parent": (
        "You join in your own right: tell us how it was for you.",
        "Rydych chi'n ymuno yn eich enw eich hun: dywedwch wrthym sut brofiad oedd hyn i chi.",
    ),
}
# Code, English, Welsh, and whether the case is finished (None: that can't be said).
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
        "review",
        "Closed without a charge, decision under review",
        "Wedi'i gau heb gyhuddiad, y penderfyniad yn cael ei adolygu",
        False,
    ),
    (
        "oocr",
        "Out-of-court resolution (caution, community resolution)",
        "Datrysiad y tu allan i'r llys (rhybudd, datrysiad cymunedol)",
        True,
    ),
    (
        "charged",
        "Someone charged, waiting for court",
        "Rhywun wedi'i gyhuddo, yn aros am y llys",
        False,
    ),
    ("court", "In court / trial", "Yn y llys / treial", False),
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
    ("asb_open", "ASB case open", "Achos ymddygiad gwrthgymdeithasol ar agor", False),
    ("asb_closed", "ASB case closed", "Achos ymddygiad gwrthgymdeithasol ar gau", True),
    ("pns", "Prefer not to say", "Mae'n well gen i beidio â dweud", None),
)
# What makes taking part possible.
ADJUSTMENTS = (
    ("bsl", "British Sign Language", "Iaith Arwyddion Prydain"),
    ("easy-read", "Easy read", "Fersiwn hawdd ei ddeall"),
    ("large-print", "Large print", "Print bras"),
    ("interpreter", "An interpreter", "Cyfieithydd"),
    ("hearing-loop", "A hearing loop", "Dolen sain"),
    ("step-free", "A place without steps", "Lle heb risiau"),
    ("other", "Something else", "Rhywbeth arall"),
)
# In which way somebody wishes to be heard (Essex panel: not everybody can be on camera).
WAYS_OF_BEING_HEARD = (
    ("voice-only", "By voice only, not on camera", "Drwy lais yn unig, nid ar gamera"),
    ("in-writing", "In writing", "Yn ysgrifenedig"),
    ("by-supporter", "Through a support worker", "Drwy weithiwr cymorth"),
    ("alone", "Alone rather than in a group", "Yn unigol yn hytrach nag mewn grŵp"),
    ("recorded", "By a recording made beforehand", "Drwy recordiad a wneir ymlaen llaw"),
)


def seed() -> int:
    """Add the rows that are missing; return how many."""
    added = 0
    for order, (code, en, cy) in enumerate(EXPERIENCES):
        added += Experience.objects.get_or_create(
            code=code, defaults={"name_en": en, "name_cy": cy, "order": order}
        )[1]
    for order, (code, en, cy) in enumerate(RELATIONSHIPS):
        hint_en, hint_cy = RELATIONSHIP_HINTS.get(code, ("", ""))
        added += Relationship.objects.get_or_create(
            code=code,
            defaults={
                "name_en": en,
                "name_cy": cy,
                "hint_en": hint_en,
                "hint_cy": hint_cy,
                "order": order,
            },
        )[1]
    for order, (code, en, cy, finished) in enumerate(STAGES):
        added += CaseStage.objects.get_or_create(
            code=code,
            defaults={"name_en": en, "name_cy": cy, "is_finalised": finished, "order": order},
        )[1]
    both = ((Adjustment.Kind.ACCESS, ADJUSTMENTS), (Adjustment.Kind.HEARD, WAYS_OF_BEING_HEARD))
    for kind, rows in both:
        for order, (code, en, cy) in enumerate(rows):
            added += Adjustment.objects.get_or_create(
                code=code, defaults={"kind": kind, "name_en": en, "name_cy": cy, "order": order}
            )[1]
    return added
