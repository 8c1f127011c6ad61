"""The impact assessment of the forum itself, in both languages, for its lead to go on with.

The headings follow the regulator's own steps: what and why, who was asked, necessity,
risks, measures. It is not approved: that is for people.
"""

from typing import NamedTuple

from database.models import ImpactAssessment, ImpactRisk

REFERENCE = "DPIA-1"
WORDS = {
    "title_en": "The forum and its database",
    "title_cy": "Y fforwm a'i gronfa ddata",
    "summary_en": (
        "The office keeps a database of people affected by crime or anti-social behaviour who agreed "
        "to be asked for their views, invites them to take part in topics that partners raise, and "
        "passes on what was found without anything that shows who said it. Only the office sees who "
        "is on it. An assessment is needed because it is about people who may be at risk, with "
        "special category data, and because a leak could put somebody in danger."
    ),
    "summary_cy": (
        "Mae'r swyddfa'n cadw cronfa ddata o bobl y mae trosedd neu ymddygiad gwrthgymdeithasol wedi "
        "effeithio arnynt ac a gytunodd i ni ofyn am eu barn. Mae'n eu gwahodd i gymryd rhan mewn "
        "pynciau y mae partneriaid yn eu codi, ac yn rhannu'r hyn a ddysgwyd heb ddim byd sy'n dangos "
        "pwy ddywedodd beth. Dim ond y swyddfa sy'n gweld pwy sydd arni. Mae angen asesiad am ei bod "
        "yn ymwneud â phobl a allai fod mewn perygl, gyda data categori arbennig, ac am y gallai "
        "gollyngiad roi rhywun mewn perygl."
    ),
    "consultation_en": (
        "To be asked before approval: people on the database who are willing, the services that "
        "support victims, the data protection officer, the Criminal Justice Board."
    ),
    "consultation_cy": (
        "I'w holi cyn cymeradwyo: pobl ar y gronfa ddata sy'n barod i helpu, y gwasanaethau sy'n "
        "cefnogi dioddefwyr, y swyddog diogelu data, y Bwrdd Cyfiawnder Troseddol."
    ),
    "necessity_en": (
        "A name and one way to reach somebody are enough to be asked; everything else is optional "
        "and says why it is asked. Answers can be anonymous. Nobody has to take part, and leaving is "
        "as easy as joining. What is kept goes when its time is up."
    ),
    "necessity_cy": (
        "Mae enw ac un ffordd o gyrraedd rhywun yn ddigon i ni allu gofyn; mae popeth arall yn "
        "ddewisol ac yn dweud pam y gofynnir amdano. Gall atebion fod yn ddienw. Nid oes rhaid i neb "
        "gymryd rhan, ac mae gadael mor hawdd ag ymuno. Mae'r hyn a gedwir yn mynd pan ddaw ei amser "
        "i ben."
    ),
}


class Risk(NamedTuple):
    """One risk; texts are (English, Welsh)."""

    risk: tuple[str, str]
    likelihood: str
    severity: str
    level: str
    measure: tuple[str, str]
    residual: str
    effect: str = "reduced"


