"""Forms whose words stand side by side in both languages, Welsh first."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext as _

LABELS = {
    "cy": lambda name: _("%(field)s (in Welsh)") % {"field": name},
    "en": lambda name: _("%(field)s (in English)") % {"field": name},
}


class PairedForm(forms.ModelForm):
    """A model form that labels each language's field and offers them in pairs.

    ``PAIRS`` names the bilingual fields; ``pairs`` gives (Welsh, English) bound
    fields and ``rest`` everything else, for the template to lay out.
    """

    PAIRS: tuple[str, ...] = ()
    ROWS: dict[str, int] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.PAIRS:
            label = capfirst(self._meta.model._meta.get_field(name).verbose_name)
            for language, in_language in LABELS.items():
                field = self.fields[f"{name}_{language}"]
                field.label = in_language(label)
                field.required = False
                field.widget.attrs["lang"] = language
                field.widget.attrs["spellcheck"] = "true"
                if name in self.ROWS:
                    field.widget.attrs["rows"] = self.ROWS[name]

    @property
    def pairs(self) -> list[tuple[BoundField, BoundField]]:
        return [(self[f"{name}_cy"], self[f"{name}_en"]) for name in self.PAIRS]

    @property
    def rest(self) -> list[BoundField]:
        paired = {f"{name}_{language}" for name in self.PAIRS for language in LABELS}
        return [field for field in self if field.name not in paired]


def both(*names: str) -> list[str]:
    """Return the field names of both languages, Welsh first."""
    return [f"{name}_{language}" for name in names for language in ("cy", "en")]
