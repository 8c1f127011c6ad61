from modeltranslation.translator import TranslationOptions, register

from engagement.models import (
    Activity,
    Choice,
    Helpline,
    Indicator,
    Method,
    Programme,
    ProgrammeEntry,
    Question,
)


@register(Programme)
class ProgrammeTranslation(TranslationOptions):
    fields = ("name", "change_note")


@register(ProgrammeEntry)
class ProgrammeEntryTranslation(TranslationOptions):
    fields = ("title", "objective")


@register(Method)
class MethodTranslation(TranslationOptions):
    fields = ("name", "advice")


@register(Activity)
class ActivityTranslation(TranslationOptions):
    fields = ("title", "what_it_involves", "what_happens_next", "content_note")


@register(Question)
class QuestionTranslation(TranslationOptions):
    fields = ("text", "hint")


@register(Choice)
class ChoiceTranslation(TranslationOptions):
    fields = ("label",)


@register(Indicator)
class IndicatorTranslation(TranslationOptions):
    fields = ("name", "question")


@register(Helpline)
class HelplineTranslation(TranslationOptions):
    fields = ("name", "note")
