from modeltranslation.translator import TranslationOptions, register

from partners.models import (
    Avenue,
    Criterion,
    Organisation,
    QuestionHelp,
    RequestWindow,
    TopicRequest,
)


@register([Organisation, RequestWindow, Criterion])
class NamedTranslation(TranslationOptions):
    fields = ("name",)


@register(Avenue)
class AvenueTranslation(TranslationOptions):
    fields = ("name", "description")


@register(TopicRequest)
class TopicRequestTranslation(TranslationOptions):
    # Partners may write in one language; the office completes the other.
    fields = ("title",)


@register(QuestionHelp)
class QuestionHelpTranslation(TranslationOptions):
    fields = ("advice", "example")
