from typing import ClassVar

from modeltranslation.translator import TranslationOptions, register

from vef.common.models import HostBody


@register(HostBody)
class HostBodyTranslation(TranslationOptions):
    fields = ("name", "short_name", "commissioner_title", "neutral_name", "address")
    # Every page and mail names the host body, so neither language may lack it.
    required_languages: ClassVar[dict[str, tuple[str, ...]]] = dict.fromkeys(
        ("cy", "en"), ("name", "short_name", "commissioner_title", "neutral_name")
    )