RISKS = (
    Risk(
        (
            "Somebody who means harm reads a person's mail or uses their device, and learns that "
            "they speak with us.",
            "Mae rhywun sydd am wneud niwed yn darllen negeseuon unigolyn neu'n defnyddio ei "
            "ddyfais, ac yn dod i wybod ei fod yn siarad â ni.",
        ),
        "possible",
        "severe",
        "high",
        (
            "Sender, subject, address and page title say nothing of crime. A page behind a link "
            "shows nothing about anybody. A way out is on every page.",
            "Nid yw'r anfonwr, y pwnc, y cyfeiriad na theitl y dudalen yn sôn am drosedd. Nid yw "
            "tudalen y tu ôl i ddolen yn dangos dim am neb. Mae ffordd allan ar bob tudalen.",
        ),
        "medium",
    ),
    Risk(
        (
            "We contact somebody in a way or at a time that is not safe.",
            "Rydym yn cysylltu â rhywun mewn ffordd neu ar adeg nad yw'n ddiogel.",
        ),
        "possible",
        "severe",
        "high",
        (
            "One gate reads consent and safe contact at the moment of sending; what is not known to "
            "be safe is not used.",
            "Mae un porth yn darllen cydsyniad a chyswllt diogel ar adeg anfon; ni ddefnyddir dim "
            "nad yw'n hysbys ei fod yn ddiogel.",
        ),
        "low",
    ),
    Risk(
        (
            "A partner finds out who is on the database, from a page, a file or a small number.",
            "Mae partner yn darganfod pwy sydd ar y gronfa ddata, o dudalen, ffeil neu nifer bach.",
        ),
        "possible",
        "severe",
        "high",
        (
            "The partners' side cannot read any table of people. Small numbers are hidden everywhere "
            "and others rounded.",
            "Ni all ochr y partneriaid ddarllen unrhyw dabl o bobl. Mae niferoedd bach wedi'u cuddio "
            "ym mhobman ac eraill wedi'u talgrynnu.",
        ),
        "low",
    ),
    Risk(
        (
            "Somebody asks for a copy, or to be erased, in another person's name.",
            "Mae rhywun yn gofyn am gopi, neu am gael ei ddileu, yn enw unigolyn arall.",
        ),
        "possible",
        "severe",
        "high",
        (
            "Nothing leaves before we made sure who asks, by a way they gave us before. An erasure "
            "takes two colleagues.",
            "Nid oes dim yn gadael cyn i ni wneud yn siŵr pwy sy'n gofyn, mewn ffordd a roddwyd i ni "
            "o'r blaen. Mae angen dau gydweithiwr i ddileu.",
        ),
        "low",
    ),
    Risk(
        (
            "A colleague looks at records without need, or takes a list away.",
            "Mae cydweithiwr yn edrych ar gofnodion heb fod angen, neu'n mynd â rhestr oddi yma.",
        ),
        "possible",
        "significant",
        "medium",
        (
            "Details are hidden until somebody says why; every look is recorded in a log that shows "
            "any change. A list that leaves needs two people and runs out.",
            "Mae manylion wedi'u cuddio nes i rywun ddweud pam; cofnodir pob golwg mewn log sy'n "
            "dangos unrhyw newid. Mae angen dau unigolyn cyn i restr adael, ac mae'n dod i ben.",
        ),
        "low",
    ),
    Risk(
        (
            "The database, a backup or a disk is stolen.",
            "Caiff y gronfa ddata, copi wrth gefn neu ddisg ei ddwyn.",
        ),
        "remote",
        "severe",
        "medium",
        (
            "Names, addresses and words are encrypted with a key for each person; the keys that open "
            "them are kept elsewhere.",
            "Mae enwau, cyfeiriadau a geiriau wedi'u hamgryptio gydag allwedd i bob unigolyn; cedwir "
            "yr allweddi sy'n eu hagor mewn man arall.",
        ),
        "low",
    ),
    Risk(
        (
            "An answer that was meant to be anonymous is traced back to somebody.",
            "Caiff ateb a oedd i fod yn ddienw ei olrhain yn ôl at rywun.",
        ),
        "remote",
        "severe",
        "medium",
        (
            "Anonymous answers are kept without person, address, order or time, and shuffled before "
            "they are stored.",
            "Cedwir atebion dienw heb unigolyn, cyfeiriad, trefn nac amser, a chânt eu cymysgu cyn eu "
            "cadw.",
        ),
        "low",
    ),
    Risk(
        (
            "Somebody who left, or was erased, is contacted again.",
            "Cysylltir eto â rhywun a adawodd, neu a ddilëwyd.",
        ),
        "possible",
        "significant",
        "medium",
        (
            "Leaving stops what is already waiting. A keyed hash keeps the address from being added "
            "again, and a ledger outside the database does the same after a restore.",
            "Mae gadael yn atal yr hyn sydd eisoes yn aros. Mae hash yn atal y cyfeiriad rhag cael ei "
            "ychwanegu eto, ac mae cofnod y tu allan i'r gronfa ddata yn gwneud yr un peth ar ôl "
            "adfer.",
        ),
        "low",
    ),
    Risk(
        (
            "People tell us of suspects or other people in their own words.",
            "Mae pobl yn sôn wrthym am bobl dan amheuaeth neu bobl eraill yn eu geiriau eu hunain.",
        ),
        "probable",
        "significant",
        "medium",
        (
            "They are asked not to name anybody. A colleague takes out what identifies before a "
            "partner sees any of it.",
            "Gofynnir iddynt beidio ag enwi neb. Mae cydweithiwr yn tynnu'r hyn a allai ddangos pwy "
            "yw rhywun cyn i bartner weld dim ohono.",
        ),
        "low",
    ),
)


def seed() -> int:
    """Add the assessment with its risks if it is missing; return how many rows were added."""
    if ImpactAssessment.objects.filter(reference=REFERENCE).exists():
        return 0
    assessment = ImpactAssessment.objects.create(reference=REFERENCE, residual="medium", **WORDS)
    for order, risk in enumerate(RISKS, 1):
        ImpactRisk.objects.create(
            assessment=assessment,
            order=order,
            risk_en=risk.risk[0],
            risk_cy=risk.risk[1],
            likelihood=risk.likelihood,
            severity=risk.severity,
            level=risk.level,
            measure_en=risk.measure[0],
            measure_cy=risk.measure[1],
            effect=risk.effect,
            residual=risk.residual,
        )
    return 1 + len(RISKS)
