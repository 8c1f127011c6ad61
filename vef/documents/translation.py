from modeltranslation.translator import TranslationOptions, register

from vef.documents.models import GovernanceDocument


@register(GovernanceDocument)
class GovernanceDocumentTranslation(TranslationOptions):
    fields = ("title", "text", "change_note")
