"""The rows a forum starts with: what decisions weigh, what requests refer to, help with
questions, and where else somebody may turn.

They are rows, so that an office can word them its own way: a second run adds
what is missing and changes nothing that is there.
"""

from django.db import transaction

from partners.models import Avenue, Criterion, QuestionHelp, RegisterEntry, RegisterKind
from partners.seed_guidance import GUIDANCE

# Terms of reference, section 3b. Code, weight, English, Welsh.
CRITERIA = (
    (
        "partner-aims",
        2,
        "The partner's own aim and objectives",
        "Nod ac amcanion y partner ei hun",
    ),
    (
        "statutory-duty",
        3,
        "The Commissioner's statutory duties",
        "Dyletswyddau statudol y Comisiynydd",
    ),
    (
        "panel-scrutiny",
        2,
        "What the Police and Crime Panel is looking at",
        "Yr hyn y mae'r Panel Heddlu a Throseddu yn craffu arno",
    ),
    (
        "partner-strategies",
        2,
        "Partners' policies and strategies, such as the Force Control Strategy",
        "Polisïau a strategaethau partneriaid, megis Strategaeth Reoli'r Heddlu",
    ),
    (
        "plan-priority",
        3,
        "A priority of the Police and Crime Plan",
        "Un o flaenoriaethau'r Cynllun Heddlu a Throseddu",
    ),
    (
        "capacity",
        1,
        "Room for it beside what is already promised",
        "Lle iddo ochr yn ochr â'r hyn sydd eisoes wedi'i addo",
    ),
)
# Code, English name and words, Welsh name and words.
AVENUES = (
    (
        "force-complaint",
        "Complain to the police force",
        (
            "Anybody can complain about how the police dealt with them. "
            "The force's professional standards department looks into it."
        ),
        "Cwyno i'r heddlu",
        (
            "Gall unrhyw un gwyno am y ffordd y gwnaeth yr heddlu ymdrin â nhw. "
            "Adran safonau proffesiynol yr heddlu fydd yn edrych ar y gŵyn."
        ),
    ),
    (
        "office-review",
        "Ask for a review of how a complaint was handled",
        (
            "If somebody is not content with the answer to a complaint, they can ask for a review. "
            "The letter with the answer says who does it: often the Commissioner's office."
        ),
        "Gofyn am adolygiad o'r ffordd yr ymdriniwyd â chwyn",
        (
            "Os nad yw rhywun yn fodlon ar yr ateb i gŵyn, gall ofyn am adolygiad. "
            "Mae'r llythyr sy'n rhoi'r ateb yn dweud pwy sy'n ei gynnal: "
            "swyddfa'r Comisiynydd yn aml."
        ),
    ),
    (
        "right-to-review",
        "Victims' Right to Review",
        (
            "A victim can ask the police or the Crown Prosecution Service to look again "
            "at a decision not to charge, or to stop a case."
        ),
        "Hawl Dioddefwyr i Adolygiad",
        (
            "Gall dioddefwr ofyn i'r heddlu neu i Wasanaeth Erlyn y Goron edrych eto "
            "ar benderfyniad i beidio â chyhuddo, neu i atal achos."
        ),
    ),
    (
        "victims-code",
        "Complain under the Victims' Code",
        (
            "If a right in the Victims' Code was not met, a victim can complain to the body "
            "concerned, and then, through an MP, to the Parliamentary and Health Service Ombudsman."
        ),
        "Cwyno o dan y Cod Dioddefwyr",
        (
            "Os na chafodd hawl yn y Cod Dioddefwyr ei pharchu, gall dioddefwr gwyno i'r corff "
            "dan sylw, ac yna, drwy Aelod Seneddol, i'r Ombwdsmon Seneddol a Gwasanaeth Iechyd."
        ),
    ),
)
# What requests refer to: the forums of the terms of reference (section 3a), what decisions
# consider (3b) and the plan's priorities. No place is named, so that any force area can start
# with them. Kind, code, number, part of, English, Welsh.
REGISTERS = (
    (
        RegisterKind.BOARD,
        "criminal-justice-board",
        "",
        "",
        "Criminal Justice Board",
        "Bwrdd Cyfiawnder Troseddol",
    ),
    (
        RegisterKind.BOARD,
        "victim-and-witness-sub-group",
        "",
        "criminal-justice-board",
        "Victim and Witness Sub-Group",
        "Is-grŵp Dioddefwyr a Thystion",
    ),
    (
        RegisterKind.BOARD,
        "strategic-criminal-justice-and-investigations-group",
        "",
        "",
        "Strategic Criminal Justice and Investigations Group",
        "Grŵp Strategol Cyfiawnder Troseddol ac Ymchwiliadau",
    ),
    (
        RegisterKind.BOARD,
        "criminal-justice-victim-and-witness-group",
        "",
        "strategic-criminal-justice-and-investigations-group",
        "Criminal Justice, Victim and Witness Group",
        "Grŵp Cyfiawnder Troseddol, Dioddefwyr a Thystion",
    ),
    (
        RegisterKind.BOARD,
        "investigation-standards-group",
        "",
        "strategic-criminal-justice-and-investigations-group",
        "Investigation Standards Group",
        "Grŵp Safonau Ymchwilio",
    ),
    (
        RegisterKind.BOARD,
        "police-and-crime-panel",
        "",
        "",
        "Police and Crime Panel",
        "Panel Heddlu a Throseddu",
    ),
    (
        RegisterKind.STRATEGY,
        "police-and-crime-plan",
        "",
        "",
        "Police and Crime Plan",
        "Cynllun Heddlu a Throseddu",
    ),
    (
        RegisterKind.STRATEGY,
        "force-control-strategy",
        "",
        "",
        "Force Control Strategy",
        "Strategaeth Reoli'r Heddlu",
    ),
    (
        RegisterKind.PRIORITY,
        "victims-are-supported",
        "1",
        "police-and-crime-plan",
        "Victims are supported",
        "Mae dioddefwyr yn cael eu cefnogi",
    ),
    (
        RegisterKind.PRIORITY,
        "harm-is-prevented",
        "2",
        "police-and-crime-plan",
        "Harm is prevented",
        "Mae niwed yn cael ei atal",
    ),
    (
        RegisterKind.PRIORITY,
        "justice-system-is-more-effective",
        "3",
        "police-and-crime-plan",
        "Our justice system is more effective",
        "Mae ein system gyfiawnder yn fwy effeithiol",
    ),
    (
        RegisterKind.DUTY,
        "views-of-victims",
        "",
        "",
        "Obtaining the views of victims of crime about policing",
        "Cael barn dioddefwyr troseddau am blismona",
    ),
    (
        RegisterKind.DUTY,
        "holding-to-account",
        "",
        "",
        "Holding the Chief Constable to account",
        "Dwyn y Prif Gwnstabl i gyfrif",
    ),
    (
        RegisterKind.DUTY,
        "commissioning-victims-services",
        "",
        "",
        "Commissioning services for victims",
        "Comisiynu gwasanaethau i ddioddefwyr",
    ),
    (
        RegisterKind.SCRUTINY,
        "panel-scrutiny",
        "",
        "police-and-crime-panel",
        "What the Police and Crime Panel is looking at",
        "Yr hyn y mae'r Panel Heddlu a Throseddu yn craffu arno",
    ),
)


