from modeltranslation.translator import TranslationOptions, register

from partners.models import (
    Avenue,
    Criterion,
    Organisation,
    QuestionHelp,
    RegisterEntry,
    RequestWindow,
    TopicRequest,
)


@register(Organisation)
class OrganisationTranslation(TranslationOptions):
    fields = ("name", "remit", "referral")


@register([RequestWindow, Criterion])
class NamedTranslation(TranslationOptions):
    fields = ("name",)


@register([Avenue, RegisterEntry])
class DescribedTranslation(TranslationOptions):
    fields = ("name", "description")


@register(TopicRequest)
class TopicRequestTranslation(TranslationOptions):
    # Partners may write in one language; the office completes the other.
    fields = ("title",)


@register(QuestionHelp)
class QuestionHelpTranslation(TranslationOptions):
    fields = ("advice", "example")
