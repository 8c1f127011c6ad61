"""The rows an engagement programme starts with: methods, helplines, outcome indicators.

They are rows, so that an office can word them its own way: a second run adds
what is missing and changes nothing that is there.
"""

from datetime import date

from django.db import transaction

from engagement.models import Helpline, Indicator, Method

# code, English, Welsh, asks questions on a page?
METHODS = (
    ("survey", "Online survey", "Arolwg ar-lein", True),
    ("focus-group", "Focus group", "Grŵp ffocws", False),
    ("online-meeting", "Online meeting", "Cyfarfod ar-lein", False),
    ("document-review", "Document review", "Adolygu dogfen", False),
    ("one-to-one", "One-to-one discussion", "Trafodaeth un i un", False),
    ("call-testing", "Call testing", "Profi galwadau", False),
    ("interview", "Filmed interview", "Cyfweliad wedi'i ffilmio", False),
    ("poll", "Social media poll", "Pôl ar y cyfryngau cymdeithasol", False),
)

# number, English and Welsh name, English and Welsh note, the day the number was verified (facts §11)
HELPLINES = (
    (
        "08 08 16 89 111",
        "Victim Support",
        "Cymorth i Ddioddefwyr",
        "Free, day and night",
        "Yn rhad ac am ddim, ddydd a nos",
        date(2026, 11, 22),
    ),
    (
        "0808 80 10 800",
        "Live Fear Free",
        "Byw Heb Ofn",
        "Free, day and night",
        "Yn rhad ac am ddim, ddydd a nos",
        date(2026, 11, 22),
    ),
    (
        "116 123",
        "Samaritans",
        "Y Samariaid",
        "Free, day and night",
        "Yn rhad ac am ddim, ddydd a nos",
        date(2026, 11, 22),
    ),
)

# code, English and Welsh name, English and Welsh question
INDICATORS = (
    (
        "wellbeing",
        "Improved health and wellbeing",
        "Gwell iechyd a lles",
        "Thinking of the support you had: how are your health and wellbeing now, compared with "
        "before it?",
        "O feddwl am y cymorth a gawsoch: sut mae eich iechyd a'ch lles nawr, o'u cymharu â "
        "chyn hynny?",
    ),
    (
        "coping",
        "Better able to cope",
        "Gallu ymdopi'n well",
        "How well can you cope with everyday life now, compared with before the support?",
        "Pa mor dda y gallwch ymdopi â bywyd bob dydd nawr, o'i gymharu â chyn y cymorth?",
    ),
    (
        "safety",
        "Increased feelings of safety",
        "Teimlo'n fwy diogel",
        "How safe do you feel now, compared with before the support?",
        "Pa mor ddiogel rydych chi'n teimlo nawr, o'i gymharu â chyn y cymorth?",
    ),
    (
        "informed",
        "Better informed and empowered to act",
        "Gwybod mwy a gallu gweithredu",
        "How well informed and able to act do you feel now, compared with before the support?",
        "I ba raddau rydych chi'n teimlo eich bod yn gwybod digon ac yn gallu gweithredu nawr, "
        "o'i gymharu â chyn y cymorth?",
    ),
)


@transaction.atomic
def seed_reference_rows() -> int:
    """Add what is missing; return how many rows were added."""
    added = 0
    for order, (code, name_en, name_cy, asks_questions) in enumerate(METHODS):
        added += Method.objects.get_or_create(
            code=code,
            defaults={
                "name_en": name_en,
                "name_cy": name_cy,
                "asks_questions": asks_questions,
                "order": order,
            },
        )[1]
    for order, (number, name_en, name_cy, note_en, note_cy, verified_on) in enumerate(HELPLINES):
        added += Helpline.objects.get_or_create(
            number=number,
            defaults={
                "name_en": name_en,
                "name_cy": name_cy,
                "note_en": note_en,
                "note_cy": note_cy,
                "verified_on": verified_on,
                "order": order,
            },
        )[1]
    for order, (code, name_en, name_cy, question_en, question_cy) in enumerate(INDICATORS):
        added += Indicator.objects.get_or_create(
            code=code,
            defaults={
                "name_en": name_en,
                "name_cy": name_cy,
                "question_en": question_en,
                "question_cy": question_cy,
                "order": order,
            },
        )[1]
    return added
