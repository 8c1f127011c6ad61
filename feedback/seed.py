"""The themes a forum starts with.

They are rows, so that an office can word them its own way: a second run adds
what is missing and changes nothing that is there.
"""

from django.db import transaction

from feedback.models import Theme

# code, English, Welsh
THEMES = (
    ("updates", "Being kept informed", "Cael y wybodaeth ddiweddaraf"),
    ("repeat-telling", "Telling the story again", "Gorfod dweud yr hanes eto"),
    ("kindness", "Kindness and respect", "Caredigrwydd a pharch"),
    ("no-call-back", "No call back", "Dim galwad yn ôl"),
    ("response-time", "Time to respond", "Amser ymateb"),
    ("welsh-language", "Using Welsh", "Defnyddio'r Gymraeg"),
    ("safe-time", "Safe time and way to contact", "Amser a ffordd ddiogel o gysylltu"),
    ("reference", "Reference number", "Cyfeirnod"),
    ("children", "Children", "Plant"),
    ("letters", "Letters and messages", "Llythyrau a negeseuon"),
    ("impact", "Effect on life", "Effaith ar fywyd"),
    ("being-heard", "Being heard", "Cael rhywun i wrando"),
    ("anger", "Anger", "Dicter"),
    ("length", "Length", "Hyd"),
)


@transaction.atomic
def seed_reference_rows() -> int:
    """Add what is missing; return how many rows were added."""
    return sum(
        Theme.objects.get_or_create(
            code=code, defaults={"name_en": name_en, "name_cy": name_cy, "order": order}
        )[1]
        for order, (code, name_en, name_cy) in enumerate(THEMES)
    )
