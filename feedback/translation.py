from modeltranslation.translator import TranslationOptions, register

from feedback.models import BoardAction, Finding, Outcome, Report, ReportSection, Theme


@register(Theme)
class ThemeTranslation(TranslationOptions):
    fields = ("name",)


@register(Finding)
class FindingTranslation(TranslationOptions):
    fields = ("text", "recommendation")


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
