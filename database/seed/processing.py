"""The record of processing a forum starts with, in both languages.

A data protection lead reads it over and makes it their own; what is there stays.
"""

from dataclasses import dataclass

from database.models import ProcessingRecord

Pair = tuple[str, str]

TASK: Pair = (
    "Public task (UK GDPR article 6(1)(e)): hearing victims is part of the Commissioner's duties. "
    "People also agree beforehand, as the terms of reference ask.",
    "Tasg gyhoeddus (erthygl 6(1)(e) o GDPR y DU): mae clywed gan ddioddefwyr yn rhan o "
    "ddyletswyddau'r Comisiynydd. Mae pobl hefyd yn cytuno ymlaen llaw, fel y mae'r cylch gorchwyl "
    "yn gofyn.",
)
OBLIGATION: Pair = (
    "Legal obligation (UK GDPR article 6(1)(c)).",
    "Rhwymedigaeth gyfreithiol (erthygl 6(1)(c) o GDPR y DU).",
)
OFFICE_ONLY: Pair = (
    "Nobody outside this office. No partner ever sees who is on the database.",
    "Neb y tu allan i'r swyddfa hon. Nid oes yr un partner byth yn gweld pwy sydd ar y gronfa "
    "ddata.",
)
NO_TRANSFER: Pair = (
    "None outside the United Kingdom.",
    "Dim y tu allan i'r Deyrnas Unedig.",
)
SEALED: Pair = (
    "Encrypted with a key for each person, kept outside the database. Details are hidden until "
    "somebody says why they need them, and every look is recorded. Staff sign in with two steps.",
    "Wedi'i amgryptio gydag allwedd i bob unigolyn, a gedwir y tu allan i'r gronfa ddata. Mae'r "
    "manylion wedi'u cuddio nes i rywun ddweud pam mae eu hangen, a chofnodir pob golwg arnynt. "
    "Mae staff yn mewngofnodi drwy ddilysu dau gam.",
)


@dataclass(frozen=True)
class Use:
    """One line of the record; each text is (English, Welsh)."""

    code: str
    purpose: Pair
    people: Pair
    data: Pair
    retention: Pair
    recipients: Pair = OFFICE_ONLY
    basis: Pair = TASK
    condition: Pair = ("", "")
    security: Pair = SEALED


