"""Words beside their names that would tell by what an audience was narrowed.

An office adds its own. Welsh words stand unmutated: whoever compares bends them.
"""

from collections.abc import Mapping

from database.models import CriterionKind, TellingWord

# Code: English words, Welsh words.
Words = Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]

EXPERIENCES: Words = {
    "asb": (("nuisance", "antisocial"), ("niwsans", "gwrthgymdeithasol")),
    "burglary": (
        ("burglar", "burgled", "break-in", "broken into"),
        ("byrglera", "torri i mewn", "lladron"),
    ),
    "theft": (("stolen", "thief", "thieves"), ("dwyn", "lleidr", "lladron")),
    "robbery": (("robbed", "mugged", "mugging"), ("lladrata",)),
    "damage": (("vandal", "arson"), ("fandaliaeth", "llosgi bwriadol")),
    "assault": (("violent", "attacked"), ("treisgar", "ymosod")),
    "da": (
        ("abuse", "abusive", "coercive", "ex-partner", "refuge"),
        ("cam-drin", "camdriniaeth", "gorfodaeth", "lloches"),
    ),
    "stalking": (("stalked", "stalker"), ("stelcio", "stelcian", "stelciwr")),
    "harassment": (("harassed", "threatened"), ("aflonyddu", "bygwth")),
    "sexual": (("sexual", "raped", "sexually"), ("rhywiol", "treisio")),
    "hba": (("honour", "FGM", "forced marriage"), ("anrhydedd", "FGM", "priodas dan orfod")),
    "hate": (("prejudice", "hatred"), ("casineb", "rhagfarn")),
    "fraud": (("scam", "scammed", "defrauded"), ("twyllo", "sgam")),
    "cyber": (("hacked", "online abuse"), ("hacio",)),
    "slavery": (("trafficked", "exploited"), ("caethwas", "camfanteisio")),
    "road": (("collision", "road crash"), ("gwrthdrawiad", "damwain ffordd")),
    "homicide": (("murder", "bereaved", "manslaughter"), ("llofruddiaeth", "profedigaeth")),
    "childabuse": (("childhood abuse", "abused as a child"), ("plentyndod",)),
    "business": (("shopkeeper", "farmer"), ("siopwr", "ffermwr")),
}
RELATIONSHIPS: Words = {
    "direct": (("happened to you",), ("digwyddodd i chi",)),
    "witness": (("witness", "saw it happen"), ("tyst", "tystion")),
    "bereaved": (
        ("bereaved", "bereavement", "someone close died"),
        ("profedigaeth", "marwolaeth", "bu farw"),
    ),
    "spokesperson": (("spokesperson",), ("llefarydd",)),
    "parent": (("parent", "guardian", "your child"), ("rhiant", "rhieni", "gwarcheidwad")),
    "child-da": (("as a child", "growing up"), ("plentyndod", "tyfu i fyny")),
    "supporter": (("supporter", "supported someone"), ("cefnogwr",)),
    "business": (("your business", "your organisation"), ("eich busnes", "eich sefydliad")),
}
SETTINGS: Words = {
    "rural": (("rural", "countryside", "farm", "village"), ("gwledig", "cefn gwlad", "fferm")),
    "urban": (("urban", "in town", "town centre"), ("trefol", "canol y dref")),
}
HOTSPOTS: Words = {"yes": (("hotspot", "your estate"), ("ardal broblemus", "eich ystad"))}
READINGS: Words = {
    "cy": (("Welsh speaker", "Welsh-speaking"), ("Cymraeg", "siaradwr Cymraeg")),
    "en": (("English speaker",), ("Saesneg",)),
    "both": (("bilingual",), ("dwyieithog",)),
}
# By the question: most answers are a yes or a number.
ANSWERS: Words = {
    "age-group": (
        ("young people", "older people", "pensioner", "your age"),
        ("pobl ifanc", "pobl hŷn", "pensiynwr", "eich oedran"),
    ),
    "sex": (("women", "woman", "men", "girls"), ("menyw", "menywod", "dynion", "merched")),
    "gender-identity": (("transgender", "trans people"), ("trawsryweddol", "pobl draws")),
    "ethnic-group": (
        ("ethnic", "minority", "heritage", "Traveller"),
        ("ethnig", "lleiafrif", "treftadaeth", "Teithwyr"),
    ),
    "religion": (
        ("faith", "religious", "mosque", "church", "synagogue"),
        ("ffydd", "crefyddol", "mosg", "eglwys", "synagog"),
    ),
    "condition": (
        ("disabled", "disability", "health condition", "illness"),
        ("anabl", "anabledd", "cyflwr iechyd", "salwch"),
    ),
    "condition-effect": (
        ("disabled", "disability", "impairment"),
        ("anabl", "anabledd", "nam"),
    ),
    "sexual-orientation": (
        ("LGBT", "lesbian", "bisexual", "orientation"),
        ("LHDT", "lesbiaidd", "deurywiol", "cyfeiriadedd"),
    ),
    "welsh": (("Welsh speaker", "Welsh-speaking"), ("siarad Cymraeg", "siaradwyr Cymraeg")),
    "main-language": (("first language", "interpreter"), ("iaith gyntaf", "cyfieithydd")),
    "marriage": (("married", "civil partner"), ("priod", "partner sifil")),
    "pregnancy": (
        ("pregnant", "new mothers", "maternity"),
        ("beichiog", "mamau newydd", "mamolaeth"),
    ),
    "caring": (("carer", "caring for"), ("gofalwr", "gofalu am")),
}

LISTS: tuple[tuple[str, Words], ...] = (
    (CriterionKind.EXPERIENCE, EXPERIENCES),
    (CriterionKind.RELATIONSHIP, RELATIONSHIPS),
    (CriterionKind.SETTING, SETTINGS),
    (CriterionKind.HOTSPOT, HOTSPOTS),
    (CriterionKind.READING, READINGS),
    (CriterionKind.ANSWER, ANSWERS),
)


def seed() -> int:
    """Add the words of every criterion that has none yet; return how many.

    One that has some is the office's: what it took away does not come back.
    """
    known = set(TellingWord.objects.order_by().values_list("kind", "code").distinct())
    rows = [
        TellingWord(kind=kind, code=code, language=language, word=word)
        for kind, words in LISTS
        for code, both in words.items()
        if (kind, code) not in known
        for language, each in zip(("en", "cy"), both, strict=True)
        for word in each
    ]
    TellingWord.objects.bulk_create(rows)
    return len(rows)
