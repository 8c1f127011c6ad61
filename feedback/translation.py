from modeltranslation.translator import TranslationOptions, register

from feedback.models import (
    BoardAction,
    Finding,
    Outcome,
    PartnerAnswer,
    Report,
    ReportSection,
    Theme,
)


@register(Theme)
class ThemeTranslation(TranslationOptions):
    fields = ("name",)


@register(Finding)
class FindingTranslation(TranslationOptions):
    fields = ("text", "recommendation")


@register(PartnerAnswer)
class PartnerAnswerTranslation(TranslationOptions):
    fields = ("reason", "action", "evidence")


@register(Outcome)
class OutcomeTranslation(TranslationOptions):
    fields = ("title", "told_us", "changed", "next", "cannot_change")


@register(BoardAction)
class BoardActionTranslation(TranslationOptions):
    fields = ("text", "update")


@register(Report)
class ReportTranslation(TranslationOptions):
    fields = ("title", "board")


@register(ReportSection)
class ReportSectionTranslation(TranslationOptions):
    fields = ("text",)
