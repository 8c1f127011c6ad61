"""What characteristics and categories are called where a question's own words do not fit."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from database.missing.counting import REST

TITLES: dict[str, Promise] = {
    "area": _("Area"),
    "age": _("Age"),
    "sex": _("Sex"),
    "gender_identity": _("Gender identity"),
    "ethnic_group": _("Ethnic group"),
    "religion": _("Religion"),
    "disability": _("Disability"),
    "sexual_orientation": _("Sexual orientation"),
    "speaks_welsh": _("Welsh language"),
    "main_language": _("Main language"),
    "marriage": _("Marriage and civil partnership"),
    "pregnancy": _("Pregnancy and maternity"),
    "caring": _("Caring"),
}
LABELS: dict[tuple[str, str], Promise] = {
    ("area", REST): _("Elsewhere"),
    ("gender_identity", "same"): _("The same as registered at birth"),
    ("gender_identity", "different"): _("Different from that registered at birth"),
    ("disability", "disabled"): _("Disabled (Equality Act)"),
    ("disability", "not-disabled"): _("Not disabled"),
    ("religion", "Not stated"): _("Religion not stated"),
    ("speaks_welsh", "aged 3+"): _("Speak Welsh"),
    ("speaks_welsh", REST): _("Do not speak Welsh"),
    ("marriage", "yes"): _("Married or in a civil partnership"),
    ("marriage", "no"): _("Not married, nor in a civil partnership"),
    ("pregnancy", "yes"): _("Pregnant now or within the last year"),
    ("pregnancy", "no"): pgettext_lazy("pregnancy", "Neither"),
    ("caring", "yes"): _("Look after somebody"),
    ("caring", "no"): _("Look after nobody"),
}
# Whom the published figures are about, where they are not about adults.
BASES: dict[str, Promise] = {
    "area": _("Published figures: adults aged 18 and over."),
    "age": _("Published figures: adults aged 18 and over."),
    "sex": _("Published figures: people of all ages."),
    "ethnic_group": _("Published figures: people of all ages."),
    "religion": _("Published figures: people of all ages."),
    "speaks_welsh": _("Published figures: people aged 3 and over."),
}
VERDICTS: dict[str, Promise] = {
    "fewer": _("Fewer than expected"),
    "more": _("More than expected"),
    "alike": _("About as expected"),
    "unclear": _("Cannot be said"),
}