def _registers() -> int:
    added = 0
    rows: dict[str, RegisterEntry] = {}
    for order, (kind, code, number, part_of, english, welsh) in enumerate(REGISTERS, start=1):
        rows[code], created = RegisterEntry.objects.get_or_create(
            code=code,
            defaults={
                "kind": kind,
                "number": number,
                "part_of": rows.get(part_of),
                "name_en": english,
                "name_cy": welsh,
                "order": order,
            },
        )
        added += created
    return added


@transaction.atomic
def seed_reference_rows() -> int:
    """Add the rows that are missing; return how many were added."""
    added = _registers()
    for order, (code, weight, english, welsh) in enumerate(CRITERIA, start=1):
        _row, created = Criterion.objects.get_or_create(
            code=code,
            defaults={"weight": weight, "order": order, "name_en": english, "name_cy": welsh},
        )
        added += created
    for order, (code, name_en, text_en, name_cy, text_cy) in enumerate(AVENUES, start=1):
        _avenue, created = Avenue.objects.get_or_create(
            code=code,
            defaults={
                "order": order,
                "name_en": name_en,
                "description_en": text_en,
                "name_cy": name_cy,
                "description_cy": text_cy,
            },
        )
        added += created
    for question, low, high, advice_en, example_en, advice_cy, example_cy in GUIDANCE:
        _help, created = QuestionHelp.objects.get_or_create(
            question=question,
            defaults={
                "words_from": low,
                "words_to": high,
                "advice_en": advice_en,
                "advice_cy": advice_cy,
                "example_en": example_en,
                "example_cy": example_cy,
            },
        )
        added += created
    return added
