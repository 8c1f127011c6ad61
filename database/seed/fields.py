"""The optional questions, all switched off, each with why it would be asked."""

from database.models import ProfileField

Code = ProfileField.Code
# Code, English, Welsh: said to whoever is asked.
WHY = (
    (
        Code.RELATIONSHIP,
        "So that we invite you to topics that fit what you went through.",
        "Er mwyn eich gwahodd i bynciau sy'n berthnasol i'ch profiad chi.",
    ),
    (
        Code.EXPERIENCES,
        "So that we ask you about services you have used, and leave out topics that may hurt.",
        "Er mwyn gofyn i chi am wasanaethau rydych wedi'u defnyddio, a pheidio â chodi pynciau a "
        "allai beri loes.",
    ),
    (
        Code.STAGE,
        "Some activities are safe only once a case is over. Your answer tells us which.",
        "Nid yw rhai gweithgareddau'n ddiogel nes bod achos ar ben. Mae eich ateb yn dweud wrthym "
        "pa rai.",
    ),
    (
        Code.AREA,
        "Services differ from place to place, and some activities are for one area.",
        "Mae gwasanaethau'n amrywio o le i le, ac mae rhai gweithgareddau ar gyfer un ardal.",
    ),
    (
        Code.ADJUSTMENTS,
        "So that you can take part in a way that works for you.",
        "Er mwyn i chi allu cymryd rhan mewn ffordd sy'n gweithio i chi.",
    ),
    (
        Code.WELSH_SKILLS,
        "To see whether Welsh speakers are heard. We write to you in the language you chose, "
        "whatever you answer.",
        "Er mwyn gweld a yw siaradwyr Cymraeg yn cael eu clywed. Byddwn yn ysgrifennu atoch yn yr "
        "iaith a ddewisoch, beth bynnag yw eich ateb.",
    ),
    (
        Code.COMPLAINT,
        "While a complaint is open, some activities could get in its way.",
        "Tra bo cwyn ar agor, gallai rhai gweithgareddau darfu arni.",
    ),
    (
        Code.EQUALITY,
        "To see whom we do not hear from yet. Your answers are kept apart from your name.",
        "Er mwyn gweld pwy nad ydym yn clywed ganddynt eto. Cedwir eich atebion ar wahân i'ch enw.",
    ),
)


def seed() -> int:
    """Add the fields that are missing, switched off; return how many."""
    return sum(
        ProfileField.objects.get_or_create(code=code, defaults={"why_en": en, "why_cy": cy})[1]
        for code, en, cy in WHY
    )
