from modeltranslation.translator import TranslationOptions, register

from database.models import Area, CaseStage, ConsentWording, Experience


@register([Area, Experience, CaseStage])
class NamedTranslation(TranslationOptions):
    fields = ("name",)


@register(ConsentWording)
class ConsentWordingTranslation(TranslationOptions):
    fields = ("text",)
