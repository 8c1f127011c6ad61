from modeltranslation.translator import TranslationOptions, register

from vef.common.models import HostBody


@register(HostBody)
class HostBodyTranslation(TranslationOptions):
    fields = ("name", "short_name", "commissioner_title", "neutral_name", "address")
