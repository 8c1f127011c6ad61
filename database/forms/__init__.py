"""What staff type about people, made into clean values."""

from database.forms.fields import FieldForm
from database.forms.people import (
    ContactForm,
    FilterForm,
    PersonForm,
    ProfileForm,
    ReasonForm,
    SearchForm,
)
from database.forms.steps import (
    ConfirmConsentForm,
    ConsentForm,
    PauseForm,
    SafeContactForm,
    WithdrawForm,
    week_of,
)

__all__ = [
    "ConfirmConsentForm",
    "ConsentForm",
    "ContactForm",
    "FieldForm",
    "FilterForm",
    "PauseForm",
    "PersonForm",
    "ProfileForm",
    "ReasonForm",
    "SafeContactForm",
    "SearchForm",
    "WithdrawForm",
    "week_of",
]
