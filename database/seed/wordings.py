"""The first wording of each consent. An office adds its own as version 2."""

from datetime import date

from database.models import FAMILY, SUPPORTER, ConsentWording, Purpose

FIRST_USED = date(2020, 10, 2)
WORDINGS = (
    (
        Purpose.DATABASE,
        "I agree that the Office of the Police and Crime Commissioner may keep my contact details "
        "so that it can invite me to take part. I can change my mind at any time.",
        "Rwy'n cytuno y caiff Swyddfa Comisiynydd yr Heddlu a Throseddu gadw fy manylion cyswllt "
        "er mwyn fy ngwahodd i gymryd rhan. Gallaf newid fy meddwl unrhyw bryd.",
    ),
    (
        Purpose.EMAIL,
        "I agree to be contacted by email.",
        "Rwy'n cytuno i chi gysylltu â mi drwy e-bost.",
    ),
    (
        Purpose.PHONE,
        "I agree to be contacted by phone.",
        "Rwy'n cytuno i chi gysylltu â mi dros y ffôn.",
    ),
    (
        Purpose.SMS,
        "I agree to be contacted by text message.",
        "Rwy'n cytuno i chi gysylltu â mi drwy neges destun.",
    ),
    (
        Purpose.POST,
        "I agree to be contacted by post.",
        "Rwy'n cytuno i chi gysylltu â mi drwy'r post.",
    ),
    (
        Purpose.EQUALITY,
        "I agree that my answers about myself may be used to see whether everybody is heard. "
        "They are kept apart from my name.",
        "Rwy'n cytuno y gellir defnyddio fy atebion amdanaf fy hun i weld a yw pawb yn cael eu "
        "clywed. Cânt eu cadw ar wahân i'm henw.",
    ),
    (
        Purpose.RECONTACT,
        "I answered without my name, and I agree to be asked about other topics.",
        "Fe atebais i heb roi fy enw, ac rwy'n cytuno i chi ofyn i mi am bynciau eraill.",
    ),
    (
        Purpose.QUOTED,
        "I agree that my words may be quoted without my name.",
        "Rwy'n cytuno y gellir dyfynnu fy ngeiriau heb fy enw.",
    ),
    (
        SUPPORTER,
        "I agree that my name and contact details may be kept with the record of the person I "
        "stand by, so that I can be contacted about them. I can change my mind at any time.",
        "Rwy'n cytuno y gellir cadw fy enw a'm manylion cyswllt gyda chofnod y person rwy'n ei "
        "gefnogi, er mwyn i chi allu cysylltu â mi yn ei gylch. Gallaf newid fy meddwl unrhyw "
        "bryd.",
    ),
    (
        FAMILY,
        "I agree that we are recorded as one family, and that one of us is written to for all of "
        "us. If that is me, I pass on what I am told. I can ask to be written to as well, or for "
        "this to end, at any time.",
        "Rwy'n cytuno ein bod yn cael ein cofnodi fel un teulu, a bod un ohonom yn cael llythyrau "
        "ar ran pawb. Os fi yw hwnnw, byddaf yn trosglwyddo'r hyn a ddywedir wrthyf. Gallaf ofyn "
        "i chi ysgrifennu ataf i hefyd, neu ofyn i hyn ddod i ben, unrhyw bryd.",
    ),
)


def seed() -> int:
    """Add the wordings that are missing; return how many."""
    return sum(
        ConsentWording.objects.get_or_create(
            purpose=purpose,
            version=1,
            defaults={"text_en": en, "text_cy": cy, "in_use_from": FIRST_USED},
        )[1]
        for purpose, en, cy in WORDINGS
    )