USES = (
    Use(
        "membership",
        (
            "Keeping in touch with people who agreed to be asked for their views",
            "Cadw mewn cysylltiad â phobl a gytunodd i ni ofyn am eu barn",
        ),
        (
            "People affected by crime or anti-social behaviour who asked to join, and whoever stands "
            "by them with both their agreement.",
            "Pobl y mae trosedd neu ymddygiad gwrthgymdeithasol wedi effeithio arnynt ac a ofynnodd "
            "am gael ymuno, ac unrhyw un sy'n eu cefnogi gyda chytundeb y ddau.",
        ),
        (
            "Name, one way to reach them, language, what they agreed to and when, and how and when "
            "it is safe to contact them. Anything more only if they choose to give it.",
            "Enw, un ffordd o'u cyrraedd, iaith, yr hyn y cytunwyd arno a phryd, a sut a phryd y mae'n "
            "ddiogel cysylltu â nhw. Dim byd arall oni bai eu bod yn dewis ei roi.",
        ),
        (
            "Until they leave, then at most 30 days; at most 24 months after they last agreed. A "
            "keyed hash of the address stays, so that nobody adds them again.",
            "Nes iddynt adael, ac yna hyd at 30 diwrnod; hyd at 24 mis ar ôl iddynt gytuno ddiwethaf. "
            "Mae hash o'r cyfeiriad yn aros, fel na all neb eu hychwanegu eto.",
        ),
        condition=(
            "That somebody is here can tell of a crime against them. Explicit consent (article "
            "9(2)(a)) for anything about health.",
            "Gall y ffaith bod rhywun yma ddangos bod trosedd wedi digwydd iddynt. Cydsyniad penodol "
            "(erthygl 9(2)(a)) ar gyfer unrhyw beth am iechyd.",
        ),
    ),
    Use(
        "invitations",
        (
            "Inviting people to take part, and keeping their reply",
            "Gwahodd pobl i gymryd rhan, a chadw eu hateb",
        ),
        ("People on the database.", "Pobl ar y gronfa ddata."),
        (
            "Which topic they were invited to, when, by which way, and what they replied. Opening a "
            "letter is not tracked.",
            "Pa bwnc y cawsant wahoddiad i'w drafod, pryd, ym mha ffordd, a beth oedd eu hateb. Ni "
            "chofnodir a agorwyd llythyr.",
        ),
        (
            "Messages 12 months; the tie to a name until 6 months after the outcome is told.",
            "Negeseuon am 12 mis; y cysylltiad ag enw hyd at 6 mis ar ôl i'r canlyniad gael ei rannu.",
        ),
        recipients=(
            "The company that carries our mail, under contract. No partner.",
            "Y cwmni sy'n cludo ein negeseuon, o dan gontract. Dim partner.",
        ),
    ),
    Use(
        "answers",
        (
            "Hearing what people think of services, and passing on what was found",
            "Clywed barn pobl am wasanaethau, a rhannu'r hyn a ddysgwyd",
        ),
        ("People who take part.", "Pobl sy'n cymryd rhan."),
        (
            "What they answer, in their own words or by choosing. Where an answer is anonymous, it "
            "is kept without anything that leads back to them.",
            "Eu hatebion, yn eu geiriau eu hunain neu drwy ddewis. Lle mae ateb yn ddienw, fe'i cedwir "
            "heb ddim byd sy'n arwain yn ôl atynt.",
        ),
        (
            "Names until 6 months after the outcome is told; answers and reports 6 years.",
            "Enwau hyd at 6 mis ar ôl i'r canlyniad gael ei rannu; atebion ac adroddiadau am 6 "
            "blynedd.",
        ),
        recipients=(
            "Partners get findings and figures in which small numbers are hidden; never a name or "
            "an answer as it was written.",
            "Mae partneriaid yn cael canfyddiadau a ffigurau lle mae niferoedd bach wedi'u cuddio; "
            "byth enw, na'r ateb fel y cafodd ei ysgrifennu.",
        ),
        condition=(
            "What people write can hold anything: explicit consent (article 9(2)(a)). They are asked "
            "not to name anybody, and names are taken out before anything leaves.",
            "Gall yr hyn y mae pobl yn ei ysgrifennu gynnwys unrhyw beth: cydsyniad penodol (erthygl "
            "9(2)(a)). Gofynnir iddynt beidio ag enwi neb, a thynnir enwau cyn i ddim adael.",
        ),
    ),
    Use(
        "equality",
        (
            "Seeing whether all kinds of people are heard",
            "Gweld a yw pob math o bobl yn cael eu clywed",
        ),
        (
            "People on the database who choose to answer.",
            "Pobl ar y gronfa ddata sy'n dewis ateb.",
        ),
        (
            "Age, sex, ethnic group, religion, disability, sexual orientation and other "
            "characteristics, each only if they wish. Kept in a table of its own.",
            "Oedran, rhyw, grŵp ethnig, crefydd, anabledd, cyfeiriadedd rhywiol a nodweddion eraill, "
            "pob un dim ond os dymunant. Fe'u cedwir mewn tabl ar wahân.",
        ),
        (
            "As long as their record, or until they take this consent back.",
            "Cyhyd â'u cofnod, neu nes iddynt dynnu'r cydsyniad hwn yn ôl.",
        ),
        condition=(
            "Explicit consent (article 9(2)(a)), asked apart from everything else.",
            "Cydsyniad penodol (erthygl 9(2)(a)), y gofynnir amdano ar wahân i bopeth arall.",
        ),
    ),
    Use(
        "accounts",
        (
            "Letting staff, partners and board members sign in",
            "Gadael i staff, partneriaid ac aelodau bwrdd fewngofnodi",
        ),
        (
            "Colleagues, partners' staff and board members.",
            "Cydweithwyr, staff partneriaid ac aelodau bwrdd.",
        ),
        (
            "Name, work email address, role, organisation, second step of signing in.",
            "Enw, cyfeiriad e-bost gwaith, rôl, sefydliad, ail gam mewngofnodi.",
        ),
        (
            "As long as the account, then 12 months.",
            "Cyhyd â'r cyfrif, ac yna 12 mis.",
        ),
        recipients=(
            "Partners see who of their own organisation has an account.",
            "Mae partneriaid yn gweld pwy yn eu sefydliad eu hunain sydd â chyfrif.",
        ),
        security=(
            "Passwords as slow hashes, a second step for everybody, short sessions.",
            "Cyfrineiriau fel hashau araf, ail gam i bawb, sesiynau byr.",
        ),
    ),
    Use(
        "rights",
        (
            "Answering what people ask about their data, complaints and incidents",
            "Ateb yr hyn y mae pobl yn ei ofyn am eu data, cwynion a digwyddiadau",
        ),
        (
            "Whoever asks or complains; whoever an incident concerns.",
            "Pwy bynnag sy'n gofyn neu'n cwyno; pwy bynnag y mae digwyddiad yn ymwneud â nhw.",
        ),
        (
            "What they asked, how we made sure who asks, what was done and when.",
            "Yr hyn a ofynnwyd, sut y gwnaethom yn siŵr pwy sy'n gofyn, beth a wnaed a phryd.",
        ),
        (
            "6 years after it is closed. Their own words go when they are erased; a copy of what is "
            "held is emptied after 7 days.",
            "6 blynedd ar ôl ei gau. Mae eu geiriau eu hunain yn mynd pan gânt eu dileu; gwagheir "
            "copi o'r hyn a gedwir ar ôl 7 diwrnod.",
        ),
        recipients=(
            "The Information Commissioner's Office, where the law asks for it.",
            "Swyddfa'r Comisiynydd Gwybodaeth, lle mae'r gyfraith yn gofyn am hynny.",
        ),
        basis=OBLIGATION,
    ),
    Use(
        "audit",
        (
            "Showing who did what, and noticing misuse",
            "Dangos pwy wnaeth beth, a sylwi ar gamddefnydd",
        ),
        (
            "Colleagues and partners' staff; people by a number only.",
            "Cydweithwyr a staff partneriaid; pobl drwy rif yn unig.",
        ),
        (
            "Who did or looked at what, when and why. Numbers instead of names and addresses.",
            "Pwy wnaeth beth neu pwy edrychodd ar beth, pryd a pham. Rhifau yn lle enwau a "
            "chyfeiriadau.",
        ),
        ("6 years.", "6 blynedd."),
        basis=(
            "Legal obligation (UK GDPR articles 5(2) and 32).",
            "Rhwymedigaeth gyfreithiol (erthyglau 5(2) a 32 o GDPR y DU).",
        ),
        security=(
            "Entries are only ever added. Each is chained to the one before, so that any change "
            "shows.",
            "Dim ond ychwanegu cofnodion a wneir. Mae pob un wedi'i gadwyno wrth yr un o'i flaen, fel "
            "bod unrhyw newid yn amlwg.",
        ),
    ),
    Use(
        "outcomes",
        (
            "Telling people and boards what has changed",
            "Dweud wrth bobl a byrddau beth sydd wedi newid",
        ),
        (
            "People who took part; partners' staff who are named for an action.",
            "Pobl a gymerodd ran; staff partneriaid a enwir ar gyfer gweithred.",
        ),
        (
            "That somebody was told, when and by which way. Names of staff who act.",
            "Bod rhywun wedi cael gwybod, pryd ac ym mha ffordd. Enwau staff sy'n gweithredu.",
        ),
        (
            "Messages 12 months; reports as long as the forum runs.",
            "Negeseuon am 12 mis; adroddiadau cyhyd ag y bydd y fforwm yn parhau.",
        ),
        recipients=(
            "Boards and the public, without anybody who took part.",
            "Byrddau a'r cyhoedd, heb neb a gymerodd ran.",
        ),
    ),
)


def seed() -> int:
    """Add the lines that are missing; return how many."""
    return sum(_add(use, order) for order, use in enumerate(USES, 1))


def _add(use: Use, order: int) -> bool:
    texts = {
        "purpose": use.purpose,
        "people": use.people,
        "data": use.data,
        "recipients": use.recipients,
        "transfers": NO_TRANSFER,
        "retention": use.retention,
        "security": use.security,
        "lawful_basis": use.basis,
        "special_condition": use.condition,
    }
    words = {f"{name}_en": pair[0] for name, pair in texts.items()}
    words |= {f"{name}_cy": pair[1] for name, pair in texts.items()}
    return ProcessingRecord.objects.get_or_create(
        code=use.code, defaults={"order": order, **words}
    )[1]
